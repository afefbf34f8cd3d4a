using Azure;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Http;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Tests.Feeds;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Tests.Http;

public sealed class FeedFunctionTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("en.rss", "application/rss+xml; charset=utf-8")]
    [InlineData("en.atom", "application/atom+xml; charset=utf-8")]
    [InlineData("en.json", "application/feed+json; charset=utf-8")]
    public async Task A_feed_has_the_newest_articles_of_its_language(string name, string contentType)
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        await PublishAsync("zh/b.txt", "第二个", "2017-01-05");
        await PublishAsync("en/c.txt", "A third one", "2017-01-06");

        var call = await GetAsync(name);

        Assert.Equal(200, call.Status);
        Assert.Equal(contentType, call.Context.Response.ContentType);
        Assert.Equal("public, max-age=60, stale-while-revalidate=300", call.Header("Cache-Control"));
        Assert.StartsWith("W/\"", call.Header("ETag"), StringComparison.Ordinal);
        Assert.Equal("Sun, 01 Mar 2026 04:00:00 GMT", call.Header("Last-Modified"));
        Assert.Equal(["A third one", "A first one"], Titles(name, call));
        Assert.Null(call.Header("Link"));
    }

    [Fact]
    public async Task A_feed_of_a_section_has_what_is_in_it_and_below_and_is_called_by_it()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04", "Policy | Finance");
        await PublishAsync("en/b.txt", "Two", "2017-01-05", "Policy");
        await PublishAsync("en/c.txt", "Three", "2017-01-06", "News");

        var policy = FeedRules.CheckRss((await GetAsync("en.rss", "?section=policy")).Body);
        var finance = FeedRules.CheckRss((await GetAsync("en.rss", "?section=policy/finance")).Body);

        Assert.Equal(["Two", "One"], policy.Elements("item").Select(item => item.Element("title")!.Value));
        Assert.Equal(["One"], finance.Elements("item").Select(item => item.Element("title")!.Value));
        Assert.Equal(("Policy – SME Portal Online", "http://portal.test/en/policy"), (policy.Element("title")!.Value, policy.Element("link")!.Value));
        Assert.Equal(("Finance – SME Portal Online", "http://portal.test/en/policy/finance"), (finance.Element("title")!.Value, finance.Element("link")!.Value));
        Assert.Equal("http://portal.test/api/feeds/en.rss?section=policy/finance", (string?)finance.Element(FeedRules.Atom + "link")!.Attribute("href"));
    }

    [Fact]
    public async Task The_parent_of_a_section_is_called_as_the_breadcrumb_calls_it()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04", "Fair Policy | Finance");

        Assert.Equal("Fair Policy – SME Portal Online", FeedRules.CheckRss((await GetAsync("en.rss", "?section=fair-policy")).Body).Element("title")!.Value);
    }

    [Fact]
    public async Task Who_has_the_feed_gets_304()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var first = await GetAsync("en.atom");

        var same = await GetAsync("en.atom", "", request => request.Headers.IfNoneMatch = first.Header("ETag"));
        var since = await GetAsync("en.atom", "", request => request.Headers.IfModifiedSince = first.Header("Last-Modified"));
        var other = await GetAsync("en.atom", "", request =>
        {
            // RFC 9110 13.1.3: the date counts for nothing beside a tag.
            request.Headers.IfNoneMatch = "W/\"other\"";
            request.Headers.IfModifiedSince = first.Header("Last-Modified");
        });

        Assert.Equal((304, 0), (same.Status, same.Body.Length));
        Assert.Equal((304, 0), (since.Status, since.Body.Length));
        Assert.Equal(200, other.Status);
        Assert.Equal((first.Header("ETag"), first.Header("Last-Modified"), first.Header("Cache-Control")), (same.Header("ETag"), same.Header("Last-Modified"), same.Header("Cache-Control")));
    }

    [Fact]
    public async Task A_feed_is_made_once_however_many_ask_and_costs_no_call_while_it_is_fresh()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var before = Calls;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => GetAsync("en.rss"))));
        var made = Calls - before;
        await GetAsync("en.rss");

        // The change, the list, the article.
        Assert.Equal((3, 3), (made, Calls - before));
    }

    [Fact]
    public async Task A_feed_whose_articles_are_the_same_reads_none_of_them_again()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var first = await GetAsync("en.rss");
        _world.Articles.Faults = _ => throw new InvalidOperationException("An article is read.");

        // As another process changes another section.
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.ArticlesTable.UpsertEntityAsync(
            new Azure.Data.Tables.TableEntity("en", ArticleKeys.Changed) { ["Change"] = "another" }, Azure.Data.Tables.TableUpdateMode.Replace, CancellationToken.None);
        var second = await GetAsync("en.rss");

        Assert.Equal((first.Header("ETag"), "Sun, 01 Mar 2026 04:01:00 GMT"), (second.Header("ETag"), second.Header("Last-Modified")));
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_feed_is_given_on_while_storage_does_not_answer_and_says_how_old_it_is()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var fresh = await GetAsync("en.rss");
        _world.ArticlesTable.Faults = _ => Fault.Busy;
        _world.Time.Advance(TimeSpan.FromMinutes(10));

        var stale = await GetAsync("en.rss");

        Assert.Equal((null, null), (fresh.Header("Age"), fresh.Header("Warning")));
        Assert.Equal((200, "600", "110 - \"Response is Stale\""), (stale.Status, stale.Header("Age"), stale.Header("Warning")));
        Assert.Equal(fresh.Body, stale.Body);
        await Assert.ThrowsAsync<RequestFailedException>(() => GetAsync("en.atom"));
    }

    [Fact]
    public async Task A_feed_comes_compressed_to_who_takes_it_and_is_kept_as_long_as_is_set()
    {
        _world.Reading.MaxAge = TimeSpan.FromMinutes(2);
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");

        var plain = await GetAsync("en.rss");
        var small = await GetAsync("en.rss", "", request => request.Headers.AcceptEncoding = "gzip");

        Assert.Equal((null, "gzip"), (plain.Header("Content-Encoding"), small.Header("Content-Encoding")));
        Assert.Equal(("Accept-Encoding", "Accept-Encoding"), (plain.Header("Vary"), small.Header("Vary")));
        Assert.True(small.Body.Length < plain.Body.Length);
        Assert.Equal("public, max-age=120, stale-while-revalidate=300", plain.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_change_a_new_article_and_a_removed_one_each_make_another_version()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        await PublishAsync("en/b.txt", "A second one", "2017-01-05");
        var seen = new List<(string? Tag, string? Date)>();
        async Task LookAsync()
        {
            var call = await GetAsync("en.rss");
            Assert.DoesNotContain(seen, before => before.Tag == call.Header("ETag") || before.Date == call.Header("Last-Modified"));
            seen.Add((call.Header("ETag"), call.Header("Last-Modified")));
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await LookAsync();
        _world.Put("en/a.txt", TestPortal.Page("A first one", "2017-01-04", "Another text of one sentence."));
        await _world.HandleAsync("en/a.txt");
        await LookAsync();
        await PublishAsync("en/c.txt", "A third one", "2016-01-06");
        await LookAsync();
        _world.Seeds.Remove("en/b.txt");
        await _world.HandleAsync("en/b.txt");
        await LookAsync();
        Assert.Equal(["A first one", "A third one"], Titles("en.rss", await GetAsync("en.rss")));
    }

    [Fact]
    public async Task HEAD_has_the_headers_and_no_body()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        var get = await GetAsync("en.rss");

        var head = await GetAsync("en.rss", "", request => request.Method = "HEAD");

        Assert.Equal((200, 0), (head.Status, head.Body.Length));
        Assert.Equal((get.Context.Response.ContentLength, get.Header("ETag")), (head.Context.Response.ContentLength, head.Header("ETag")));
    }

    [Fact]
    public async Task A_language_without_articles_has_an_empty_feed()
    {
        var call = await GetAsync("zh.atom");

        Assert.Equal(200, call.Status);
        Assert.Equal("zh", (string?)FeedRules.CheckAtom(call.Body).Attribute(System.Xml.Linq.XNamespace.Xml + "lang"));
        Assert.Null(call.Header("Last-Modified"));
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_is_not_understood_400()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");

        foreach (var name in (string[])["fr.rss", "en.xml", "en", "en.rss.json", ".", "EN.rss"])
        {
            (await GetAsync(name)).AssertProblem(404, "not-found");
        }

        (await GetAsync("en.rss", "?section=nothing")).AssertProblem(404, "not-found");
        (await GetAsync("en.rss", "?section=a'b")).AssertProblem(400, "bad-request", "section");
        (await GetAsync("en.rss", "?limit=5")).AssertProblem(400, "bad-request", "limit");
    }

    [Fact]
    public async Task Addresses_are_those_of_the_setting_whatever_the_request_says()
    {
        await PublishAsync("en/a.txt", "A first one", "2017-01-04");
        static void Forward(HttpRequest request)
        {
            request.Headers["X-Forwarded-Host"] = "evil.example";
            request.Headers["X-Forwarded-Proto"] = "ftp";
        }

        var asked = FeedRules.CheckJson((await GetAsync("en.json", "", Forward)).Body);
        _world.Portal.PublicUrl = new Uri("https://portal.example");
        var set = FeedRules.CheckJson((await GetAsync("en.json", "", Forward)).Body);

        Assert.Equal("http://portal.test/api/feeds/en.json", asked.GetProperty("feed_url").GetString());
        Assert.Equal("https://portal.example/api/feeds/en.json", set.GetProperty("feed_url").GetString());
        Assert.Equal("https://portal.example/en/articles/2017-01-04-a-first-one", set.GetProperty("items")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no host/at all")]
    [InlineData("a:b:c")]
    public async Task A_request_to_no_host_that_can_be_is_answered_nevertheless(string host)
    {
        var call = await GetAsync("en.json", "", request => request.Headers.Host = host);

        Assert.Equal(200, call.Status);
        FeedRules.CheckJson(call.Body);
    }

    [Fact]
    public async Task A_hub_is_named_in_the_header_too()
    {
        _world.Feeding.Hubs = [new Uri("https://hub.example/")];

        var call = await GetAsync("en.rss");

        Assert.Equal(
            ["<https://hub.example/>; rel=\"hub\"", "<http://portal.test/api/feeds/en.rss>; rel=\"self\""],
            call.Context.Response.Headers.Link.ToArray());
        FeedRules.CheckRss(call.Body);
    }

    [Fact]
    public async Task A_feed_has_as_many_articles_as_are_set_and_none_that_went_meanwhile()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04");
        await PublishAsync("en/b.txt", "Two", "2017-01-05");
        await PublishAsync("en/c.txt", "Three", "2017-01-06");
        _world.Feeding.Items = 2;
        _world.Articles.Remove("2017-01-06-three.json");

        Assert.Equal(["Two"], Titles("en.rss", await GetAsync("en.rss")));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_no_empty_feed()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04");
        _world.Articles.Faults = _ => Fault.Busy;

        await Assert.ThrowsAsync<RequestFailedException>(() => GetAsync("en.rss"));
    }

    private int Calls => _world.Articles.Calls + _world.ArticlesTable.Calls.Count;

    private static IEnumerable<string?> Titles(string name, Call call) => name.Split('.')[1] switch
    {
        "rss" => FeedRules.CheckRss(call.Body).Elements("item").Select(item => item.Element("title")?.Value),
        "atom" => FeedRules.CheckAtom(call.Body).Elements(FeedRules.Atom + "entry").Select(entry => entry.Element(FeedRules.Atom + "title")?.Value),
        _ => FeedRules.CheckJson(call.Body).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()),
    };

    private async Task PublishAsync(string name, string title, string day, string section = "News")
    {
        _world.Put(name, $"Current location: | Root | {section}\n\n{title}\n\n{day}     The Letter     visits:0\n\nA text of one sentence.\n");
        await _world.HandleAsync(name);
    }

    private Task<Call> GetAsync(string name, string query = "", Action<HttpRequest>? change = null)
    {
        var call = new Call(query);
        change?.Invoke(call.Request);
        return call.SendAsync(request => new GetFeed(_world.Feeds).Run(request, name, CancellationToken.None));
    }
}
