using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Http;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Tests.Http;

public sealed class ArticleFunctionTests : IDisposable
{
    private const string Slug = "2017-01-04-a-headline";

    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task GetArticle_sends_the_article()
    {
        await PublishAsync("en/a.txt", "A headline");

        var call = await GetAsync(Slug);

        Assert.Equal(200, call.Status);
        Assert.Equal("application/json; charset=utf-8", call.Context.Response.ContentType);
        Assert.Equal("public, max-age=60, stale-while-revalidate=300", call.Header("Cache-Control"));
        Assert.StartsWith("W/\"", call.Header("ETag"), StringComparison.Ordinal);
        Assert.NotNull(call.Header("Last-Modified"));
        Assert.Equal("A headline", (string?)call.Json["title"]);
        Assert.Equal("2017-01-04", (string?)call.Json["published"]);
        Assert.Equal("<p>A text of one sentence.</p>", (string?)call.Json["html"]);
        Assert.Equal("news", (string?)call.Json["section"]!["slug"]);
        Assert.Equal(0, (long?)call.Json["visits"]);
    }

    [Fact]
    public async Task GetArticle_answers_304_to_who_has_it_and_200_to_who_has_another()
    {
        await PublishAsync("en/a.txt", "A headline");
        var etag = (await GetAsync(Slug)).Header("ETag")!;

        var same = await GetAsync(Slug, request => request.Headers.IfNoneMatch = etag);
        var other = await GetAsync(Slug, request => request.Headers.IfNoneMatch = "W/\"other\"");

        Assert.Equal((304, 0), (same.Status, same.Body.Length));
        Assert.Equal(etag, same.Header("ETag"));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task GetArticle_answers_HEAD_without_a_body()
    {
        await PublishAsync("en/a.txt", "A headline");

        var call = await GetAsync(Slug, request => request.Method = "HEAD");

        Assert.Equal((200, 0), (call.Status, call.Body.Length));
        Assert.True(call.Context.Response.ContentLength > 100);
    }

    [Fact]
    public async Task GetArticle_tells_unknown_from_gone()
    {
        await PublishAsync("en/a.txt", "A headline");
        _world.Seeds.Remove("en/a.txt");
        await _world.HandleAsync("en/a.txt");

        (await GetAsync(Slug)).AssertProblem(410, "gone");
        (await GetAsync("2017-01-04-another")).AssertProblem(404, "not-found");
        (await GetAsync("no slug")).AssertProblem(404, "not-found");
        (await new Call("?x=1").SendAsync(request => new GetArticle(_world.Catalog, Options.Create(_world.Reading), Options.Create(_world.Portal)).Run(request, Slug, CancellationToken.None))).AssertProblem(400, "bad-request", "x");
    }

    [Fact]
    public async Task GetArticle_finds_no_article_under_the_name_by_which_something_else_is_kept()
    {
        await PublishAsync("en/a.txt", "A headline");
        await ListAsync("?lang=en");
        var key = $"list|{_world.Changes.Generation}|?lang=en";
        Assert.True(_world.Cache.TryGet<CachedList>(key, TimeSpan.FromMinutes(1), out _));

        (await GetAsync(key)).AssertProblem(404, "not-found");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task GetArticle_sends_who_asks_for_an_old_slug_on_to_the_article(string method)
    {
        await PublishAliasedAsync();

        var call = await GetAsync("old", request => request.Method = method);

        Assert.Equal((308, 0), (call.Status, call.Body.Length));
        Assert.Equal(("/api/articles/%E5%B1%95%E4%BC%9A", "public, max-age=60, stale-while-revalidate=300"), (call.Header("Location"), call.Header("Cache-Control")));
        Assert.Equal((null, null), (call.Header("Age"), call.Header("ETag")));
        Assert.Equal(200, (await GetAsync(Uri.UnescapeDataString(call.Header("Location")!["/api/articles/".Length..]))).Status);
        (await new Call("?x=1").SendAsync(request => new GetArticle(_world.Catalog, Options.Create(_world.Reading), Options.Create(_world.Portal)).Run(request, "old", CancellationToken.None))).AssertProblem(400, "bad-request", "x");
    }

    [Fact]
    public async Task GetArticle_sends_on_from_memory_also_while_storage_does_not_answer()
    {
        await PublishAliasedAsync();
        await GetAsync("old");
        _world.Articles.Faults = _ => Fault.Busy;

        Assert.Equal(308, (await GetAsync("old")).Status);
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((308, "600"), ((await GetAsync("old")).Status, (await GetAsync("old")).Header("Age")));
    }

    [Fact]
    public async Task GetArticle_tells_that_the_article_of_an_old_slug_is_gone()
    {
        await PublishAliasedAsync();
        _world.Seeds.Remove("zh/a.md");
        await _world.HandleAsync("zh/a.md");

        (await GetAsync("old")).AssertProblem(410, "gone");
    }

    [Fact]
    public async Task GetArticle_makes_little_for_a_request_that_is_answered_from_memory()
    {
        const int Requests = 1_000;
        await PublishAsync("en/a.txt", "A headline");
        var function = new GetArticle(_world.Catalog, Options.Create(_world.Reading), Options.Create(_world.Portal));
        var call = new Call();
        call.Context.Response.Body = Stream.Null;
        async Task AnswerAsync()
        {
            call.Context.Response.Headers.Clear();
            await (await function.Run(call.Request, Slug, CancellationToken.None)).ExecuteAsync(call.Context);
        }

        for (var i = 0; i < Requests; i++)
        {
            await AnswerAsync();
        }

        var thread = Environment.CurrentManagedThreadId;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++)
        {
            await AnswerAsync();
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes a request.");
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.Equal(200, call.Status);
        Assert.InRange(bytes, 1, 2_048);
    }

    [Fact]
    public async Task ListArticles_pages_through_all_newest_first()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        await PublishAsync("zh/b.txt", "第二个", "2017-01-05");
        await PublishAsync("en/c.txt", "A third one", "2017-01-06");

        var first = await ListAsync("?limit=2&code=secret");
        var next = (string)first.Json["next"]!;
        var second = await ListAsync(next[next.IndexOf('?')..]);

        Assert.StartsWith("/api/articles?limit=2&cursor=", next, StringComparison.Ordinal);
        Assert.Equal(["A third one", "第二个", "A first one"], Titles(first).Concat(Titles(second)));
        Assert.Null(second.Json["next"]);
    }

    [Fact]
    public async Task ListArticles_picks_by_language_section_and_days()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        await PublishAsync("zh/b.txt", "第二个", "2017-01-05");
        await PublishAsync("en/c.txt", "A third one", "2017-01-06");

        Assert.Equal(["第二个"], Titles(await ListAsync("?lang=zh")));
        Assert.Equal(["A third one", "第二个"], Titles(await ListAsync("?from=2017-01-05")));
        Assert.Equal(["第二个", "A first one"], Titles(await ListAsync("?to=2017-01-05")));
        Assert.Equal(["第二个"], Titles(await ListAsync("?from=2017-01-05&to=2017-01-05&section=news")));
        Assert.Empty(Titles(await ListAsync("?section=new")));
    }

    [Theory]
    [InlineData("?lang=fr", "lang")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=2017-02-30", "to")]
    [InlineData("?cursor=!", "cursor")]
    [InlineData("?cursor=YQ", "cursor")]
    [InlineData("?page=2", "page")]
    [InlineData("?section=a%00b", "section")]
    [InlineData("?section=a'b", "section")]
    [InlineData("?section=policy//finance", "section")]
    [InlineData("?tag=%21", "tag")]
    [InlineData("?source=-", "source")]
    [InlineData("?section=news&tag=export", "tag")]
    [InlineData("?section=news&source=letter", "source")]
    [InlineData("?tag=export&source=letter", "source")]
    [InlineData("?fields=", "fields")]
    [InlineData("?fields=slug,html", "fields")]
    public async Task ListArticles_refuses_what_it_does_not_understand(string query, string parameter) =>
        (await ListAsync(query)).AssertProblem(400, "bad-request", parameter);

    [Fact]
    public async Task ListArticles_picks_by_source_and_sends_the_fields_asked_for()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        await PublishAsync("zh/b.txt", "第二个", "2017-01-05");

        var call = await ListAsync("?source=The%20Letter&fields=title,slug&limit=1");

        Assert.Equal("""{"items":[{"slug":"2017-01-05-第二个","title":"第二个"}],"next":""", call.Json.ToJsonString(_plain)[..58]);
        Assert.StartsWith("/api/articles?source=the-letter&limit=1&fields=slug,title&cursor=", (string?)call.Json["next"], StringComparison.Ordinal);
        Assert.Empty(Titles(await ListAsync("?tag=export")));
    }

    [Fact]
    public async Task ListArticles_answers_304_to_who_has_the_page_and_HEAD_without_a_body()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var first = await ListAsync("");

        var same = await ListAsync("", request => request.Headers.IfNoneMatch = first.Header("ETag"));
        var head = await ListAsync("", request => request.Method = "HEAD");
        await PublishAsync("en/b.txt", "A second one", "2017-01-05");
        var changed = await ListAsync("", request => request.Headers.IfNoneMatch = first.Header("ETag"));

        Assert.Equal((304, 0), (same.Status, same.Body.Length));
        Assert.Equal((200, 0, first.Body.Length), (head.Status, head.Body.Length, (int)head.Context.Response.ContentLength!));
        Assert.Equal(200, changed.Status);
        Assert.Equal("public, max-age=60, stale-while-revalidate=300", first.Header("Cache-Control"));
    }

    [Fact]
    public async Task CountVisit_answers_with_the_new_number()
    {
        await PublishAsync("en/a.txt", "A headline");

        await VisitAsync(Slug);
        var call = await VisitAsync(Slug);

        Assert.Equal(200, call.Status);
        Assert.Equal((Slug, 2, 2), ((string?)call.Json["slug"], (int?)call.Json["visits"], (int?)call.Json["today"]));
        Assert.Equal("no-store", call.Header("Cache-Control"));
        Assert.Equal(2, (int?)(await GetAsync(Slug)).Json["visits"]);
    }

    [Fact]
    public async Task CountVisit_counts_nothing_for_what_is_no_article()
    {
        (await VisitAsync(Slug)).AssertProblem(404, "not-found");
        (await VisitAsync("~bots")).AssertProblem(404, "not-found");
        (await VisitAsync(Slug, "?days=3")).AssertProblem(400, "bad-request", "days");

        Assert.DoesNotContain(_world.VisitsTable.Calls, call => call.IsWrite);
    }

    [Fact]
    public async Task Health_says_which_service_does_not_answer()
    {
        var live = await new Call().SendAsync(request => Task.FromResult(new GetLiveness().Run(request)));
        var ready = await ReadyAsync();
        _world.Queue.Failure = new RequestFailedException(403, "No.", "AuthorizationFailure", null);
        _world.Articles.Faults = _ => Fault.Busy;
        var unready = await ReadyAsync();

        Assert.Equal((200, "live", "no-store"), (live.Status, (string?)live.Json["status"], live.Header("Cache-Control")));
        Assert.Equal((200, "ready", "no-store"), (ready.Status, (string?)ready.Json["status"], ready.Header("Cache-Control")));
        Assert.Equal((503, "no-store"), (unready.Status, unready.Header("Cache-Control")));
        Assert.Equal("""{"blob":"ServerBusy","queue":"AuthorizationFailure","table":"ok"}""", unready.Json["checks"]!.ToJsonString());
    }

    private static IEnumerable<string> Titles(Call call) => call.Json["items"]!.AsArray().Select(item => (string)item!["title"]!);

    private async Task PublishAsync(string name, string title, string day = "2017-01-04")
    {
        _world.Put(name, TestPortal.Page(title, day));
        await _world.HandleAsync(name);
    }

    private async Task PublishAliasedAsync()
    {
        _world.Put("zh/a.md", "---\ntitle: 展会\nslug: 展会\naliases: old\n---\n一句话。\n");
        await _world.HandleAsync("zh/a.md");
    }

    private Task<Call> GetAsync(string slug, Action<HttpRequest>? change = null)
    {
        var call = new Call();
        change?.Invoke(call.Request);
        return call.SendAsync(request => new GetArticle(_world.Catalog, Options.Create(_world.Reading), Options.Create(_world.Portal)).Run(request, slug, CancellationToken.None));
    }

    private Task<Call> ListAsync(string query, Action<HttpRequest>? change = null)
    {
        var call = new Call(query);
        change?.Invoke(call.Request);
        return call.SendAsync(request => new ListArticles(_world.Catalog, Options.Create(_world.Reading)).Run(request, CancellationToken.None));
    }

    private Task<Call> VisitAsync(string slug, string query = "") =>
        new Call(query, "POST").SendAsync(request => new CountVisit(_world.VisitService).Run(request, slug, CancellationToken.None));

    private Task<Call> ReadyAsync() =>
        new Call().SendAsync(request => new GetReadiness(_world.Health).Run(request, CancellationToken.None));
}
