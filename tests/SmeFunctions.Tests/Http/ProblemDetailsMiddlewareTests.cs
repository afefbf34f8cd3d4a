using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using SmeFunctions.Http;

namespace SmeFunctions.Tests.Http;

public sealed class ProblemDetailsMiddlewareTests
{
    private readonly Call _call = new();

    public static TheoryData<Exception> Outages =>
    [
        new RequestFailedException(503, "busy"), new RequestFailedException(500, "broken"), new RequestFailedException(429, "slow down"),
        new RequestFailedException(408, "late"), new RequestFailedException("no connection"), new AggregateException(new RequestFailedException("no connection")),
        new TimeoutException(), new TaskCanceledException(),
    ];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Says_that_storage_does_not_answer_and_when_to_come_back(Exception e)
    {
        await RunAsync(e);

        _call.AssertProblem(503, "unavailable");
        Assert.Equal("5", _call.Header("Retry-After"));
        Assert.Equal("nosniff", _call.Header("X-Content-Type-Options"));
        Assert.Equal("the-request", (string?)_call.Json["traceId"]);
    }

    [Fact]
    public async Task Says_what_the_server_refused()
    {
        await RunAsync(new BadHttpRequestException("Unexpected end of request content.", 400));

        _call.AssertProblem(400, "bad-request");
    }

    [Fact]
    public async Task Says_that_a_body_was_too_large()
    {
        await RunAsync(new BadHttpRequestException("Request body too large.", 413));

        _call.AssertProblem(413, "too-large");
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(RequestFailedException))]
    public async Task Tells_nothing_of_a_bug(Type type)
    {
        _call.Context.Response.Headers.CacheControl = "public";

        await RunAsync(type == typeof(RequestFailedException) ? new RequestFailedException(403, "secret") : new InvalidOperationException("secret"));

        _call.AssertProblem(500, "internal");
        Assert.DoesNotContain("secret", _call.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", _call.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_nothing_to_a_client_that_is_gone()
    {
        _call.Context.RequestAborted = new CancellationToken(canceled: true);

        await RunAsync(new OperationCanceledException());

        Assert.Empty(_call.Body);
        Assert.Equal(200, _call.Status);
    }

    [Fact]
    public async Task Lets_the_exceptions_of_other_triggers_pass() =>
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(new TimeoutException(), http: false));

    [Fact]
    public async Task Lets_an_answer_pass()
    {
        var ran = false;

        await new ProblemDetailsMiddleware(NullLogger<ProblemDetailsMiddleware>.Instance).Invoke(Context(http: true), _ =>
        {
            ran = true;
            return Task.CompletedTask;
        });

        Assert.True(ran);
        Assert.Empty(_call.Body);
    }

    private Task RunAsync(Exception e, bool http = true)
    {
        _call.Context.TraceIdentifier = "the-request";
        return new ProblemDetailsMiddleware(NullLogger<ProblemDetailsMiddleware>.Instance).Invoke(Context(http), _ => Task.FromException(e));
    }

    private FunctionContext Context(bool http)
    {
        var items = new Dictionary<object, object>();
        if (http)
        {
            // Where the worker keeps it.
            items["HttpRequestContext"] = _call.Context;
        }

        return Mock.Of<FunctionContext>(context => context.Items == items && context.FunctionDefinition == Mock.Of<FunctionDefinition>(definition => definition.Name == "AFunction"));
    }
}
