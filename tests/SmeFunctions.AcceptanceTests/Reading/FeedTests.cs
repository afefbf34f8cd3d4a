using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What feed readers and crawlers are sent; the rules of each form are tested without storage.</summary>
public sealed class FeedTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private const string CountEverySecond = "--SectionsSchedule=* * * * * *";

    private static readonly XNamespace _atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace _content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace _sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace _xhtml = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace _news = "http://www.google.com/schemas/sitemap-news/0.9";

    [Fact]
    public async Task The_feeds_of_a_section_have_its_articles_in_full_in_three_forms()
    {
        var app = await AppAsync();
        var old = await app.PublishAsync(app.Name("en/old.txt"), Page.English($"Old {app.Tag}", "2017-01-04", $"Feed {app.Tag}"));
        var young = await app.PublishAsync(app.Name("en/young.txt"), Page.English($"Young {app.Tag} <b> & ]]>", "2017-01-05", $"Feed {app.Tag}"));
        var query = $"?section=feed-{app.Tag}";

        var rss = await app.GetAsync("/api/feeds/en.rss" + query);
        var atom = await app.GetAsync("/api/feeds/en.atom" + query);
        var json = await app.GetAsync("/api/feeds/en.json" + query);

        Assert.Equal(
            ["application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8", "application/feed+json; charset=utf-8"],
            new[] { rss, atom, json }.Select(answer => answer.ContentHeaders.ContentType?.ToString()));
        var items = XDocument.Parse(rss.Text).Descendants("item").ToList();
        var entries = XDocument.Parse(atom.Text).Root!.Elements(_atom + "entry").ToList();
        var objects = JsonDocument.Parse(json.Body).RootElement.GetProperty("items").EnumerateArray().ToList();
        string[] titles = [young.Title, old.Title];
        Assert.Equal(titles, items.Select(item => item.Element("title")!.Value));
        Assert.Equal(titles, entries.Select(entry => entry.Element(_atom + "title")!.Value));
        Assert.Equal(titles, objects.Select(item => item.GetProperty("title").GetString()));
        Assert.Equal([young.Html, old.Html], items.Select(item => item.Element(_content + "encoded")!.Value));
        Assert.Equal([young.Html, old.Html], entries.Select(entry => entry.Element(_atom + "content")!.Value));
        Assert.Equal([young.Html, old.Html], objects.Select(item => item.GetProperty("content_html").GetString()));
        Assert.StartsWith($"Feed {app.Tag} – ", XDocument.Parse(rss.Text).Root!.Element("channel")!.Element("title")!.Value);
    }

    [Fact]
    public async Task A_reader_of_a_feed_is_told_of_every_change_and_of_nothing_else()
    {
        var app = await AppAsync();
        var name = app.Name("en/a.txt");
        await app.PublishAsync(name, Page.English($"One {app.Tag}", "2017-01-04", $"Feed {app.Tag}"));
        await app.PublishAsync(app.Name("en/b.txt"), Page.English($"Two {app.Tag}", "2017-01-03", $"Feed {app.Tag}"));
        var path = $"/api/feeds/en.atom?section=feed-{app.Tag}";
        Task<Answer> AskAsync(EntityTagHeaderValue tag) => app.SendAsync(HttpMethod.Get, path, headers: headers => headers.IfNoneMatch.Add(tag));

        var (first, same) = await app.RevalidateAsync(path);
        var since = await app.RevalidateByDateAsync(path);
        var head = await app.SendAsync(HttpMethod.Head, path);
        await app.PublishAsync(name, Page.English($"One {app.Tag}", "2017-01-04", $"Feed {app.Tag}", text: "Something else is written here now."));
        var changed = await AskAsync(first.Headers.ETag!);
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
        await app.StatusAsync(name, "removed");
        var removed = await AskAsync(changed.Headers.ETag!);

        Assert.True(first.Headers.ETag!.IsWeak);
        Assert.Contains("stale-while-revalidate=", first.Headers.CacheControl?.ToString());
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.Status, same.Body.Length));
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (since.Status, since.Body.Length));
        Assert.Equal((HttpStatusCode.OK, 0, (long?)first.Body.Length), (head.Status, head.Body.Length, head.ContentHeaders.ContentLength));
        Assert.Contains("Something else is written here now.", changed.Text);
        Assert.Single(XDocument.Parse(removed.Text).Root!.Elements(_atom + "entry"));
    }

    [Theory]
    [InlineData("/api/feeds/fr.rss", HttpStatusCode.NotFound, null)]
    [InlineData("/api/feeds/en.xml", HttpStatusCode.NotFound, null)]
    [InlineData("/api/feeds/en", HttpStatusCode.NotFound, null)]
    [InlineData("/api/feeds/en.rss?section=there-is-no-such-section", HttpStatusCode.NotFound, null)]
    [InlineData("/api/feeds/en.rss?section=a%27b", HttpStatusCode.BadRequest, "section")]
    [InlineData("/api/feeds/en.rss?limit=5", HttpStatusCode.BadRequest, "limit")]
    [InlineData("/sitemap-en-1017-01.xml", HttpStatusCode.NotFound, null)]
    [InlineData("/sitemap-x.xml", HttpStatusCode.NotFound, null)]
    [InlineData("/sitemap.xml?page=2", HttpStatusCode.BadRequest, "page")]
    [InlineData("/news-sitemap.xml?page=2", HttpStatusCode.BadRequest, "page")]
    [InlineData("/robots.txt?page=2", HttpStatusCode.BadRequest, "page")]
    [InlineData("/api/sections?lang=fr", HttpStatusCode.BadRequest, "lang")]
    [InlineData("/api/sections?page=2", HttpStatusCode.BadRequest, "page")]
    public async Task What_is_not_there_or_not_understood_is_a_problem(string path, HttpStatusCode status, string? parameter)
    {
        var app = await AppAsync();

        Assert.Equal(parameter, (await app.GetAsync(path)).Problem(status).Parameter);
    }

    [Fact]
    public async Task Crawlers_find_every_article_from_robots_txt_on()
    {
        var app = await OwnAppAsync(CountEverySecond, "--Portal:PublicUrl=https://portal.example");
        var english = await app.PublishAsync(app.Name("en/a.txt"), Page.English($"One {app.Tag}", "2017-01-04"));
        var chinese = await app.PublishAsync(app.Name("zh/a.txt"), Page.Chinese($"第一{app.Tag}", "2017-02-28"));

        var robots = await app.GetAsync("/robots.txt");
        Assert.Equal("text/plain; charset=utf-8", robots.ContentHeaders.ContentType?.ToString());
        Assert.Contains("\nSitemap: https://portal.example/sitemap.xml\n", robots.Text);
        var index = await app.WaitFor(
            "both months are in the index",
            async () => XDocument.Parse((await app.GetAsync("/sitemap.xml")).Text).Descendants(_sitemap + "loc").Select(loc => loc.Value).ToList(),
            found => found.Count == 3);
        Assert.Equal(["/sitemap-pages.xml", "/sitemap-en-2017-01.xml", "/sitemap-zh-2017-02.xml"], index.Select(address => new Uri(address).AbsolutePath));

        string[] alternates =
        [
            $"en https://portal.example/en/articles/{english.Slug}",
            $"zh https://portal.example/zh/articles/{Uri.EscapeDataString(chinese.Slug)}",
            $"x-default https://portal.example/en/articles/{english.Slug}",
        ];
        foreach (var sitemap in index.Skip(1))
        {
            var path = new Uri(sitemap).AbsolutePath;
            var url = await app.WaitFor(
                "the translation is known",
                async () => Assert.Single(XDocument.Parse((await app.GetAsync(path)).Text).Root!.Elements()),
                found => found.Elements(_xhtml + "link").Any());
            Assert.Equal(alternates, url.Elements(_xhtml + "link").Select(link => $"{(string?)link.Attribute("hreflang")} {(string?)link.Attribute("href")}"));
            var (answer, same) = await app.RevalidateAsync(path);
            Assert.Equal("application/xml; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
            Assert.Equal((HttpStatusCode.NotModified, 0), (same.Status, same.Body.Length));
        }
    }

    [Fact]
    public async Task News_have_what_is_of_today_and_not_what_is_old()
    {
        var app = await AppAsync();
        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var fresh = await app.PublishAsync(app.Name("en/new.txt"), Page.English($"Fresh {app.Tag}", today));
        await app.PublishAsync(app.Name("en/old.txt"), Page.English($"Stale {app.Tag}", "2017-01-04"));

        var answer = await app.GetAsync("/news-sitemap.xml");
        var head = await app.SendAsync(HttpMethod.Head, "/news-sitemap.xml");

        Assert.Equal(
            [(fresh.Title, today)],
            XDocument.Parse(answer.Text).Descendants(_news + "news").Select(news => (news.Element(_news + "title")!.Value, news.Element(_news + "publication_date")!.Value)).Where(news => news.Item1.Contains(app.Tag)));
        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
    }

    [Fact]
    public async Task Sections_are_counted_as_articles_come_and_go()
    {
        var app = await OwnAppAsync(CountEverySecond);
        await app.PublishAsync(app.Name("en/a.txt"), Page.English("One", "2017-01-04", "Policy | Finance"));
        await app.PublishAsync(app.Name("en/b.txt"), Page.English("Two", "2017-01-05", "Policy"));
        async Task<string> LookAsync() => string.Join(", ", (await app.GetAsync("/api/sections?lang=en")).Ok<SectionsBody>().Items.Select(item => $"{item.Slug} {item.Title} {item.Articles} {item.Parent}"));

        await app.WaitFor("both are counted", LookAsync, seen => seen == "policy Policy 2 , policy/finance Finance 1 policy");
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(app.Name("en/a.txt")));
        await app.WaitFor("one is left", LookAsync, seen => seen == "policy Policy 1 ");

        var (answer, same) = await app.RevalidateAsync("/api/sections");
        var head = await app.SendAsync(HttpMethod.Head, "/api/sections");
        var list = (await app.GetAsync(answer.Ok<SectionsBody>().Items[0].Url)).Ok<PageBody<SummaryBody>>();
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK, 0), (same.Status, head.Status, head.Body.Length));
        Assert.Equal(["Two"], list.Items.Select(item => item.Title));
        var validated = await app.SendAsync(HttpMethod.Post, "/api/operations/validate");
        var done = await app.WaitFor(
            "the validation is done", async () => (await app.GetAsync(validated.Headers.Location!.OriginalString)).Ok<OperationBody>(), seen => seen.Status == "done");
        Assert.Empty(done.Findings);
    }

    private sealed record SectionsBody(CountedBody[] Items);

    private sealed record CountedBody(string Slug, string Title, string Lang, int Articles, string? Parent, string Url);
}
