using System.Net;
using System.Net.Http.Headers;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class CorsTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private const string Reader = "https://reader.example";

    [Fact]
    public async Task Pages_of_a_named_origin_may_read_answers_and_problems_and_hand_in_documents()
    {
        var app = await OwnAppAsync($"--cors={Reader}");
        var article = await app.PublishAsync(app.Name("en/shared.txt"), Page.English($"Shared {app.Tag}"));

        var simple = await app.SendAsync(HttpMethod.Get, article.Url, headers: From(Reader));
        var unchanged = await app.SendAsync(HttpMethod.Get, article.Url, headers: headers =>
        {
            headers.Add("Origin", Reader);
            headers.IfNoneMatch.Add(simple.Headers.ETag!);
        });
        var problem = await app.SendAsync(HttpMethod.Get, "/api/articles?limit=0", headers: From(Reader));
        var preflight = await app.SendAsync(HttpMethod.Options, PortalApp.SeedPath(app.Name("en/new.txt")), headers: headers =>
        {
            headers.Add("Origin", Reader);
            headers.Add("Access-Control-Request-Method", "PUT");
            headers.Add("Access-Control-Request-Headers", "x-functions-key");
        });
        var other = await app.SendAsync(HttpMethod.Get, article.Url, headers: From("https://other.example"));

        Assert.Equal([200, 304, 400, 204, 200], ((Answer[])[simple, unchanged, problem, preflight, other]).Select(answer => (int)answer.Status));
        Assert.All((Answer[])[simple, unchanged, problem, preflight], answer => Assert.Equal(Reader, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
        Assert.Equal("PUT", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_the_setting_no_page_elsewhere_may()
    {
        var app = await OwnAppAsync();

        var simple = await app.SendAsync(HttpMethod.Get, "/api/articles", headers: From(Reader));
        var preflight = await app.SendAsync(HttpMethod.Options, "/api/articles", headers: From(Reader));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (simple.Status, preflight.Status));
        Assert.False(simple.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Action<HttpRequestHeaders> From(string origin) => headers => headers.Add("Origin", origin);
}
