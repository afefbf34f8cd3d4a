using System.Net;
using System.Net.Http.Headers;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class VisitNumberTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task The_history_of_an_article_has_every_day_and_ends_today()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/history.txt"), Page.English($"History {app.Tag}", visits: 40));
        await app.VisitAsync(article.Slug);
        await app.VisitAsync(article.Slug);

        var history = (await app.GetAsync(Path(article, "?days=3"))).Ok<HistoryBody>();

        Assert.Equal((article.Slug, 42, 40), (history.Slug, history.Visits, history.Base));
        Assert.Equal([0, 0, 2], history.Days.Select(day => day.Visits));
        Assert.Equal(history.Days[0].Date.AddDays(2), history.Days[^1].Date);
    }

    [Fact]
    public async Task The_history_is_sent_as_csv_to_who_prefers_it()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/csv.txt"), Page.English($"Csv {app.Tag}"));
        await app.VisitAsync(article.Slug);

        var csv = await app.SendAsync(HttpMethod.Get, Path(article, "?days=1"), headers: Csv);

        Assert.Equal(HttpStatusCode.OK, csv.Status);
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        Assert.Matches("^date,visits\r\n[0-9]{4}-[0-9]{2}-[0-9]{2},1\r\n$", csv.Text);
    }

    [Theory]
    [InlineData("?days=0", "days")]
    [InlineData("?days=401", "days")]
    [InlineData("?days=ten", "days")]
    [InlineData("?weeks=1", "weeks")]
    public async Task A_wrong_number_of_days_is_400(string query, string parameter)
    {
        var app = await AppAsync();

        Assert.Equal(parameter, (await app.GetAsync("/api/articles/any/visits" + query)).Problem(HttpStatusCode.BadRequest).Parameter);
        Assert.Equal(parameter, (await app.GetAsync("/api/visits/series" + query)).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    [Fact]
    public async Task The_history_of_what_is_no_article_is_404()
    {
        var app = await AppAsync();

        (await app.GetAsync($"/api/articles/2017-01-04-{app.Tag}/visits")).Problem(HttpStatusCode.NotFound);
        (await app.GetAsync($"/api/articles/2017-01-04-{app.Tag}/visits.gif")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_pixel_counts_and_is_never_cached()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/pixel.txt"), Page.English($"Pixel {app.Tag}"));

        var pixel = await app.GetAsync(article.Url + "/visits.gif");

        Assert.Equal((HttpStatusCode.OK, "image/gif"), (pixel.Status, pixel.ContentHeaders.ContentType?.MediaType));
        Assert.True(pixel.Headers.CacheControl?.NoStore);
        Assert.Equal("GIF89a"u8, pixel.Body.AsSpan(0, 6));
        Assert.Equal(2, (await app.VisitAsync(article.Slug)).Visits);
    }

    [Fact]
    public async Task Machines_get_the_number_and_are_counted_apart()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/machines.txt"), Page.English($"Machines {app.Tag}"));
        await app.VisitAsync(article.Slug);
        var before = await TodayAsync(app);

        var crawler = await app.SendAsync(HttpMethod.Post, Path(article), headers: headers => headers.UserAgent.ParseAdd("ExampleBot/1.0"));
        var prefetch = await app.SendAsync(HttpMethod.Post, Path(article), headers: headers => headers.Add("Sec-Purpose", "prefetch"));

        Assert.Equal(1, crawler.Ok<VisitBody>().Visits);
        Assert.Equal(1, prefetch.Ok<VisitBody>().Visits);
        Assert.Equal(2, (await app.VisitAsync(article.Slug)).Visits);
        await app.WaitFor("the day has both machines", () => TodayAsync(app), today => today.Bots >= before.Bots + 2);
    }

    [Fact]
    public async Task The_most_read_come_first_and_only_those_of_the_language_and_section()
    {
        var app = await AppAsync();
        var section = $"Top {app.Tag}";
        var less = await app.PublishAsync(app.Name("en/less.txt"), Page.English($"Less read {app.Tag}", section: section));
        var most = await app.PublishAsync(app.Name("en/most.txt"), Page.English($"Most read {app.Tag}", section: section));
        await app.PublishAsync(app.Name("en/other.txt"), Page.English($"Elsewhere {app.Tag}", section: $"Other {app.Tag}", visits: 900));
        await app.VisitAsync(less.Slug);
        await app.VisitAsync(most.Slug);
        await app.VisitAsync(most.Slug);

        // A ranking is looked up again every so often only.
        var top = await app.WaitFor(
            "all three visits are ranked",
            async () => (await app.GetAsync($"/api/visits/top?window=today&lang=en&section=top-{app.Tag}")).Ok<TopBody>(),
            top => top.Items.Sum(item => item.Visits) >= 3);

        Assert.Equal([(most.Slug, 2), (less.Slug, 1)], top.Items.Select(item => (item.Slug, (int)item.Visits)));
        Assert.Equal("today", top.Window);
        Assert.Empty((await app.GetAsync($"/api/visits/top?lang=zh&section=top-{app.Tag}")).Ok<TopBody>().Items);
    }

    [Theory]
    [InlineData("window=year", "window")]
    [InlineData("lang=xx", "lang")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    public async Task A_wrong_wish_for_the_most_read_is_400(string query, string parameter)
    {
        var app = await AppAsync();

        Assert.Equal(parameter, (await app.GetAsync("/api/visits/top?" + query)).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    private static string Path(ArticleBody article, string query = "") => article.Url + "/visits" + query;

    private static void Csv(HttpRequestHeaders headers) => headers.Accept.ParseAdd("text/csv, application/json;q=0.5");

    private static async Task<SiteDayBody> TodayAsync(PortalApp app) =>
        (await app.GetAsync("/api/visits/series?days=1")).Ok<SeriesBody>().Days[^1];

    private sealed record DayBody(DateOnly Date, long Visits);

    private sealed record SiteDayBody(DateOnly Date, long Visits, long Bots);

    private sealed record HistoryBody(string Slug, long Visits, long Base, DayBody[] Days);

    private sealed record SeriesBody(SiteDayBody[] Days);

    private sealed record TopBody(string Window, SummaryBody[] Items);
}
