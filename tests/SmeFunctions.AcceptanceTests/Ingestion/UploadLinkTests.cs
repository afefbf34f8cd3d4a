using System.Net;
using System.Net.Http.Json;
using System.Text;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Links of <c>POST /api/upload-links</c>, used by a program that knows nothing of Azure.</summary>
public sealed class UploadLinkTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private static readonly HttpClient _anyone = new();

    [Fact]
    public async Task What_is_uploaded_by_a_link_is_published_and_what_is_uploaded_over_it_too()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/2017/by link & more.txt");
        var link = await LinkAsync(app, name);

        Assert.Equal(HttpStatusCode.Created, await FollowAsync(link, Page.English($"By link {app.Tag}")));
        var article = await app.PublishedAsync(name);
        Assert.Equal(HttpStatusCode.Created, await FollowAsync(link, Page.English($"By link again {app.Tag}")));

        Assert.Equal($"By link {app.Tag}", article.Title);
        await app.WaitFor("it is published anew", () => app.ArticleAsync(article.Slug), now => now.Title == $"By link again {app.Tag}");
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
    }

    [Fact]
    public async Task A_link_does_nothing_but_write_its_document()
    {
        var app = await OwnAppAsync();
        var link = await LinkAsync(app, "en/mine.txt");
        Assert.Equal(HttpStatusCode.Created, await FollowAsync(link, "text"));
        await app.Seeds.GetBlobClient("en/other.txt").UploadAsync(new BinaryData("theirs"));
        var url = new Uri(link.Url);
        var rights = url.Query;
        var container = link.Url[..link.Url.IndexOf("/en/", StringComparison.Ordinal)];

        foreach (var (method, address) in new[]
        {
            (HttpMethod.Get, link.Url),
            (HttpMethod.Head, link.Url),
            (HttpMethod.Delete, link.Url),
            (HttpMethod.Get, $"{container}{rights}&restype=container&comp=list"),
            (HttpMethod.Get, $"{container}/en/other.txt{rights}"),
            (HttpMethod.Put, $"{container}/en/other.txt{rights}"),
            (HttpMethod.Put, $"{container}/en/new.txt{rights}"),
            (HttpMethod.Put, $"{container[..container.LastIndexOf('/')]}/articles/en/mine.txt{rights}"),
            (HttpMethod.Put, link.Url.Replace("sp=cw", "sp=racwd", StringComparison.Ordinal)),
            (HttpMethod.Put, url.GetLeftPart(UriPartial.Path)),
        })
        {
            var status = await SendAsync(method, address, method == HttpMethod.Put ? "text" : null);
            Assert.True(status == HttpStatusCode.Forbidden, $"{method} {address} is {status}.");
        }

        Assert.Equal("theirs", (await app.Seeds.GetBlobClient("en/other.txt").DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal(["en/mine.txt", "en/other.txt"], await app.Seeds.GetBlobsAsync().Select(blob => blob.Name).ToListAsync());
    }

    [Fact]
    public async Task A_link_ends()
    {
        var app = await OwnAppAsync("--Ingestion:UploadLinkLifetime=00:00:03");
        var link = await LinkAsync(app, "en/late.txt");

        var before = await FollowAsync(link, "in time");
        var after = await app.WaitFor("the link is refused", () => FollowAsync(link, "late"), status => status != HttpStatusCode.Created);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Forbidden), (before, after));
        Assert.True(DateTimeOffset.UtcNow >= link.Expires, "The link ended too early.");
    }

    [Fact]
    public async Task A_link_needs_a_key_where_keys_are_asked_for()
    {
        var app = await OwnAppAsync("--enableAuth=true", "--FunctionsKeys:default=a-key");
        using var body = JsonContent.Create(new { name = "en/a.txt" });
        using var again = JsonContent.Create(new { name = "en/a.txt" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync(HttpMethod.Post, "/api/upload-links", body)).Status);
        Assert.Equal(HttpStatusCode.Created, (await app.SendAsync(HttpMethod.Post, "/api/upload-links?code=a-key", again)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/api/upload-links?code=a-key")).Status);
    }

    private static async Task<LinkBody> LinkAsync(PortalApp app, string name)
    {
        using var body = JsonContent.Create(new { name });
        var answer = await app.SendAsync(HttpMethod.Post, "/api/upload-links", body);
        Assert.True(answer.Status == HttpStatusCode.Created, $"Expected 201, got {answer.Status}: {answer.Text}");
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var link = answer.Read<LinkBody>();
        Assert.Equal((name, "PUT"), (link.Name, link.Method));
        return link;
    }

    private static Task<HttpStatusCode> FollowAsync(LinkBody link, string text) => SendAsync(new HttpMethod(link.Method), link.Url, text, link.Headers);

    private static async Task<HttpStatusCode> SendAsync(HttpMethod method, string address, string? text, Dictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address));
        if (text is not null)
        {
            request.Content = new StringContent(text, Encoding.UTF8, "text/plain");
            foreach (var (header, value) in headers ?? new() { ["x-ms-blob-type"] = "BlockBlob" })
            {
                request.Headers.Add(header, value);
            }
        }

        using var response = await _anyone.SendAsync(request);
        return response.StatusCode;
    }

    private sealed record LinkBody(string Name, string Url, DateTimeOffset Expires, string Method, Dictionary<string, string> Headers);
}
