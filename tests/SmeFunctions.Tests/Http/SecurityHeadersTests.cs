using Microsoft.Azure.Functions.Worker;
using Moq;
using SmeFunctions.Http;

namespace SmeFunctions.Tests.Http;

public sealed class SecurityHeadersTests
{
    private readonly Call _call = new();

    [Fact]
    public async Task Stand_in_an_answer_unless_the_function_sets_its_own()
    {
        await RunAsync(() => _call.Context.Response.Headers["Referrer-Policy"] = "no-referrer");

        Assert.Equal("nosniff", _call.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", _call.Header("X-Frame-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", _call.Header("Content-Security-Policy"));
        Assert.Equal("cross-origin", _call.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("no-referrer", _call.Header("Referrer-Policy"));
    }

    [Theory]
    [InlineData("http", null, false)]
    [InlineData("http", "http", false)]
    [InlineData("https", null, true)]
    [InlineData("http", "https", true)]
    [InlineData("http", "https, http", true)]
    public async Task Keep_browsers_to_https_once_they_came_by_it(string scheme, string? forwarded, bool kept)
    {
        _call.Request.Scheme = scheme;
        if (forwarded is not null)
        {
            _call.Request.Headers["X-Forwarded-Proto"] = forwarded;
        }

        await RunAsync(() => { });

        Assert.Equal(kept, _call.Header("Strict-Transport-Security") is not null);
    }

    [Fact]
    public async Task Leave_what_is_no_request_alone()
    {
        var ran = false;

        await RunAsync(() => ran = true, http: false);

        Assert.True(ran);
        Assert.Null(_call.Header("X-Frame-Options"));
    }

    private Task RunAsync(Action function, bool http = true)
    {
        var items = new Dictionary<object, object>();
        if (http)
        {
            items["HttpRequestContext"] = _call.Context;
        }

        return new SecurityHeadersMiddleware().Invoke(Mock.Of<FunctionContext>(context => context.Items == items), _ =>
        {
            function();
            return Task.CompletedTask;
        });
    }
}
