using AngleSharp.Dom;

namespace SmeFunctions.Pages.Tests;

public sealed class ListPageTests : IDisposable
{
    private readonly TestPages _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_home_page_leads_with_the_newest_and_has_the_newest_of_each_section()
    {
        foreach (var (i, section) in "News Policy News Policy Trade News".Split(' ').Index())
        {
            await _world.PublishAsync($"en/{i}.md", $"Title {i}", section: section, day: $"2017-01-0{i + 1}");
        }

        await _world.CountAsync();
        var page = TestPages.Parse(await _world.HomeAsync("en"));

        Assert.Equal("SME Portal Online", page.Title);
        Assert.Equal("Title 5", page.QuerySelector(".lead h2")!.TextContent);
        Assert.Equal("A first sentence. A second one.", page.QuerySelector(".lead .summary")!.TextContent);
        Assert.Equal(["Title 4", "Title 3"], Texts(page, ".latest h3"));
        Assert.Equal(["News", "Policy", "Trade"], Texts(page, ".rubric > h2"));
        // What stands above is not said again, unless a section has nothing else.
        Assert.Equal(["Title 2", "Title 0", "Title 1", "Title 4"], Texts(page, ".rubric h3"));
        Assert.Equal(["Home", "News", "Policy", "Trade"], Texts(page, "nav.sections a"));
        Assert.Equal("/en", page.QuerySelector("nav.sections [aria-current=page]")!.GetAttribute("href"));
        Assert.Equal(["en https://portal.example/en", "zh https://portal.example/zh", "x-default https://portal.example/en"], page.QuerySelectorAll("link[hreflang]").Select(link => $"{link.GetAttribute("hreflang")} {link.GetAttribute("href")}"));
    }

    [Fact]
    public async Task The_home_page_has_the_most_read_of_today_the_week_and_the_month()
    {
        await _world.PublishAsync("en/a.md", "One");
        await _world.PublishAsync("en/b.md", "Two");
        await _world.PublishAsync("zh/c.md", "第三篇", "这是中文。");
        foreach (var slug in "2017-01-04-one 2017-01-04-two 2017-01-04-two 2017-01-04-第三篇".Split(' '))
        {
            await _world.Portal.Visits.CountAsync(slug, CancellationToken.None);
        }

        var page = TestPages.Parse(await _world.HomeAsync("en"));

        Assert.Equal(["Today", "7 days", "30 days"], Texts(page, ".ranking label"));
        Assert.Equal(["days-0"], page.QuerySelectorAll(".ranking input[checked]").Select(input => input.Id));
        Assert.Equal(["Two", "One", "Two", "One", "Two", "One"], Texts(page, ".ranking a"));
        Assert.Equal(["Viewed 2 times", "Viewed 1 time"], Texts(page, "#days-1-list small"));
    }

    [Fact]
    public async Task The_home_page_of_a_new_site_says_that_there_is_nothing_yet()
    {
        var page = await _world.HomeAsync("zh");

        Assert.Equal(200, page.Status);
        Assert.Equal("还没有文章", TestPages.Parse(page).QuerySelector(".notice h2")!.TextContent);
        Assert.Equal(404, (await _world.HomeAsync("fr")).Status);
    }

    [Fact]
    public async Task The_home_page_shows_what_was_just_published_and_keeps_its_version_otherwise()
    {
        await _world.PublishAsync("en/a.md", "One");
        var first = await _world.HomeAsync("en");
        var same = await _world.HomeAsync("en");
        await _world.PublishAsync("en/b.md", "Two", day: "2017-02-01");
        var next = await _world.HomeAsync("en");

        Assert.Same(first, same);
        Assert.Equal("Two", TestPages.Parse(next).QuerySelector(".lead h2")!.TextContent);
        Assert.NotEqual(first.Response!.ETag, next.Response!.ETag);
    }

    [Fact]
    public async Task A_section_is_paged_without_losing_or_doubling_any()
    {
        _world.Options.SectionSize = 3;
        for (var i = 1; i <= 7; i++)
        {
            await _world.PublishAsync($"en/{i}.md", $"Title {i}", section: i % 2 == 0 ? "Policy" : "Policy / Finance", day: $"2017-01-0{i}");
        }

        await _world.PublishAsync("en/other.md", "Other", section: "News");
        await _world.CountAsync();
        var titles = new List<string>();
        var pages = new List<IDocument>();
        for (var query = ""; query is not null;)
        {
            var page = TestPages.Parse(await _world.SectionAsync("en", "policy", query));
            pages.Add(page);
            titles.AddRange(Texts(page, ".stories h2"));
            query = page.QuerySelector(".pages [rel=next]")?.GetAttribute("href")?["/en/policy".Length..];
            // Newer ones do not shift what comes after.
            await _world.PublishAsync($"en/new{pages.Count}.md", $"New {pages.Count}", section: "Policy", day: "2018-01-01");
        }

        Assert.Equal(["Title 7", "Title 6", "Title 5", "Title 4", "Title 3", "Title 2", "Title 1"], titles);
        Assert.Equal(3, pages.Count);
        Assert.Equal("Policy", pages[0].QuerySelector("h1")!.TextContent);
        Assert.Equal(["/en/policy/finance"], pages[0].QuerySelectorAll(".below a").Select(link => link.GetAttribute("href")));
        Assert.Contains("7 articles", pages[0].QuerySelector("header.section")!.TextContent, StringComparison.Ordinal);
        Assert.Null(pages[0].QuerySelector("meta[name=robots]"));
        Assert.All(pages.Skip(1), page => Assert.Equal("noindex, follow", page.QuerySelector("meta[name=robots]")!.GetAttribute("content")));
        Assert.All(pages.Skip(1), page => Assert.Equal("/en/policy", page.QuerySelector(".pages a:not([rel])")!.GetAttribute("href")));
        Assert.Equal("https://portal.example/en/policy", pages[0].QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.StartsWith("https://portal.example/en/policy?cursor=", pages[1].QuerySelector("link[rel=canonical]")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("/api/feeds/en.rss?section=policy", pages[0].QuerySelector("link[type='application/rss+xml']")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_section_below_another_names_that_one()
    {
        await _world.PublishAsync("en/a.md", "One", section: "Policy / Finance");
        await _world.CountAsync();

        var page = TestPages.Parse(await _world.SectionAsync("en", "policy/finance"));

        Assert.Equal(["/en Home", "/en/policy Policy"], page.QuerySelectorAll(".breadcrumb a").Select(link => $"{link.GetAttribute("href")} {link.TextContent}"));
        Assert.Equal("Finance", page.QuerySelector(".breadcrumb [aria-current]")!.TextContent);
        Assert.Equal("/en/policy", page.QuerySelector("nav.sections [aria-current]")!.GetAttribute("href"));
        Assert.Equal("Finance – SME Portal Online", page.Title);
    }

    [Fact]
    public async Task A_section_that_is_there_in_both_languages_leads_to_the_other()
    {
        await _world.PublishAsync("en/a.md", "One", section: "SME");
        await _world.PublishAsync("zh/b.md", "第二", section: "SME");
        await _world.PublishAsync("zh/c.md", "第三", section: "新闻");
        await _world.CountAsync();

        var both = TestPages.Parse(await _world.SectionAsync("en", "sme"));
        var one = TestPages.Parse(await _world.SectionAsync("zh", "新闻"));

        Assert.Equal("/zh/sme", both.QuerySelector(".switch a")!.GetAttribute("href"));
        Assert.Equal(
            ["en https://portal.example/en/sme", "zh https://portal.example/zh/sme", "x-default https://portal.example/en/sme"],
            both.QuerySelectorAll("link[rel=alternate][hreflang]").Select(link => $"{link.GetAttribute("hreflang")} {link.GetAttribute("href")}"));
        Assert.Equal("/en", one.QuerySelector(".switch a")!.GetAttribute("href"));
        Assert.Empty(one.QuerySelectorAll("link[rel=alternate][hreflang]"));
    }

    [Theory]
    [InlineData("en", "nothing", "", 404)]
    [InlineData("fr", "news", "", 404)]
    [InlineData("en", "no slug", "", 404)]
    [InlineData("en", "news//x", "", 404)]
    [InlineData("en", "news", "?cursor=x", 400)]
    [InlineData("en", "news", "?cursor=", 400)]
    [InlineData("en", "news", "?cursor=a&cursor=b", 400)]
    [InlineData("en", "news", "?utm_source=letter", 200)]
    public async Task A_section_is_there_or_not(string lang, string section, string query, int status)
    {
        await _world.PublishAsync("en/a.md", "One");

        Assert.Equal(status, (await _world.SectionAsync(lang, section, query)).Status);
    }

    [Fact]
    public async Task What_tells_of_the_portal_is_there_in_each_language()
    {
        _world.Options.Email = "desk@portal.example";
        _world.Options.Address["zh"] = "示范路1号";
        var request = TestPages.Request();

        var about = TestPages.Parse(await _world.StaticPages.AboutAsync(request, "en", CancellationToken.None));
        var contact = TestPages.Parse(await _world.StaticPages.ContactAsync(request, "zh", CancellationToken.None));

        Assert.Equal("About SME Portal Online", about.QuerySelector("h1")!.TextContent);
        Assert.Equal("/zh/about", about.QuerySelector(".switch a")!.GetAttribute("href"));
        Assert.Contains("/api/feeds/en.rss", about.QuerySelectorAll("dd a").Select(link => link.GetAttribute("href")));
        Assert.Equal("联系我们", contact.QuerySelector("h1")!.TextContent);
        Assert.Equal(["mailto:desk@portal.example"], contact.QuerySelectorAll("dd a").Select(link => link.GetAttribute("href")));
        Assert.Contains("示范路1号", contact.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(404, (await _world.StaticPages.AboutAsync(request, "fr", CancellationToken.None)).Status);
        Assert.Equal(404, (await _world.StaticPages.ContactAsync(request, "fr", CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_visitor_finds_a_way_through_every_page_without_a_mouse()
    {
        await _world.PublishAsync("en/a.md", "One");
        var request = TestPages.Request();
        Serving.Page[] pages =
        [
            await _world.HomeAsync("en"), await _world.SectionAsync("en", "news"), await _world.ArticleAsync("en", "2017-01-04-one"), _world.Errors.GetAsync(request, "en", 404),
            await _world.StaticPages.AboutAsync(request, "en", CancellationToken.None), await _world.StaticPages.ContactAsync(request, "en", CancellationToken.None),
        ];

        Assert.All(pages.Select(TestPages.Parse), page =>
        {
            Assert.Equal("#main", page.Body!.FirstElementChild!.GetAttribute("href"));
            Assert.Single(page.QuerySelectorAll("main#main"));
            Assert.Single(page.QuerySelectorAll("h1"));
            Assert.Equal(page.QuerySelectorAll("[id]").Length, page.QuerySelectorAll("[id]").Select(element => element.Id).Distinct().Count());
            Assert.All(page.QuerySelectorAll("nav"), nav => Assert.NotEmpty(nav.GetAttribute("aria-label")!));
            Assert.All(page.QuerySelectorAll("img"), image => Assert.NotNull(image.GetAttribute("alt")));
            Assert.NotEmpty(page.QuerySelector("title")!.TextContent);
            var labels = page.QuerySelectorAll("[aria-labelledby]").Select(element => element.GetAttribute("aria-labelledby")!);
            Assert.All(labels, id => Assert.NotNull(page.GetElementById(id)));
        });
    }

    private static IEnumerable<string> Texts(IParentNode page, string selector) => page.QuerySelectorAll(selector).Select(element => element.TextContent);
}
