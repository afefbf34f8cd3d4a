using System.Text;
using SmeFunctions.Http;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Tests.Http;

public sealed class PreviewFunctionTests : IDisposable
{
    private const string Name = "en/2026/a b.md";
    private const string Path = "/api/previews/en/2026/a%20b.md";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task GetSeed_has_a_link_to_what_is_kept_back_and_to_nothing_else()
    {
        await PutAsync("draft: true");
        var draft = await SeedAsync();
        await PutAsync("publishAt: 2026-04-01");
        var scheduled = await SeedAsync();
        await PutAsync("unpublishAt: 2026-01-01");
        var expired = await SeedAsync();
        await PutAsync("");
        var published = await SeedAsync();
        await PutAsync("draft: perhaps");
        var rejected = await SeedAsync();

        Assert.Equal(("draft", null), ((string?)draft.Json["status"], (string?)draft.Json["due"]));
        Assert.StartsWith(Path + "?until=", (string?)draft.Json["preview"], StringComparison.Ordinal);
        Assert.Equal(("scheduled", "2026-03-31T16:00:00+00:00"), ((string?)scheduled.Json["status"], (string?)scheduled.Json["due"]));
        Assert.StartsWith(Path + "?until=", (string?)scheduled.Json["preview"], StringComparison.Ordinal);
        Assert.Equal(("expired", null), ((string?)expired.Json["status"], (string?)expired.Json["preview"]));
        Assert.Equal(("published", null), ((string?)published.Json["status"], (string?)published.Json["preview"]));
        Assert.Equal(("rejected", null), ((string?)rejected.Json["status"], (string?)rejected.Json["preview"]));

        // Without the signature, whose characters are random.
        Assert.DoesNotContain("Key", Encoding.UTF8.GetString(draft.Body).Replace((string)draft.Json["preview"]!, "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Shows_the_document_as_it_is_now_to_nobody_else()
    {
        await PutAsync("draft: true");
        var link = await LinkAsync();
        _world.Put(Name, "---\ntitle: Under edit\ndate: 2026-02-01\ndraft: true\n---\nA sentence.\n");

        var call = await FollowAsync(link);

        Assert.Equal((200, "Under edit"), (call.Status, (string?)call.Json["title"]));
        Assert.Equal("<p>A sentence.</p>", ((string?)call.Json["html"])?.Trim());
        Assert.Equal("private, no-store", call.Header("Cache-Control"));
        Assert.Equal("noindex", call.Header("X-Robots-Tag"));
        Assert.Equal("no-referrer", call.Header("Referrer-Policy"));
        Assert.Equal(0, _world.Articles.Writes);
    }

    [Fact]
    public async Task Leads_to_the_article_once_it_is_online()
    {
        await PutAsync("draft: true");
        var link = await LinkAsync();
        await PutAsync("");

        var call = await FollowAsync(link);

        Assert.Equal((302, "/api/articles/2026-02-01-a-headline"), (call.Status, call.Header("Location")));
        Assert.Equal("private, no-store", call.Header("Cache-Control"));
    }

    [Fact]
    public async Task Says_what_is_wrong_with_the_document()
    {
        await PutAsync("draft: true");
        var link = await LinkAsync();
        _world.Put(Name, "---\ntitle: A headline\ndraft: perhaps\n---\nA sentence.\n");

        var call = await FollowAsync(link);

        call.AssertProblem(409, "rejected");
        Assert.Equal(("front-matter", 3), ((string?)call.Json["code"], (int?)call.Json["line"]));
    }

    [Fact]
    public async Task Ends_when_its_time_is_past()
    {
        _world.Ingestion.PreviewLifetime = TimeSpan.FromMinutes(10);
        await PutAsync("draft: true");
        var link = await LinkAsync();

        _world.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await FollowAsync(link)).Status);
        _world.Time.Advance(TimeSpan.FromSeconds(2));

        (await FollowAsync(link)).AssertProblem(410, "gone");
        Assert.Equal(200, (await FollowAsync(await LinkAsync())).Status);
    }

    [Fact]
    public async Task Does_not_take_a_link_that_was_changed()
    {
        await PutAsync("draft: true");
        _world.Put("en/b.md", "---\ntitle: Another\ndraft: true\n---\nA sentence.\n");
        await _world.HandleAsync("en/b.md");
        _world.Put("en/c.txt", TestPortal.Page("Never a draft"));
        await _world.HandleAsync("en/c.txt");
        var link = await LinkAsync();
        var (until, signature) = (link[(link.IndexOf('=') + 1)..link.IndexOf('&')], link[(link.LastIndexOf('=') + 1)..]);
        var later = long.Parse(until, System.Globalization.CultureInfo.InvariantCulture) + 1;

        Assert.Equal(200, (await FollowAsync(Name, $"?until={until}&signature={signature}")).Status);
        foreach (var (name, query) in new[]
        {
            (Name, ""),
            (Name, $"?until={until}"),
            (Name, $"?signature={signature}"),
            (Name, $"?until={later}&signature={signature}"),
            (Name, $"?until=x&signature={signature}"),
            (Name, $"?until={until}&signature={signature[..^2]}"),
            (Name, $"?until={until}&signature=%3C{signature}"),
            (Name, $"?until={until}&signature=A{(signature[0] == 'A' ? 'B' : 'A')}{signature[2..]}"),
            ("en/b.md", $"?until={until}&signature={signature}"),
            ("en/c.txt", $"?until={until}&signature={signature}"),
            ("en/none.md", $"?until={until}&signature={signature}"),
        })
        {
            (await FollowAsync(name, query)).AssertProblem(404, "not-found");
        }

        (await FollowAsync(Name, $"?until={until}&signature={signature}&more=1")).AssertProblem(400, "bad-request", "more");
        (await FollowAsync("a//b", $"?until={until}&signature={signature}")).AssertProblem(400, "bad-request", "name");
    }

    [Fact]
    public async Task Ends_with_the_document()
    {
        await PutAsync("draft: true");
        var link = await LinkAsync();
        _world.Seeds.Remove(Name);
        (await FollowAsync(link)).AssertProblem(404, "not-found");
        await _world.HandleAsync(Name);

        await PutAsync("draft: true");

        (await FollowAsync(link)).AssertProblem(404, "not-found");
        Assert.Equal(200, (await FollowAsync(await LinkAsync())).Status);
    }

    private async Task PutAsync(string front)
    {
        _world.Put(Name, $"---\ntitle: A headline\ndate: 2026-02-01\n{front}\n---\nA sentence.\n");
        await _world.HandleAsync(Name);
        await _world.HandleAsync(Name);
    }

    private Task<Call> SeedAsync() => new Call().SendAsync(request => new GetSeed(_world.Desk).Run(request, Name, CancellationToken.None));

    private async Task<string> LinkAsync() => (string)(await SeedAsync()).Json["preview"]!;

    private Task<Call> FollowAsync(string link) => FollowAsync(Name, link[link.IndexOf('?')..]);

    private Task<Call> FollowAsync(string name, string query) =>
        new Call(query).SendAsync(request => new GetPreview(_world.Previews).Run(request, name, CancellationToken.None));
}
