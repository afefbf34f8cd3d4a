using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Search;

namespace SmeFunctions.Pages.Tests;

public sealed class SearchPageTests : IDisposable
{
    private readonly TestPages _pages = new();

    public void Dispose() => _pages.Dispose();

    [Fact]
    public async Task Every_page_has_a_search_form_that_works_without_script()
    {
        await _pages.PublishAsync("en/a.md", "A headline");
        foreach (var page in new[] { await _pages.HomeAsync("en"), await _pages.ArticleAsync("en", "2017-01-04-a-headline"), _pages.Errors.GetAsync(TestPages.Request(), "en", 404), await GetAsync("en", "") })
        {
            var document = TestPages.Parse(page);
            var form = Assert.IsAssignableFrom<IHtmlFormElement>(document.QuerySelector("form[role=search]"));

            Assert.Equal(("/en/search", "get"), (form.GetAttribute("action"), form.Method));
            var field = form.QuerySelector("input[name=q]")!;
            Assert.Equal("Search articles", document.QuerySelector($"label[for={field.Id}]")!.TextContent);
            Assert.Equal("/opensearch-en.xml", document.QuerySelector("link[rel=search]")!.GetAttribute("href"));
        }
    }

    [Fact]
    public async Task Shows_results_with_marks_filters_and_pages()
    {
        Add(25);
        var first = TestPages.Parse(await GetAsync("en", "?q=mill"));

        Assert.Equal("mill", first.QuerySelector("input[name=q]")!.GetAttribute("value"));
        Assert.Equal("25 articles found", first.QuerySelector("[role=status]")!.TextContent.Trim());
        Assert.Equal(10, first.QuerySelectorAll(".results .story").Length);
        Assert.Equal("A mill 0", first.QuerySelector(".results h2 a mark")!.TextContent);
        Assert.Equal("noindex, follow", first.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Equal(["/en/search?q=mill&section=events", "/en/search?q=mill&section=news"], first.QuerySelectorAll(".filters a[rel=nofollow]").Select(link => link.GetAttribute("href")!).Order());
        Assert.Equal("/en/search?q=mill&sort=date", first.QuerySelector("[aria-labelledby=order] a")!.GetAttribute("href"));
        Assert.Equal("/zh/search?q=mill", first.QuerySelector("nav.switch a")!.GetAttribute("href"));

        var next = first.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        var second = TestPages.Parse(await GetAsync("en", next[next.IndexOf('?', StringComparison.Ordinal)..]));
        Assert.Equal("A mill 10", second.QuerySelector(".results h2 a mark")!.TextContent);
        Assert.Equal("/en/search?q=mill", second.QuerySelectorAll("nav.pages a")[0].GetAttribute("href"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task Each_list_of_links_has_a_name_of_its_own(string lang)
    {
        Add(25, lang);
        await _pages.PublishAsync("en/a.md", "A headline");
        await _pages.PublishAsync("zh/a.md", "标题");
        await _pages.CountAsync();

        var page = TestPages.Parse(await GetAsync(lang, "?q=mill"));
        string[] names = [.. page.QuerySelectorAll("nav").Select(nav => nav.GetAttribute("aria-label") ?? page.GetElementById(nav.GetAttribute("aria-labelledby")!)!.TextContent)];

        Assert.True(names.Length >= 6, string.Join(", ", names));
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task A_selected_filter_can_be_removed()
    {
        Add(3);
        var page = TestPages.Parse(await GetAsync("en", "?q=mill&section=news&year=2017"));

        Assert.Equal(["/en/search?q=mill&section=news", "/en/search?q=mill&year=2017"], page.QuerySelectorAll(".filters [aria-current] + a").Select(link => link.GetAttribute("href")!).Order());
    }

    [Fact]
    public async Task An_empty_page_is_honest_and_helps()
    {
        _pages.Portal.SearchIndex.Suggestion = "mill";
        await _pages.PublishAsync("en/a.md", "A headline");
        await _pages.CountAsync();

        var page = TestPages.Parse(await GetAsync("en", "?q=mlil+%3Cb%3E"));

        Assert.Contains("No article was found for “mlil <b>”.", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/en/search?q=mill", page.QuerySelector(".hint a")!.GetAttribute("href"));
        Assert.Equal("/en/news", page.QuerySelector("nav.below a")!.GetAttribute("href"));
        Assert.Null(page.QuerySelector("b"));
    }

    [Theory]
    [InlineData("?cursor=x&q=a", 400)]
    [InlineData("?section=A%20b&q=a", 400)]
    [InlineData("?year=never&q=a", 400)]
    [InlineData("?source=A%20b&q=a", 400)]
    [InlineData("?q=a&utm_source=letter", 200)]
    [InlineData("?q=", 200)]
    [InlineData("?q=%20", 200)]
    public async Task Answers(string query, int status) => Assert.Equal(status, (await GetAsync("en", query)).Status);

    [Fact]
    public async Task A_long_search_is_shortened_and_without_index_there_is_an_error_page()
    {
        var page = TestPages.Parse(await GetAsync("en", "?q=" + new string('x', 10_000)));
        Assert.Equal(200, page.QuerySelector("input[name=q]")!.GetAttribute("value")!.Length);

        _pages.Portal.SearchIndex.Version = null;
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (await GetAsync("en", "?q=y")).Status);
        Assert.Equal(StatusCodes.Status200OK, (await GetAsync("en", "")).Status);
        Assert.Equal(StatusCodes.Status404NotFound, (await GetAsync("fr", "?q=y")).Status);
    }

    [Fact]
    public async Task Equal_searches_share_a_page_until_the_index_changes()
    {
        Add(1);
        var first = await GetAsync("en", "?q=mill");
        Assert.Same(first, await GetAsync("en", "?q=mill&utm_source=letter"));
        Assert.Equal(1, _pages.Portal.SearchIndex.Searches);

        Add(1);
        _pages.Portal.SearchIndex.Version = "2";
        Assert.Equal("2 articles found", TestPages.Parse(await GetAsync("en", "?q=mill")).QuerySelector("[role=status]")!.TextContent.Trim());
    }

    [Fact]
    public async Task Home_pages_describe_the_search_to_engines()
    {
        var page = TestPages.Parse(await _pages.HomeAsync("zh"));
        var data = page.QuerySelectorAll("script[type='application/ld+json']").Select(script => script.TextContent).Single(text => text.Contains("SearchAction", StringComparison.Ordinal));

        Assert.Contains("https://portal.example/zh/search?q={search_term_string}", data, StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_for_browsers_is_OpenSearch()
    {
        var response = _pages.OpenSearch.Find(TestPages.Request(), "en")!;
        var xml = System.Xml.Linq.XDocument.Parse(System.Text.Encoding.UTF8.GetString(response.GetContent(ContentEncoding.Identity).Body));
        var space = xml.Root!.Name.Namespace;

        Assert.Equal("http://a9.com/-/spec/opensearch/1.1/", space.NamespaceName);
        Assert.Equal("SME Portal", xml.Root.Element(space + "ShortName")!.Value);
        Assert.Equal("https://portal.example/en/search?q={searchTerms}", xml.Root.Elements(space + "Url").First().Attribute("template")!.Value);
        Assert.Null(_pages.OpenSearch.Find(TestPages.Request(), "fr"));
    }

    private void Add(int count, string lang = "en") => _pages.Portal.SearchIndex.Articles.AddRange(
        Enumerable.Range(0, count).Select(i => FakeSearchIndex.CreateSummary($"mill-{i}", $"A mill {i}") with { Lang = lang, Section = i % 2 == 0 ? new("news", "News") : new("events", "Events") }));

    private async Task<Page> GetAsync(string lang, string query) => await _pages.Search.GetAsync(TestPages.Request(query), lang, CancellationToken.None);
}
