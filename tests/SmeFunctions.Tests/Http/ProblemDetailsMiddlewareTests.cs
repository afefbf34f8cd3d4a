using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using SmeFunctions.Http;
using SmeFunctions.Pages.Tests;

namespace SmeFunctions.Tests.Http;

public sealed class ProblemDetailsMiddlewareTests : IDisposable
{
    private readonly Call _call = new();
    private readonly TestPages _pages = new();

    public static TheoryData<Exception> Outages =>
    [
        new RequestFailedException(503, "busy"), new RequestFailedException(500, "broken"), new RequestFailedException(429, "slow down"),
        new RequestFailedException(408, "late"), new RequestFailedException("no connection"), new AggregateException(new RequestFailedException("no connection")),
        new AggregateException(new RequestFailedException(503, "busy"), new TaskCanceledException(), new AggregateException(new TimeoutException())),
        new TimeoutException(), new TaskCanceledException(), new OperationCanceledException(),
    ];

    public static TheoryData<Exception> Bugs =>
    [
        new InvalidOperationException("secret"), new NullReferenceException("secret"), new RequestFailedException(403, "secret"), new RequestFailedException(412, "secret"),
        new AggregateException("secret"), new AggregateException(new NullReferenceException("secret")),
        new AggregateException(new RequestFailedException(503, "secret"), new NullReferenceException("secret")), new IOException("secret"),
    ];

    public void Dispose() => _pages.Dispose();

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
    [MemberData(nameof(Bugs))]
    public async Task Tells_nothing_of_a_bug(Exception bug)
    {
        _call.Context.Response.Headers.CacheControl = "public";

        await RunAsync(bug);

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

    [Theory]
    [InlineData("zh", null, 503, "暂时无法访问")]
    [InlineData("en", "zh-CN", 503, "Not available at the moment")]
    [InlineData(null, "zh-CN", 500, "本站出现错误")]
    [InlineData("fr", null, 500, "Something went wrong here")]
    public async Task Shows_who_asked_for_a_page_one_in_their_language(string? lang, string? header, int status, string title)
    {
        _call.Request.RouteValues["lang"] = lang;
        _call.Request.Headers.AcceptLanguage = header;

        await RunAsync(status == 503 ? new TimeoutException("secret") : new InvalidOperationException("secret"), function: "GetArticlePage");

        var html = System.Text.Encoding.UTF8.GetString(_call.Body);
        Assert.Equal((status, "text/html; charset=utf-8", "no-store"), (_call.Status, _call.Context.Response.ContentType, _call.Header("Cache-Control")));
        Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
        Assert.Equal(status == 503 ? "5" : null, _call.Header("Retry-After"));
        Assert.Contains("style-src 'self'", _call.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(_call.Header("ETag"));
        Assert.Equal(lang is "zh" or "en" ? "Accept-Encoding" : "Accept-Encoding, Accept-Language, Cookie", _call.Header("Vary"));
    }

    [Fact]
    public void Knows_pages_by_their_names()
    {
        var pages = typeof(SmeFunctions.Http.Pages.GetHomePage).Assembly.GetTypes()
            .Where(type => type.Name.StartsWith("Get", StringComparison.Ordinal) && type.GetMethod("Run") is not null)
            .ToLookup(type => type.Namespace is "SmeFunctions.Http.Pages" or "SmeFunctions.Http.Editor" && type.Name is not (nameof(SmeFunctions.Http.Pages.GetPageAsset) or nameof(SmeFunctions.Http.Editor.GetEditorFile)), type => type.Name);

        Assert.True(pages[true].Count() >= 7);
        Assert.All(pages[true], name => Assert.True(ProblemDetailsMiddleware.IsPage(name), name));
        Assert.All(pages[false], name => Assert.False(ProblemDetailsMiddleware.IsPage(name), name));
    }

    [Fact]
    public async Task Lets_the_exceptions_of_other_triggers_pass() =>
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(new TimeoutException(), http: false));

    [Fact]
    public async Task Lets_an_answer_pass()
    {
        var ran = false;

        await new ProblemDetailsMiddleware(_pages.Errors, NullLogger<ProblemDetailsMiddleware>.Instance).Invoke(Context(http: true), _ =>
        {
            ran = true;
            return Task.CompletedTask;
        });

        Assert.True(ran);
        Assert.Empty(_call.Body);
    }

    private Task RunAsync(Exception e, bool http = true, string function = "AFunction")
    {
        _call.Context.TraceIdentifier = "the-request";
        return new ProblemDetailsMiddleware(_pages.Errors, NullLogger<ProblemDetailsMiddleware>.Instance).Invoke(Context(http, function), _ => Task.FromException(e));
    }

    private FunctionContext Context(bool http, string function = "AFunction")
    {
        var items = new Dictionary<object, object>();
        if (http)
        {
            // Where the worker keeps it.
            items["HttpRequestContext"] = _call.Context;
        }

        return Mock.Of<FunctionContext>(context => context.Items == items && context.FunctionDefinition == Mock.Of<FunctionDefinition>(definition => definition.Name == function));
    }
}
