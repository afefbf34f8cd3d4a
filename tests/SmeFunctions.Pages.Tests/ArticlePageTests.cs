using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Azure;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Pages.Tests;

public sealed class ArticlePageTests : IDisposable
{
    private const string Hostile = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)> \"' & 'x";

    private readonly TestPages _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Shows_all_that_a_page_of_the_portal_has()
    {
        await _world.PublishDocumentAsync(
            "en/a.txt", "Current location: | English-sme | SME Events\n\nA headline\n\n2017-01-04     The Letter     visits:12\n\nThe first paragraph.\n\nThe second one.\n\nViewed 12 Times\n");
        await _world.CountAsync();

        var page = await PageAsync("en", "2017-01-04-a-headline");

        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("A headline – SME Portal Online", page.Title);
        Assert.Equal("A headline", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Equal("Current location:", page.QuerySelector(".breadcrumb span")!.TextContent);
        Assert.Equal(["/en Home", "/en/sme-events SME Events"], Links(page, ".breadcrumb a"));
        Assert.Equal("2017-01-04 4 January 2017", page.QuerySelector(".article .meta time") is { } time ? $"{time.GetAttribute("datetime")} {time.TextContent}" : "");
        Assert.Contains("Source: The Letter", page.QuerySelector(".article .meta")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 minute to read", page.QuerySelector(".article .meta")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("Visits: 12", "Viewed 12 times"), (page.QuerySelector("#visits")!.TextContent, page.QuerySelector("#viewed")!.TextContent));
        Assert.Equal(["The first paragraph.", "The second one."], page.QuerySelectorAll(".text p").Select(paragraph => paragraph.TextContent));
        Assert.Equal(["/en Home", "/en/sme-events SME Events"], Links(page, "nav.sections a"));
        Assert.Equal("/en/sme-events", page.QuerySelector("nav.sections [aria-current]")!.GetAttribute("href"));
        Assert.Equal(["/zh 简体中文"], Links(page, ".switch a"));
        Assert.Equal(["/en/about About SME Portal Online", "/en/contact Contact us", "#top Back to the top"], Links(page, "footer.site a"));
        Assert.Equal(["Sponsor: A sponsor", "Director: A <director>", "Undertaker: An undertaker"], page.QuerySelectorAll(".imprint p").Select(line => line.TextContent));
    }

    [Fact]
    public async Task Speaks_Chinese_about_a_Chinese_article()
    {
        await _world.PublishDocumentAsync("zh/a.txt", "当前位置：| 中小企业 | 活动\n\n一个标题\n\n2017-01-04     来源：中小企业在线     浏览次数：7\n\n这是正文的第一段。\n");

        var page = await PageAsync("zh", "2017-01-04-一个标题");

        Assert.Equal("zh-Hans", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("当前位置：", page.QuerySelector(".breadcrumb span")!.TextContent);
        Assert.Equal("2017年1月4日", page.QuerySelector(".article .meta time")!.TextContent);
        Assert.Equal(("浏览次数：7", "浏览 7 次"), (page.QuerySelector("#visits")!.TextContent, page.QuerySelector("#viewed")!.TextContent));
        Assert.Equal(["主办单位：一家主办单位"], page.QuerySelectorAll(".imprint p").Select(line => line.TextContent));
        Assert.Null(page.QuerySelector("article.article")!.GetAttribute("lang"));
        // As it is, and not eight bytes for each character.
        Assert.Contains("这是正文的第一段。", TestPages.Html(await _world.ArticleAsync("zh", "2017-01-04-一个标题")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marks_an_article_in_another_script_and_its_own_words_in_it()
    {
        await _world.PublishAsync("zh/a.md", "中小企業的機會與挑戰", "這是臺灣中小企業發展的報導，說明機會與挑戰。", more: "lang: zh-Hant\n");

        var page = await PageAsync("zh", "2017-01-04-中小企業的機會與挑戰");

        Assert.Equal("zh-Hans", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("zh-Hant", page.QuerySelector("article.article")!.GetAttribute("lang"));
        Assert.Equal("zh-Hans", page.QuerySelector(".article .meta")!.GetAttribute("lang"));
        Assert.Equal("zh-Hans", page.QuerySelector(".article > footer")!.GetAttribute("lang"));
    }

    [Fact]
    public async Task Names_itself_and_its_translation_in_the_head_and_leads_there()
    {
        await _world.PublishAsync("en/a.md", "One");
        await _world.PublishAsync("zh/a.md", "第一篇", "这是一段中文。");
        await _world.Portal.HandleAsync("en/a.md");

        var page = await PageAsync("en", "2017-01-04-one");

        Assert.Equal("https://portal.example/en/articles/2017-01-04-one", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal(
            [
                "en https://portal.example/en/articles/2017-01-04-one",
                "zh https://portal.example/zh/articles/2017-01-04-%E7%AC%AC%E4%B8%80%E7%AF%87",
                "x-default https://portal.example/en/articles/2017-01-04-one",
            ],
            page.QuerySelectorAll("link[hreflang]").Select(link => $"{link.GetAttribute("hreflang")} {link.GetAttribute("href")}"));
        var other = Assert.Single(page.QuerySelectorAll(".switch a"));
        Assert.Equal(
            ("/zh/articles/2017-01-04-%E7%AC%AC%E4%B8%80%E7%AF%87", "zh-Hans", "zh", "zh"),
            (other.GetAttribute("href"), other.GetAttribute("lang"), other.GetAttribute("hreflang"), other.GetAttribute("data-lang")));
        Assert.Equal(
            page.QuerySelectorAll("link[hreflang]").Select(link => link.OuterHtml),
            (await PageAsync("zh", "2017-01-04-第一篇")).QuerySelectorAll("link[hreflang]").Select(link => link.OuterHtml));
    }

    // Scrapers that search the bytes of a page do not decode character references.
    [Fact]
    public async Task Writes_media_types_without_character_references()
    {
        await _world.PublishAsync("en/a.md", "C++ & R+D", "A first sentence, with 1 + 1.", "Policy");

        var html = TestPages.Html(await _world.ArticleAsync("en", "2017-01-04-c-r-d"));

        Assert.Contains("type=\"application/ld+json\"", html, StringComparison.Ordinal);
        Assert.Contains("type=\"application/rss+xml\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&#x2B;", html, StringComparison.Ordinal);
        Assert.Contains("<h1>C++ &amp; R+D</h1>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_search_engines_and_networks_what_it_is()
    {
        _world.Portal.Seeds.Put("en/hall.png", Pictures.Png(640, 480));
        await _world.Portal.HandleAsync("en/hall.png");
        await _world.PublishAsync("en/a.md", "One", "A first sentence.\n\n![The hall](hall.png)", "Policy / Finance", more: "author: Somebody\ntags: [Loans, 绿色金融]\n");

        var page = await PageAsync("en", "2017-01-04-one");
        var image = page.QuerySelector<IHtmlImageElement>(".text img")!;
        var data = page.QuerySelectorAll("script[type='application/ld+json']").Select(script => JsonNode.Parse(script.TextContent)!).ToList();

        Assert.Equal("A first sentence.", Meta(page, "name", "description"));
        Assert.Equal("article", Meta(page, "property", "og:type"));
        Assert.Equal("One", Meta(page, "property", "og:title"));
        Assert.Equal("https://portal.example/en/articles/2017-01-04-one", Meta(page, "property", "og:url"));
        Assert.Equal("https://portal.example" + image.GetAttribute("src"), Meta(page, "property", "og:image"));
        Assert.Equal("en_GB", Meta(page, "property", "og:locale"));
        Assert.Equal("SME Portal Online", Meta(page, "property", "og:site_name"));
        Assert.Equal("2017-01-04", Meta(page, "property", "article:published_time"));
        Assert.Equal("2026-03-01T04:00:00Z", Meta(page, "property", "article:modified_time"));
        Assert.Equal("summary_large_image", Meta(page, "name", "twitter:card"));
        Assert.Equal(["Loans", "绿色金融"], page.QuerySelectorAll("meta[property='article:tag']").Select(tag => tag.GetAttribute("content")));
        Assert.Equal(("640", "480", "The hall"), (image.GetAttribute("width"), image.GetAttribute("height"), image.AlternativeText));
        Assert.Equal(
            ["text/markdown /en/articles/2017-01-04-one.md", "application/rss+xml /api/feeds/en.rss", "application/atom+xml /api/feeds/en.atom", "application/feed+json /api/feeds/en.json"],
            page.QuerySelectorAll("link[rel=alternate][type]").Select(link => $"{link.GetAttribute("type")} {link.GetAttribute("href")}"));
        Assert.Equal(["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"], page.QuerySelectorAll("meta[name=theme-color]").Select(meta => meta.GetAttribute("media")));

        Assert.Equal(["NewsArticle", "BreadcrumbList"], data.Select(node => (string)node["@type"]!));
        Assert.Equal(("One", "2017-01-04", "en", "Finance"), ((string)data[0]["headline"]!, (string)data[0]["datePublished"]!, (string)data[0]["inLanguage"]!, (string)data[0]["articleSection"]!));
        Assert.Equal(("Person", "Somebody"), ((string)data[0]["author"]!["@type"]!, (string)data[0]["author"]!["name"]!));
        Assert.Equal("https://portal.example" + image.GetAttribute("src"), (string)data[0]["image"]![0]!);
        Assert.Equal(
            [
                "1 Home https://portal.example/en", "2 Policy https://portal.example/en/policy", "3 Finance https://portal.example/en/policy/finance",
                "4 One https://portal.example/en/articles/2017-01-04-one",
            ],
            data[1]["itemListElement"]!.AsArray().Select(item => $"{item!["position"]} {item["name"]} {item["item"]}"));
        Assert.Equal(["/en Home", "/en/policy Policy", "/en/policy/finance Finance"], Links(page, ".breadcrumb a"));
        Assert.Equal(["null Loans", "zh 绿色金融"], page.QuerySelectorAll(".tags li").Select(tag => $"{tag.GetAttribute("lang") ?? "null"} {tag.TextContent}"));
    }

    [Fact]
    public async Task Runs_nothing_that_a_document_brings_along()
    {
        await _world.PublishAsync(
            "en/a.md", Hostile, $"Text [one](javascript:alert(3)) <svg onload=alert(4)></svg> <p onclick='alert(5)'>x</p>\n\n<data value='1'>9</data><script>alert(6)</script>",
            section: "\"<i>News</i>\"", more: $"author: {JsonValue.Create(Hostile).ToJsonString()}\ntags: [\"{"<b onmouseover=alert(7)>"}\"]\n");
        await _world.PublishAsync("en/b.md", "Other " + Hostile, section: "\"<i>News</i>\"");
        await _world.CountAsync();
        var slugs = (await _world.Portal.ArticleLists.ListAsync("en", default, "", "}", 10, CancellationToken.None)).Select(item => item.Summary).ToList();
        var pages = new List<Page> { await _world.HomeAsync("en"), await _world.SectionAsync("en", slugs[0].Section.Slug) };
        foreach (var slug in slugs)
        {
            pages.Add(await _world.ArticleAsync("en", slug.Slug));
        }

        Assert.Equal(4, pages.Count);
        Assert.All(pages.Select(TestPages.Parse), page =>
        {
            var scripts = page.QuerySelectorAll("script").ToList();
            Assert.All(scripts, script => Assert.True(script.GetAttribute("type") == "application/ld+json" || script.GetAttribute("src")!.StartsWith("/assets/", StringComparison.Ordinal), script.OuterHtml));
            Assert.All(scripts.Where(script => script.GetAttribute("src") is null), script => Assert.NotNull(JsonNode.Parse(script.TextContent)));
            Assert.All(page.All, element => Assert.DoesNotContain(element.Attributes, attribute =>
                attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Name == "style" || attribute.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)));
            Assert.Empty(page.QuerySelectorAll("style, iframe, object, svg, body i, body b"));
        });
        var article = TestPages.Parse(pages[^1]);
        Assert.Contains(article.QuerySelector("h1")!.TextContent, new[] { Hostile, "Other " + Hostile });
        Assert.Contains((string?)JsonNode.Parse(article.QuerySelector("script[type='application/ld+json']")!.TextContent)!["headline"], new[] { Hostile, "Other " + Hostile });
    }

    [Fact]
    public async Task Leads_on_to_its_neighbours_related_articles_and_the_most_read()
    {
        await _world.PublishAsync("en/1.md", "Loans one", day: "2017-01-01", more: "tags: [Loans]\n");
        await _world.PublishAsync("en/2.md", "Loans two", day: "2017-01-02", more: "tags: [Loans]\n");
        await _world.PublishAsync("en/3.md", "Loans three", day: "2017-01-03", more: "tags: [Loans]\n");
        await _world.PublishAsync("en/4.md", "Loans four", day: "2017-01-04", more: "tags: [Loans]\n");
        await _world.Portal.Visits.CountAsync("2017-01-01-loans-one", CancellationToken.None);
        await _world.Portal.Visits.CountAsync("2017-01-01-loans-one", CancellationToken.None);

        var page = await PageAsync("en", "2017-01-02-loans-two");

        Assert.Equal("/en/articles/2017-01-01-loans-one", page.QuerySelector(".neighbours [rel=prev]")!.GetAttribute("href"));
        Assert.Equal("/en/articles/2017-01-03-loans-three", page.QuerySelector(".neighbours [rel=next]")!.GetAttribute("href"));
        Assert.Equal(["/en/articles/2017-01-04-loans-four Loans four"], Links(page, ".related a"));
        Assert.Equal(["/en/articles/2017-01-01-loans-one Loans one"], Links(page, ".ranking a"));
        Assert.Equal("Viewed 2 times", page.QuerySelector(".ranking small")!.TextContent);
    }

    [Fact]
    public async Task Counts_by_script_or_else_by_a_picture()
    {
        await _world.PublishAsync("en/a.md", "One");

        var page = await _world.ArticleAsync("en", "2017-01-04-one");
        var shown = TestPages.Parse(page);

        Assert.Equal("/api/articles/2017-01-04-one/visits", shown.QuerySelector("[data-visits]")!.GetAttribute("data-visits"));
        Assert.Equal(2, shown.QuerySelectorAll("data[data-one][data-other]").Length);
        Assert.Contains("<noscript><img src=\"/api/articles/2017-01-04-one/visits.gif\" alt width=\"1\" height=\"1\" /></noscript>", TestPages.Html(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_made_once_and_given_to_all()
    {
        await _world.PublishAsync("en/a.md", "One");
        var first = await _world.ArticleAsync("en", "2017-01-04-one");
        var (rows, blobs) = (_world.Portal.ArticleRows.Reads, _world.Portal.Articles.Calls);

        for (var i = 0; i < 100; i++)
        {
            Assert.Same(first, await _world.ArticleAsync("en", "2017-01-04-one"));
        }

        Assert.Equal((rows, blobs), (_world.Portal.ArticleRows.Reads, _world.Portal.Articles.Calls));
    }

    [Fact]
    public async Task Names_the_host_it_was_asked_at_when_no_address_is_set()
    {
        _world.Portal.Portal.PublicUrl = null;
        await _world.PublishAsync("en/a.md", "One");

        foreach (var host in "one.example two.example:8080 one.example".Split(' '))
        {
            var request = TestPages.Request();
            request.Host = new Microsoft.AspNetCore.Http.HostString(host);
            var page = TestPages.Parse(await _world.Articles.FindAsync(request, "en", "2017-01-04-one", CancellationToken.None));

            Assert.Equal($"https://{host}/en/articles/2017-01-04-one", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        }
    }

    [Fact]
    public async Task Is_not_made_again_while_nothing_of_it_changes()
    {
        _world.Options.FreshFor = TimeSpan.Zero;
        await _world.PublishAsync("en/a.md", "One");
        var first = await _world.ArticleAsync("en", "2017-01-04-one");

        Assert.Same(first.Response, (await _world.ArticleAsync("en", "2017-01-04-one")).Response);
    }

    [Fact]
    public async Task Keeps_its_version_when_only_the_visits_change_and_has_another_when_the_text_does()
    {
        _world.Options.FreshFor = TimeSpan.Zero;
        _world.Portal.Reading.VisitCountsFreshFor = TimeSpan.Zero;
        await _world.PublishAsync("en/a.md", "One", "First text.");
        var first = await _world.ArticleAsync("en", "2017-01-04-one");
        await _world.Portal.Visits.CountAsync("2017-01-04-one", CancellationToken.None);
        var visited = await _world.ArticleAsync("en", "2017-01-04-one");
        await _world.PublishAsync("en/a.md", "One", "Second text.");
        var edited = await _world.ArticleAsync("en", "2017-01-04-one");

        Assert.Equal("Visits: 1", TestPages.Parse(visited).QuerySelector("#visits")!.TextContent);
        Assert.Equal(first.Response!.ETag, visited.Response!.ETag);
        Assert.NotEqual(first.Response.ETag, edited.Response!.ETag);
        Assert.StartsWith("W/\"", first.Response.ETag, StringComparison.Ordinal);
        Assert.Contains("Second text.", TestPages.Html(edited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_shown_from_memory_while_storage_is_down()
    {
        _world.Options.FreshFor = TimeSpan.Zero;
        _world.Portal.Reading.FreshFor = TimeSpan.Zero;
        await _world.PublishAsync("en/a.md", "One");
        await _world.ArticleAsync("en", "2017-01-04-one");
        _world.Portal.Articles.Faults = _ => Fault.FailBefore;

        var page = await _world.ArticleAsync("en", "2017-01-04-one");

        Assert.Equal("One", TestPages.Parse(page).QuerySelector("h1")!.TextContent);
        await Assert.ThrowsAnyAsync<RequestFailedException>(async () => await _world.ArticleAsync("en", "2017-01-04-another"));
    }

    [Fact]
    public async Task There_is_none_of_what_was_never_published_kept_back_or_taken_down()
    {
        await _world.PublishAsync("en/draft.md", "Draft", more: "draft: true\n");
        await _world.PublishAsync("en/gone.md", "Gone");
        _world.Portal.Seeds.Remove("en/gone.md");
        await _world.Portal.HandleAsync("en/gone.md");

        Assert.Equal(404, (await _world.ArticleAsync("en", "2017-01-04-draft")).Status);
        Assert.Equal(404, (await _world.ArticleAsync("en", "2017-01-04-never")).Status);
        Assert.Equal(404, (await _world.ArticleAsync("en", "no slug/at all")).Status);
        Assert.Equal(404, (await _world.ArticleAsync("en", "")).Status);
        var gone = await _world.ArticleAsync("en", "2017-01-04-gone");
        Assert.Equal(410, gone.Status);
        Assert.Equal("This article was taken down", TestPages.Parse(gone).QuerySelector("h1")!.TextContent);
        Assert.Equal("文章已下线", TestPages.Parse(await _world.ArticleAsync("zh", "2017-01-04-gone")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Is_at_one_address_only()
    {
        await _world.PublishAsync("en/a.md", "One");

        var page = await _world.ArticleAsync("zh", "2017-01-04-one");

        Assert.Equal((301, "/en/articles/2017-01-04-one"), (page.Status, page.RedirectTo));
        Assert.Equal(404, (await _world.ArticleAsync("fr", "2017-01-04-one")).Status);
    }

    [Fact]
    public async Task Is_where_its_old_slugs_lead()
    {
        await _world.PublishAsync("en/a.md", "One", more: "aliases: [the-first]\n");

        var page = await _world.ArticleAsync("en", "the-first");

        Assert.Equal((301, "/en/articles/2017-01-04-one"), (page.Status, page.RedirectTo));
    }

    [Fact]
    public async Task Takes_less_than_forty_kilobytes_with_its_style_and_script()
    {
        await _world.PublishAsync("en/a.md", "One", string.Join("\n\n", Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"Paragraph {i} tells of {i * 7919 % 1000} things and {i * 104729 % 997} more, each {Convert.ToHexString(Encoding.UTF8.GetBytes($"{i * 31}"))}."))));
        var page = await _world.ArticleAsync("en", "2017-01-04-one");

        var bytes = page.Response!.GetContent(ContentEncoding.Gzip).Body.Length + Assets.PageAssets.All.Sum(path => Assets.PageAssets.Find(path["/assets/".Length..])!.Value.Answer.GetContent(ContentEncoding.Gzip).Body.Length);

        Assert.InRange(bytes, 1_000, 40_000);
    }

    private async Task<IHtmlDocument> PageAsync(string lang, string slug)
    {
        var page = await _world.ArticleAsync(lang, slug);
        Assert.Equal(200, page.Status);
        return TestPages.Parse(page);
    }

    private static IEnumerable<string> Links(IParentNode page, string selector) =>
        page.QuerySelectorAll(selector).Select(link => $"{link.GetAttribute("href")} {link.TextContent}");

    private static string? Meta(IParentNode page, string kind, string name) => Assert.Single(page.QuerySelectorAll($"meta[{kind}='{name}']")).GetAttribute("content");
}
