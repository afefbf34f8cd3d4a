using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Http;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Tests.Feeds;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Timers;

namespace SmeFunctions.Tests.Http;

public sealed class SitemapFunctionTests : IDisposable
{
    private readonly TestPortal _world = new();

    public SitemapFunctionTests() => _world.Portal.PublicUrl = new Uri("https://portal.example");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_new_site_has_an_index_with_its_pages()
    {
        var index = await IndexAsync();

        Assert.Equal((200, "application/xml; charset=utf-8"), (index.Status, index.Context.Response.ContentType));
        Assert.Equal(["https://portal.example/sitemap-pages.xml"], SitemapRules.CheckIndex(index.Body).Select(sitemap => sitemap.Address));
        Assert.Equal(
            [
                "https://portal.example/en", "https://portal.example/zh", "https://portal.example/en/about", "https://portal.example/zh/about",
                "https://portal.example/en/contact", "https://portal.example/zh/contact",
            ],
            Pages(await SitemapAsync("pages")));
    }

    [Fact]
    public async Task Sections_stand_with_the_pages_and_name_the_same_in_another_language()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04", "SME | Finance");
        await PublishAsync("zh/b.txt", "第二", "2017-01-04", "SME");
        await PublishAsync("zh/c.txt", "第三", "2017-01-04", "新闻");
        await PublishAsync("en/d.txt", "Four", "2017-01-04", "About");
        await CountAsync();

        var sections = SitemapRules.CheckPages((await SitemapAsync("pages")).Body).Skip(6)
            .Select(page => (
                page.Element(SitemapRules.Sitemap + "loc")!.Value["https://portal.example".Length..],
                string.Join(' ', page.Elements(SitemapRules.Xhtml + "link").Select(link => (string?)link.Attribute("hreflang")))))
            .ToList();

        Assert.Equal(
            [("/en/sections/about", ""), ("/en/sme", "en zh x-default"), ("/en/sme/finance", ""), ("/zh/%E6%96%B0%E9%97%BB", ""), ("/zh/sme", "en zh x-default")],
            sections.OrderBy(section => section.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_sections_are_in_parts_that_lose_and_double_none()
    {
        var sections = Enumerable.Range(0, 4_000).Select(i => new SectionCount($"section-{i}", $"Section {i}", 1, "79829895|2017-01-04-one", Stored: null)).ToList();
        await _world.SectionStore.SaveAsync("en", new SectionCounts { Change = "1", Sections = sections, Parts = [] }, before: null, CancellationToken.None);

        var index = SitemapRules.CheckIndex((await IndexAsync()).Body).Select(sitemap => NameIn(sitemap.Address)).ToList();
        var pages = new List<string>();
        foreach (var name in index)
        {
            pages.AddRange(Pages(await SitemapAsync(name)));
        }

        Assert.Equal(["pages", "pages-2", "pages-3"], index);
        Assert.Equal(6 + 4_000, pages.Count);
        Assert.Equal(pages.Count, pages.Distinct().Count());
        (await SitemapAsync("pages-4")).AssertProblem(404, "not-found");
        (await SitemapAsync("pages-1")).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task The_sitemaps_of_the_index_have_each_article_once()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-31");
        await PublishAsync("en/b.txt", "Two", "2017-01-01");
        await PublishAsync("en/c.txt", "Three", "2017-02-01");
        await PublishAsync("zh/d.txt", "第四", "2017-02-28");
        await CountAsync();

        var index = SitemapRules.CheckIndex((await IndexAsync()).Body);

        Assert.Equal(
            [("pages", null), ("en-2017-02", "2026-03-01T04:00:00Z"), ("en-2017-01", "2026-03-01T04:00:00Z"), ("zh-2017-02", "2026-03-01T04:00:00Z")],
            index.Select(sitemap => (NameIn(sitemap.Address), sitemap.Modified)));
        Assert.Equal(["https://portal.example/en/articles/2017-01-31-one", "https://portal.example/en/articles/2017-01-01-two"], Pages(await SitemapAsync("en-2017-01")));
        Assert.Equal(["https://portal.example/en/articles/2017-02-01-three"], Pages(await SitemapAsync("en-2017-02")));
        Assert.Equal(["https://portal.example/zh/articles/2017-02-28-%E7%AC%AC%E5%9B%9B"], Pages(await SitemapAsync("zh-2017-02")));
    }

    [Fact]
    public async Task A_month_with_many_is_in_parts_that_lose_and_double_none()
    {
        var titles = Enumerable.Range(1, 11).Select(i => $"Title {i}").ToList();
        foreach (var (i, title) in titles.Index())
        {
            await PublishAsync($"en/{i}.txt", title, i < 8 ? "2017-01-10" : "2017-01-31");
        }

        await CountAsync(partSize: 3);
        // Not counted yet, and in its place nevertheless.
        await PublishAsync("en/new.txt", "Title", "2017-01-31");
        await PublishAsync("en/old.txt", "Title", "2017-01-01");
        await PublishAsync("en/same.txt", "Title 4 or 5", "2017-01-10");

        var index = SitemapRules.CheckIndex((await IndexAsync()).Body).Select(sitemap => NameIn(sitemap.Address)).Skip(1).ToList();
        var pages = new List<string>();
        foreach (var name in index)
        {
            pages.AddRange(Pages(await SitemapAsync(name)));
        }

        Assert.Equal(["en-2017-01", "en-2017-01-2", "en-2017-01-3", "en-2017-01-4"], index);
        Assert.Equal(14, pages.Count);
        Assert.Equal(14, pages.Distinct().Count());
    }

    [Fact]
    public async Task Translations_are_named_on_both_sides_with_one_for_all_others()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04");
        await PublishAsync("zh/a.txt", "第一", "2017-01-04");
        await _world.HandleAsync("en/a.txt");
        await CountAsync();

        static IEnumerable<string> Links(Call call) => SitemapRules.CheckPages(call.Body).Single().Elements(SitemapRules.Xhtml + "link")
            .Select(link => $"{(string?)link.Attribute("hreflang")} {(string?)link.Attribute("href")}");
        var english = Links(await SitemapAsync("en-2017-01")).ToList();

        Assert.Equal(
            [
                "en https://portal.example/en/articles/2017-01-04-one",
                "zh https://portal.example/zh/articles/2017-01-04-%E7%AC%AC%E4%B8%80",
                "x-default https://portal.example/en/articles/2017-01-04-one",
            ],
            english);
        Assert.Equal(english, Links(await SitemapAsync("zh-2017-01")));
    }

    [Fact]
    public async Task A_page_says_when_its_document_changed()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04");
        await CountAsync();

        Assert.Equal("2026-03-01T04:00:00Z", SitemapRules.CheckPages((await SitemapAsync("en-2017-01")).Body).Single().Element(SitemapRules.Sitemap + "lastmod")?.Value);
    }

    [Fact]
    public async Task The_index_reads_two_rows_and_a_sitemap_no_more_than_its_articles()
    {
        foreach (var month in Enumerable.Range(1, 12))
        {
            await PublishAsync($"en/{month}.txt", "One", $"2017-{month:00}-04");
        }

        await CountAsync();
        var before = _world.ArticleRows.Reads;
        await IndexAsync();
        var afterIndex = _world.ArticleRows.Reads;
        await SitemapAsync("en-2017-03");

        Assert.Equal(2, afterIndex - before);
        // The census, its articles, and that there are no more.
        Assert.Equal(3, _world.ArticleRows.Reads - afterIndex);
    }

    [Fact]
    public async Task News_are_of_yesterday_and_today_where_the_portal_is()
    {
        // In Shanghai it is noon of the first of March; at four in the afternoon, UTC, the second begins.
        await PublishAsync("en/a.txt", "Tomorrow", "2026-03-02");
        await PublishAsync("en/b.txt", "Today", "2026-03-01");
        await PublishAsync("zh/c.txt", "昨天", "2026-02-28");
        await PublishAsync("en/d.txt", "Before", "2026-02-27");

        var first = SitemapRules.CheckNews((await NewsAsync()).Body);
        _world.Time.Advance(TimeSpan.FromHours(12));
        var next = SitemapRules.CheckNews((await NewsAsync()).Body);

        static IEnumerable<string> Shown(IEnumerable<System.Xml.Linq.XElement> pages) =>
            pages.Select(page => string.Join(' ', page.Element(SitemapRules.News + "news")!.Descendants().Where(element => !element.HasElements).Select(element => element.Value)));
        Assert.Equal(["SME Portal Online en 2026-03-01 Today", "中小企业门户 zh-cn 2026-02-28 昨天"], Shown(first));
        Assert.Equal("https://portal.example/en/articles/2026-03-01-today", first[0].Element(SitemapRules.Sitemap + "loc")?.Value);
        Assert.Equal(["SME Portal Online en 2026-03-02 Tomorrow", "SME Portal Online en 2026-03-01 Today"], Shown(next));
    }

    [Fact]
    public async Task Robots_may_read_all_but_what_is_for_editors()
    {
        var call = await RobotsAsync();

        Assert.Equal((200, "text/plain; charset=utf-8"), (call.Status, call.Context.Response.ContentType));
        Assert.Equal(
            """
            User-agent: *
            Disallow: /api/seeds
            Disallow: /api/operations
            Disallow: /api/preview
            Disallow: /preview

            Sitemap: https://portal.example/sitemap.xml
            Sitemap: https://portal.example/news-sitemap.xml

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(call.Body));
    }

    [Fact]
    public async Task Robots_may_read_nothing_of_a_site_for_tests()
    {
        _world.Feeding.AllowCrawlers = false;

        Assert.Equal("User-agent: *\nDisallow: /\n", Encoding.UTF8.GetString((await RobotsAsync()).Body));
    }

    [Fact]
    public async Task Each_answers_304_HEAD_and_400()
    {
        await PublishAsync("en/a.txt", "One", "2026-03-01");
        await CountAsync();
        Func<Action<HttpRequest>?, string, Task<Call>>[] all =
        [
            IndexAsync, NewsAsync, RobotsAsync, SectionsAsync,
            (change, query) => SitemapAsync("en-2026-03", change, query), (change, query) => SitemapAsync("pages", change, query),
        ];

        foreach (var get in all)
        {
            var call = await get(null, "");
            var same = await get(request => request.Headers.IfNoneMatch = call.Header("ETag"), "");
            var other = await get(request => request.Headers.IfNoneMatch = "\"other\"", "");
            var head = await get(request => request.Method = "HEAD", "");

            Assert.Equal((200, 304, 200, 200), (call.Status, same.Status, other.Status, head.Status));
            Assert.StartsWith("W/\"", call.Header("ETag"), StringComparison.Ordinal);
            Assert.Equal("public, max-age=60, stale-while-revalidate=300", call.Header("Cache-Control"));
            Assert.Equal((0, call.Header("ETag"), call.Header("Cache-Control")), (same.Body.Length, same.Header("ETag"), same.Header("Cache-Control")));
            Assert.Equal((0, (long?)call.Body.Length), (head.Body.Length, head.Context.Response.ContentLength));
            Assert.Equal("Accept-Encoding", call.Header("Vary"));
            (await get(null, "?page=2")).AssertProblem(400, "bad-request", "page");
        }
    }

    [Fact]
    public async Task Each_is_kept_while_it_is_fresh_and_given_on_while_storage_does_not_answer()
    {
        await PublishAsync("en/a.txt", "One", "2026-03-01");
        await CountAsync();
        async Task<Call[]> AllAsync() => [await IndexAsync(), await NewsAsync(), await RobotsAsync(), await SectionsAsync(), await SitemapAsync("en-2026-03"), await SitemapAsync("pages")];
        var first = await AllAsync();
        var reads = _world.ArticleRows.Reads;

        var again = await AllAsync();
        _world.ArticlesTable.Faults = _ => SmeFunctions.Portal.Tests.Storage.Fault.Busy;
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        var stale = await AllAsync();

        Assert.Equal(reads, _world.ArticleRows.Reads);
        Assert.All(again, call => Assert.Equal((200, null), (call.Status, call.Header("Age"))));
        Assert.All(stale.Zip(first), calls => Assert.Equal((200, "600"), (calls.First.Status, calls.First.Header("Age"))));
        Assert.All(stale.Zip(first), calls => Assert.Equal(calls.Second.Body, calls.First.Body));
    }

    [Fact]
    public async Task A_change_makes_another_version_of_what_shows_it()
    {
        await PublishAsync("en/a.txt", "One", "2026-03-01");
        await CountAsync();
        async Task<string?[]> TagsAsync() =>
            [.. (await Task.WhenAll(IndexAsync(), NewsAsync(), SectionsAsync(), SitemapAsync("en-2026-03"))).Select(call => call.Header("ETag"))];
        var before = await TagsAsync();

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Put("en/a.txt", TestPortal.Page("One", "2026-03-01", "Another text of one sentence."));
        await _world.HandleAsync("en/a.txt");
        await CountAsync();

        Assert.All((await TagsAsync()).Zip(before), tags => Assert.NotEqual(tags.Second, tags.First));
    }

    [Theory]
    [InlineData("en-2017-02")]
    [InlineData("en-2017-01-2")]
    [InlineData("fr-2017-01")]
    [InlineData("zh-2017-01")]
    [InlineData("en-0000-01")]
    [InlineData("en-9999-12")]
    [InlineData("nothing")]
    public async Task What_is_no_sitemap_is_404(string name)
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04");
        await CountAsync();

        (await SitemapAsync(name)).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task Sections_are_listed_as_a_tree_with_their_counts()
    {
        await PublishAsync("en/a.txt", "One", "2017-01-04", "Policy | Finance");
        await PublishAsync("en/b.txt", "Two", "2017-01-05", "Policy");
        await PublishAsync("zh/c.txt", "第三", "2017-01-06", "新闻");
        await CountAsync();

        var all = await SectionsAsync();
        var chinese = await SectionsAsync(query: "?lang=zh");

        Assert.Equal("application/json; charset=utf-8", all.Context.Response.ContentType);
        Assert.Equal(
            """
            {"items":[
            {"slug":"policy","title":"Policy","lang":"en","articles":2,"parent":null,"url":"/api/articles?lang=en&section=policy"},
            {"slug":"policy/finance","title":"Finance","lang":"en","articles":1,"parent":"policy","url":"/api/articles?lang=en&section=policy%2Ffinance"},
            {"slug":"新闻","title":"新闻","lang":"zh","articles":1,"parent":null,"url":"/api/articles?lang=zh&section=%E6%96%B0%E9%97%BB"}
            ]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(all.Body));
        Assert.Equal(["新闻"], chinese.Json["items"]!.AsArray().Select(item => (string?)item!["slug"]));
        (await SectionsAsync(query: "?lang=fr")).AssertProblem(400, "bad-request", "lang");
    }

    [Fact]
    public async Task Before_anything_is_counted_there_is_no_section()
    {
        var call = await SectionsAsync();

        Assert.Equal((200, """{"items":[]}"""), (call.Status, Encoding.UTF8.GetString(call.Body)));
    }

    private static string NameIn(string address) => new Uri(address).AbsolutePath["/sitemap-".Length..^".xml".Length];

    private static IEnumerable<string> Pages(Call call) => SitemapRules.CheckPages(call.Body).Select(page => page.Element(SitemapRules.Sitemap + "loc")!.Value);

    private async Task PublishAsync(string name, string title, string day, string section = "News")
    {
        _world.Put(name, $"Current location: | Root | {section}\n\n{title}\n\n{day}     The Letter     visits:0\n\nA text of one sentence.\n");
        await _world.HandleAsync(name);
    }

    private async Task CountAsync(int? partSize = null)
    {
        var counter = partSize is null
            ? _world.SectionCounter
            : new SectionCountUpdater(_world.ArticleStore, _world.ArticleLists, _world.SectionStore, Options.Create(_world.Portal), _world.Time, NullLogger<SectionCountUpdater>.Instance) { PartSize = partSize.Value };
        await new CountSections(counter, new ContentAccountState { IsCreated = true }).Run(new Microsoft.Azure.Functions.Worker.TimerInfo(), CancellationToken.None);
    }

    private Task<Call> IndexAsync(Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(change, query, request => new GetSitemapIndex(_world.Sitemaps).Run(request, CancellationToken.None));

    private Task<Call> SitemapAsync(string name, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(change, query, request => new GetSitemap(_world.Sitemaps).Run(request, name, CancellationToken.None));

    private Task<Call> NewsAsync(Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(change, query, request => new GetNewsSitemap(_world.Sitemaps).Run(request, CancellationToken.None));

    private Task<Call> RobotsAsync(Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(change, query, request => new GetRobots(_world.Sitemaps).Run(request, CancellationToken.None));

    private Task<Call> SectionsAsync(Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(change, query, request => new ListSections(_world.Sections).Run(request, CancellationToken.None));

    private static Task<Call> SendAsync(Action<HttpRequest>? change, string query, Func<HttpRequest, Task<IResult>> function)
    {
        var call = new Call(query);
        change?.Invoke(call.Request);
        return call.SendAsync(function);
    }
}
