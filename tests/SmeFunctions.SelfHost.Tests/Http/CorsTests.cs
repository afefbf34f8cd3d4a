using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Http;

public class CorsTests
{
    private const string Here = "https://reader.example";
    private const string Elsewhere = "https://other.example";

    [Theory]
    [InlineData("https://reader.example", Here, Here)]
    [InlineData("https://a.example, https://reader.example", Here, Here)]
    [InlineData("https://reader.example", Elsewhere, null)]
    [InlineData("*", Elsewhere, "*")]
    public async Task Tells_browsers_which_pages_may_read_an_answer(string setting, string origin, string? allowed)
    {
        await using var app = await TestApp.StartAsync([typeof(Read)], ["--cors", setting]);

        using var simple = await SendAsync(app, HttpMethod.Get, origin);
        using var preflight = await SendAsync(app, HttpMethod.Options, origin);
        using var sameOrigin = await SendAsync(app, HttpMethod.Get, origin: null);

        Assert.Equal((HttpStatusCode.OK, "read"), (simple.StatusCode, await simple.Content.ReadAsStringAsync()));
        Assert.Equal(allowed, Header(simple, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(allowed, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed is null ? null : "PUT", Header(preflight, "Access-Control-Allow-Methods"));
        Assert.Equal(allowed is null ? null : "x-functions-key", Header(preflight, "Access-Control-Allow-Headers"));
        Assert.Null(Header(preflight, "Access-Control-Allow-Credentials"));
        Assert.Null(Header(sameOrigin, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Says_nothing_unless_set_up()
    {
        await using var app = await TestApp.StartAsync([typeof(Read)]);

        using var simple = await SendAsync(app, HttpMethod.Get, Here);
        using var preflight = await SendAsync(app, HttpMethod.Options, Here);

        Assert.Equal(HttpStatusCode.OK, simple.StatusCode);
        Assert.Null(Header(simple, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.NotFound, preflight.StatusCode);
    }

    [Fact]
    public async Task Is_read_from_local_settings_where_the_command_line_says_nothing()
    {
        TestFolder Folder() => TestApp.Folder().With(LocalSettings.FileName, $$"""{ "Host": { "CORS": "{{Here}}", "CORSCredentials": true } }""");
        await using var app = await TestApp.StartAsync([typeof(Read)], folder: Folder());
        await using var told = await TestApp.StartAsync([typeof(Read)], ["--cors", Elsewhere], folder: Folder());

        using var own = await SendAsync(app, HttpMethod.Get, Here);
        using var other = await SendAsync(told, HttpMethod.Get, Elsewhere);
        using var none = await SendAsync(told, HttpMethod.Get, Here);

        Assert.Equal((Here, "true"), (Header(own, "Access-Control-Allow-Origin"), Header(own, "Access-Control-Allow-Credentials")));
        Assert.Equal(Elsewhere, Header(other, "Access-Control-Allow-Origin"));
        Assert.Null(Header(none, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("reader.example", false)]
    [InlineData("https://reader.example/", false)]
    [InlineData("ftp://reader.example", false)]
    [InlineData("*", true)]
    public async Task Refuses_to_start_with_what_no_browser_heeds(string cors, bool credentials)
    {
        var folder = TestApp.Folder().With(LocalSettings.FileName, $$"""{ "Host": { "CORS": "{{cors}}", "CORSCredentials": {{(credentials ? "true" : "false")}} } }""");

        var e = await Assert.ThrowsAsync<StartupException>(() => TestApp.StartAsync([typeof(Read)], folder: folder));

        Assert.StartsWith("CORS: ", e.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, HttpMethod method, string? origin)
    {
        using var request = new HttpRequestMessage(method, "read");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "PUT");
            request.Headers.Add("Access-Control-Request-Headers", "x-functions-key");
        }

        return await app.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    internal sealed class Read
    {
        [Function(nameof(Read))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "read")] HttpRequest request) =>
            TypedResults.Text(request.Path == "/read" ? "read" : "");
    }
}
