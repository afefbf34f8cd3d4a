using System.Text;
using Microsoft.Extensions.Options;
using SmeFunctions.Http;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Tests.Http;

public sealed class SeedFunctionTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task PutSeed_stores_the_document_and_says_where_to_ask()
    {
        var call = await PutAsync("en/2017/a b.txt", "x"u8.ToArray());

        Assert.Equal(202, call.Status);
        Assert.Equal("/api/seeds/en/2017/a%20b.txt", call.Header("Location"));
        Assert.Equal(("queued", "en/2017/a b.txt"), ((string?)call.Json["status"], (string?)call.Json["name"]));
        Assert.Equal("x"u8.ToArray(), _world.Seeds.Blobs["en/2017/a b.txt"].Content);
        Assert.Equal(["en/2017/a b.txt"], _world.Queue.Names);
    }

    [Fact]
    public async Task PutSeed_takes_an_escaped_slash_for_one()
    {
        await PutAsync("en%2F2017%2fa.txt", "x"u8.ToArray());

        Assert.Equal(["en/2017/a.txt"], _world.Seeds.Blobs.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PutSeed_refuses_what_is_too_large_whether_it_says_so_or_not(bool chunked)
    {
        _world.Ingestion.MaxSeedBytes = 1_024;

        var most = await PutAsync("a.txt", new byte[1_024], chunked);
        var more = await PutAsync("b.txt", new byte[1_025], chunked);

        Assert.Equal(202, most.Status);
        more.AssertProblem(413, "too-large");
        Assert.Equal(1_024, (int?)more.Json["limit"]);
        Assert.Equal(["a.txt"], _world.Seeds.Blobs.Keys);
    }

    [Theory]
    [InlineData("a//b", "", "x", "name")]
    [InlineData("../a", "", "x", "name")]
    [InlineData("a\\b", "", "x", "name")]
    [InlineData("a.txt", "?overwrite=1", "x", "overwrite")]
    [InlineData("a.txt", "", "", "body")]
    public async Task PutSeed_refuses_what_is_no_upload(string name, string query, string body, string parameter)
    {
        var call = await new Call(query, "PUT", Encoding.UTF8.GetBytes(body)).SendAsync(
            request => new PutSeed(_world.Desk, Options.Create(_world.Ingestion)).Run(request, name, CancellationToken.None));

        call.AssertProblem(400, "bad-request", parameter);
        Assert.Empty(_world.Seeds.Blobs);
        Assert.Empty(_world.Queue.Messages);
    }

    [Fact]
    public async Task GetSeed_says_what_became_of_it()
    {
        await PutAsync("en/a.txt", Encoding.UTF8.GetBytes(TestPortal.Page("A headline")));
        var queued = await GetAsync("en/a.txt");
        await _world.HandleAsync("en/a.txt");
        var published = await GetAsync("en/a.txt");
        await PutAsync("en/a.txt", "No text"u8.ToArray());
        var changed = await GetAsync("en/a.txt");
        await _world.HandleAsync("en/a.txt");
        var rejected = await GetAsync("en/a.txt");

        Assert.Equal("queued", (string?)queued.Json["status"]);
        Assert.Equal(("published", "/api/articles/2017-01-04-a-headline"), ((string?)published.Json["status"], (string?)published.Json["article"]));
        Assert.Equal("queued", (string?)changed.Json["status"]);
        Assert.Equal(("rejected", "no-text", 1), ((string?)rejected.Json["status"], (string?)rejected.Json["error"]!["code"], (int?)rejected.Json["error"]!["line"]));
        Assert.Equal("/api/articles/2017-01-04-a-headline", (string?)rejected.Json["article"]);
    }

    [Fact]
    public async Task DeleteSeed_removes_it_and_asks_for_the_rest()
    {
        await PutAsync("en/a.txt", Encoding.UTF8.GetBytes(TestPortal.Page("A headline")));
        await _world.HandleAsync("en/a.txt");

        var first = await DeleteAsync("en/a.txt");
        var again = await DeleteAsync("en/a.txt");
        await _world.HandleAsync("en/a.txt");
        var removed = await GetAsync("en/a.txt");

        Assert.Equal((202, "queued"), (first.Status, (string?)first.Json["status"]));
        Assert.Equal(202, again.Status);
        Assert.Equal(["en/a.txt", "en/a.txt", "en/a.txt"], _world.Queue.Names);
        Assert.Equal(("removed", null), ((string?)removed.Json["status"], (string?)removed.Json["article"]));
        (await DeleteAsync("en/a.txt")).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task GetSeed_and_DeleteSeed_answer_404_and_400()
    {
        (await GetAsync("en/none.txt")).AssertProblem(404, "not-found");
        (await DeleteAsync("en/none.txt")).AssertProblem(404, "not-found");
        (await GetAsync("a/")).AssertProblem(400, "bad-request", "name");
        (await DeleteAsync("a/")).AssertProblem(400, "bad-request", "name");
    }

    [Fact]
    public async Task ListSeeds_pages_by_name_and_picks_by_status_and_prefix()
    {
        await PutAsync("en/a.txt", Encoding.UTF8.GetBytes(TestPortal.Page("A headline")));
        await PutAsync("en/b.txt", "No text"u8.ToArray());
        await PutAsync("zh/c.txt", "No text"u8.ToArray());
        await _world.HandleAsync("en/a.txt");
        await _world.HandleAsync("en/b.txt");

        var first = await ListAsync("?limit=2");
        var next = (string)first.Json["next"]!;
        var second = await ListAsync(next[next.IndexOf('?')..]);

        Assert.Equal(["en/a.txt", "en/b.txt", "zh/c.txt"], Names(first).Concat(Names(second)));
        Assert.Null(second.Json["next"]);
        Assert.Equal(["en/b.txt"], Names(await ListAsync("?status=rejected")));
        Assert.Equal(["zh/c.txt"], Names(await ListAsync("?status=queued")));
        Assert.Equal(["en/a.txt", "en/b.txt"], Names(await ListAsync("?prefix=en/")));
        Assert.Empty(Names(await ListAsync("?status=published&prefix=zh/")));
    }

    [Theory]
    [InlineData("?status=gone", "status")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?prefix=", "prefix")]
    [InlineData("?cursor=!!", "cursor")]
    [InlineData("?page=2", "page")]
    public async Task ListSeeds_refuses_what_it_does_not_understand(string query, string parameter) =>
        (await ListAsync(query)).AssertProblem(400, "bad-request", parameter);

    private static IEnumerable<string> Names(Call call) => call.Json["items"]!.AsArray().Select(item => (string)item!["name"]!);

    private Task<Call> PutAsync(string name, byte[] body, bool chunked = false)
    {
        var call = new Call(method: "PUT", body: body);
        call.Request.ContentLength = chunked ? null : call.Request.ContentLength;
        return call.SendAsync(request => new PutSeed(_world.Desk, Options.Create(_world.Ingestion)).Run(request, name, CancellationToken.None));
    }

    private Task<Call> GetAsync(string name) => new Call().SendAsync(request => new GetSeed(_world.Desk).Run(request, name, CancellationToken.None));

    private Task<Call> DeleteAsync(string name) =>
        new Call(method: "DELETE").SendAsync(request => new DeleteSeed(_world.Desk).Run(request, name, CancellationToken.None));

    private Task<Call> ListAsync(string query) => new Call(query).SendAsync(request => new ListSeeds(_world.Desk).Run(request, CancellationToken.None));
}
