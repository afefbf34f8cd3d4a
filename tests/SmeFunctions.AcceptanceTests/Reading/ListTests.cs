using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class ListTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_list_has_the_newest_first_and_what_it_shows_of_each_is_the_articles()
    {
        var app = await AppAsync();
        await PublishAsync(app, "2016-02-29", "2018-12-31", "2017-07-01");

        var page = await app.ListAsync($"section=list-{app.Tag}");

        Assert.Equal(["2018-12-31", "2017-07-01", "2016-02-29"], page.Items.Select(item => item.Published));
        Assert.Null(page.Next);
        foreach (var item in page.Items)
        {
            var article = await app.ArticleAsync(item.Slug);
            Assert.Equal((article.Title, article.Lang, article.Source, article.Section, article.Summary, article.Url), (item.Title, item.Lang, item.Source, item.Section, item.Summary, item.Url));
        }
    }

    [Fact]
    public async Task A_list_is_narrowed_by_language_section_and_days()
    {
        var app = await AppAsync();
        var section = $"List {app.Tag}";
        await PublishAsync(app, "2017-01-01", "2017-01-02", "2017-01-03");
        await app.PublishAsync(app.Name("zh/other.txt"), Page.Chinese($"另一篇{app.Tag}", "2017-01-02", section));
        await app.PublishAsync(app.Name("en/elsewhere.txt"), Page.English($"Elsewhere {app.Tag}", "2017-01-02", $"Another {app.Tag}"));

        async Task<IEnumerable<string>> Days(string query) => (await app.ListAsync($"section=list-{app.Tag}&{query}")).Items.Select(item => $"{item.Lang} {item.Published}");

        Assert.Equal(["en 2017-01-03", "en 2017-01-02", "en 2017-01-01"], await Days("lang=en"));
        Assert.Equal(["zh 2017-01-02"], await Days("lang=zh"));
        Assert.Equal(4, (await Days("limit=100")).Count());
        Assert.Equal(["en 2017-01-03", "en 2017-01-02"], await Days("lang=en&from=2017-01-02"));
        Assert.Equal(["en 2017-01-02", "en 2017-01-01"], await Days("lang=en&to=2017-01-02"));
        Assert.Equal(["en 2017-01-02"], await Days("lang=en&from=2017-01-02&to=2017-01-02"));
        Assert.Empty(await Days("lang=en&from=2017-01-03&to=2017-01-01"));
        Assert.Single((await app.ListAsync($"section=another-{app.Tag}")).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&lang=en")]
    public async Task Paging_shows_each_article_exactly_once_while_others_are_published(string more)
    {
        var app = await AppAsync();
        string[] days = [.. Enumerable.Range(1, 11).Select(day => $"2017-03-{day:00}")];
        var there = await PublishAsync(app, days);
        there.Add((await app.PublishAsync(app.Name("en/same-day.txt"), Page.English($"Same day {app.Tag}", "2017-03-05", $"List {app.Tag}"))).Slug);

        var seen = new List<string>();
        var pages = 0;
        for (var next = $"/api/articles?section=list-{app.Tag}&limit=3{more}"; next is not null; pages++)
        {
            var page = (await app.GetAsync(next)).Ok<PageBody<SummaryBody>>();
            Assert.InRange(page.Items.Length, 1, 3);
            seen.AddRange(page.Items.Select(item => item.Slug));
            next = page.Next;
            if (pages == 0)
            {
                await app.PublishAsync(app.Name("en/newer.txt"), Page.English($"Newer {app.Tag}", "2017-04-01", $"List {app.Tag}"));
                there.Add((await app.PublishAsync(app.Name("en/older.txt"), Page.English($"Older {app.Tag}", "2017-02-01", $"List {app.Tag}"))).Slug);
            }
        }

        Assert.Equal(5, pages);
        Assert.Equal(there.Order(), seen.Order());
    }

    [Fact]
    public async Task Paging_goes_on_when_the_article_that_the_page_ended_with_is_removed()
    {
        var app = await AppAsync();
        await PublishAsync(app, "2017-03-01", "2017-03-02", "2017-03-03");

        var first = await app.ListAsync($"section=list-{app.Tag}&limit=2");
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(app.Name("en/2017-03-02.txt")));
        await app.StatusAsync(app.Name("en/2017-03-02.txt"), "removed");
        var second = (await app.GetAsync(first.Next!)).Ok<PageBody<SummaryBody>>();

        Assert.Equal(["2017-03-03", "2017-03-02"], first.Items.Select(item => item.Published));
        Assert.Equal(["2017-03-01"], second.Items.Select(item => item.Published));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_article_has_no_next()
    {
        var app = await AppAsync();
        await PublishAsync(app, "2017-03-01", "2017-03-02");

        var page = await app.ListAsync($"section=list-{app.Tag}&limit=2");

        Assert.Equal(2, page.Items.Length);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task An_empty_list_is_an_answer_like_any_other()
    {
        var app = await AppAsync();

        var page = await app.ListAsync($"section=nothing-{app.Tag}");
        var head = await app.SendAsync(HttpMethod.Head, $"/api/articles?section=nothing-{app.Tag}");

        Assert.Empty(page.Items);
        Assert.Null(page.Next);
        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.Equal("application/json", head.ContentHeaders.ContentType?.MediaType);
        Assert.Empty(head.Body);
    }

    [Theory]
    [InlineData("lang", "fr")]
    [InlineData("lang", "")]
    [InlineData("limit", "0")]
    [InlineData("limit", "101")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "ten")]
    [InlineData("from", "2017-02-30")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "04.01.2017")]
    [InlineData("cursor", "nonsense")]
    [InlineData("cursor", "MTIzNDU2Nzh8")]
    [InlineData("limit", "5&limit=6")]
    public async Task A_value_that_makes_no_sense_is_400_and_named(string parameter, string value)
    {
        var app = await AppAsync();

        var problem = (await app.GetAsync($"/api/articles?{parameter}={value}")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal(parameter, problem.Parameter);
    }

    [Fact]
    public async Task An_unknown_parameter_is_400_and_the_known_are_named()
    {
        var app = await AppAsync();

        var problem = (await app.GetAsync("/api/articles?lang=en&langauge=en")).Problem(HttpStatusCode.BadRequest);
        var article = (await app.GetAsync("/api/articles/2017-01-04?lang=en")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal("langauge", problem.Parameter);
        Assert.Equal("lang", article.Parameter);
        foreach (var known in (string[])["lang", "section", "from", "to", "limit", "cursor"])
        {
            Assert.Contains(known, problem.Detail);
        }
    }

    [Theory]
    [InlineData("status=lost", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=%21", "cursor")]
    [InlineData("name=x", "name")]
    public async Task The_list_of_uploads_refuses_likewise(string query, string parameter)
    {
        var app = await AppAsync();

        Assert.Equal(parameter, (await app.GetAsync("/api/seeds?" + query)).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    [Fact]
    public async Task The_list_of_uploads_has_each_document_once_over_its_pages()
    {
        var app = await AppAsync();
        await PublishAsync(app, "2017-03-01", "2017-03-02", "2017-03-03", "2017-03-04", "2017-03-05");

        async Task<List<string>> Names(string query)
        {
            var names = new List<string>();
            for (var next = $"/api/seeds?limit=2&prefix=en/{app.Tag}/{query}"; next is not null;)
            {
                var page = (await app.GetAsync(next)).Ok<PageBody<SeedBody>>();
                names.AddRange(page.Items.Select(seed => seed.Name));
                next = page.Next;
            }

            return names;
        }

        string[] expected = [.. Enumerable.Range(1, 5).Select(day => app.Name($"en/2017-03-{day:00}.txt"))];
        Assert.Equal(expected, await Names(""));
        Assert.Equal(expected, (await Names("&status=published")).Order(StringComparer.Ordinal));
        Assert.Empty(await Names("&status=failed"));
    }

    private static async Task<List<string>> PublishAsync(PortalApp app, params string[] days) =>
        [.. (await Task.WhenAll(days.Select(day => app.PublishAsync(app.Name($"en/{day}.txt"), Page.English($"Listed {app.Tag}", day, $"List {app.Tag}")))))
            .Select(article => article.Slug)];
}
