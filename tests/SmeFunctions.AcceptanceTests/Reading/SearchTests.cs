using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Search over HTTP: from an uploaded document to a result, and back.</summary>
public sealed class SearchTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_document_is_found_after_its_upload_and_not_after_its_deletion()
    {
        var app = await AppAsync();
        var word = NewWord();
        var name = app.Name("en/search.txt");
        var article = await app.PublishAsync(name, Page.English($"Steam from the mill {word}", section: $"Search {word}"));

        var found = await WaitForAsync(app, $"q={word}", page => page.Total == 1);
        var item = found.Items.Single();
        Assert.Equal((article.Slug, article.Title, article.Url), (item.Slug, item.Title, item.Url));
        Assert.Contains($"<mark>{word}</mark>", item.Highlights.Title, StringComparison.Ordinal);
        Assert.Equal([$"search-{word}"], found.Facets.Section.Select(facet => facet.Value));

        Assert.Equal(0, (await SearchAsync(app, $"q={word}&lang=zh")).Total);
        Assert.Equal(0, (await SearchAsync(app, $"q={word}&to=2000-01-01")).Total);
        Assert.Equal(1, (await SearchAsync(app, $"q={word}&section=search-{word}")).Total);

        await app.PublishAsync(name, Page.English($"Heat from the mill {word}"));
        await WaitForAsync(app, $"q=%22heat+from+the+mill+{word}%22", page => page.Total == 1 && !page.Partial);

        await app.SendAsync(HttpMethod.Delete, $"/api/seeds/{name}");
        await WaitForAsync(app, $"q={word}", page => page.Total == 0);
    }

    [Fact]
    public async Task Chinese_words_are_found_in_both_scripts_and_suggested()
    {
        var app = await AppAsync();
        var word = NewWord();
        var article = await app.PublishAsync(app.Name("zh/search.txt"), Page.Chinese($"渔湾镇小微企业贷款{word}"));

        await WaitForAsync(app, $"q={word}", page => page.Total == 1);
        foreach (var text in new[] { "小微企业 贷款", "小微企業貸款", "渔湾镇", "ＸＸ 渔湾镇小微企业" })
        {
            Assert.Contains(article.Slug, (await SearchAsync(app, $"q={Uri.EscapeDataString($"{text} {word}")}")).Items.Select(item => item.Slug));
        }

        var suggested = (await app.GetAsync($"/api/search/suggest?q={Uri.EscapeDataString("渔湾镇小微企业贷款" + word)}")).Ok<SuggestionsBody>();
        Assert.Equal(("title", article.Slug), (suggested.Items[0].Kind, suggested.Items[0].Slug));
    }

    [Fact]
    public async Task Results_come_in_pages_with_versions()
    {
        var app = await AppAsync();
        var word = NewWord();
        foreach (var i in Enumerable.Range(0, 5))
        {
            await app.PublishAsync(app.Name($"en/{i}.txt"), Page.English($"Page {i} of {word}", $"2017-01-0{i + 1}"));
        }

        await WaitForAsync(app, $"q={word}", page => page.Total == 5);
        var slugs = new List<string>();
        for (var next = $"/api/search?q={word}&limit=2&sort=date"; next is not null;)
        {
            var page = (await app.GetAsync(next)).Ok<SearchBody>();
            slugs.AddRange(page.Items.Select(item => item.Slug));
            next = page.Next;
        }

        Assert.Equal(["2017-01-05", "2017-01-04", "2017-01-03", "2017-01-02", "2017-01-01"], slugs.Select(slug => slug[..10]));
        var answer = await app.GetAsync($"/api/search?q={word}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotNull(answer.Headers.ETag);
    }

    [Theory]
    [InlineData("q=%22")]
    [InlineData("q=-")]
    [InlineData("q=%2B%2B%28%5B%7B%5E%3A%3A*%3F%5C%2F%7E")]
    [InlineData("q=.*.*.*.*%28a%2B%29%2B%24")]
    [InlineData("q=%F0%9F%93%88")]
    [InlineData("q=the+of+and")]
    [InlineData("q=a-b_c.d%2Fe&sort=date")]
    public async Task Any_text_is_a_search(string query)
    {
        var app = await AppAsync();
        var word = NewWord();
        await app.PublishAsync(app.Name("en/any.txt"), Page.English($"Any {word}"));
        await WaitForAsync(app, $"q={word}", page => page.Total == 1);

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/search?{query}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/en/search?{query}")).Status);
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=", "q")]
    [InlineData("q=a&q=b", "q")]
    [InlineData("q=a%00b", "q")]
    [InlineData("q=a&cursor=x", "cursor")]
    [InlineData("q=a&sort=size", "sort")]
    [InlineData("q=a&from=never", "from")]
    public async Task A_wrong_query_is_refused(string query, string parameter)
    {
        var app = await AppAsync();

        Assert.Equal(parameter, (await app.GetAsync($"/api/search?{query}")).Problem(HttpStatusCode.BadRequest).Parameter);
        var longest = await app.GetAsync("/api/search?q=" + new string('x', 201));
        Assert.Equal("q", longest.Problem(HttpStatusCode.BadRequest).Parameter);
    }

    [Fact]
    public async Task Without_an_index_it_says_so_until_there_is_one()
    {
        var app = await OwnAppAsync();
        var word = NewWord();

        var answer = await app.GetAsync("/api/search?q=a");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.Headers.RetryAfter);
        var page = await app.GetAsync("/en/search?q=a");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (page.Status, page.ContentHeaders.ContentType!.MediaType));

        await app.PublishAsync(app.Name("en/first.txt"), Page.English($"The first {word}"));
        await WaitForAsync(app, $"q={word}", found => found.Total == 1);
    }

    [Fact]
    public async Task A_killed_app_finds_everything_after_its_restart()
    {
        ErrorsAreExpected = true;
        var app = await OwnAppAsync(PortalApp.EverySecond);
        var word = NewWord();
        await app.PublishAsync(app.Name("en/before.txt"), Page.English($"Before {word}"));
        await WaitForAsync(app, $"q={word}", page => page.Total == 1);

        for (var i = 0; i < 3; i++)
        {
            await app.Seeds.GetBlobClient(app.Name($"en/{i}.txt")).UploadAsync(new BinaryData(Page.English($"Number {i} {word}")));
            await Task.Delay(200 * i);
            await app.CutOffAsync();
            await app.StartAsync();
        }

        await WaitForAsync(app, $"q={word}", page => page.Total == 4);
    }

    // Tests may share a site.
    private static string NewWord() => string.Concat("w", Guid.NewGuid().ToString("N").AsSpan(0, 11));

    private static Task<SearchBody> WaitForAsync(PortalApp app, string query, Func<SearchBody, bool> isSo) => app.WaitFor(
        $"the search {query} finds it",
        async () =>
        {
            var answer = await app.GetAsync($"/api/search?{query}");
            return answer.Status == HttpStatusCode.ServiceUnavailable ? SearchBody.None : answer.Ok<SearchBody>();
        },
        isSo);

    private static async Task<SearchBody> SearchAsync(PortalApp app, string query) => (await app.GetAsync($"/api/search?{query}")).Ok<SearchBody>();

    private sealed record SearchBody(SearchItemBody[] Items, long Total, FacetsBody Facets, bool Partial, string? Suggestion, string? Next)
    {
        public static SearchBody None { get; } = new([], -1, new([], [], []), Partial: false, Suggestion: null, Next: null);
    }

    private sealed record SearchItemBody(string Slug, string Title, string Url, HighlightsBody Highlights);

    private sealed record HighlightsBody(string Title, string Snippet);

    private sealed record FacetsBody(FacetBody[] Section, FacetBody[] Year, FacetBody[] Source);

    private sealed record FacetBody(string Value, string Title, int Count);

    private sealed record SuggestionsBody(SuggestionBody[] Items);

    private sealed record SuggestionBody(string Kind, string Text, string Lang, string? Slug);
}
