using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class VisitTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Two_hundred_visits_at_once_are_two_hundred()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/visited.txt"), Page.English($"Counted {app.Tag}", section: $"Visited {app.Tag}"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => app.VisitAsync(article.Slug)));

        Assert.Equal(Enumerable.Range(1, 200), answers.Select(answer => (int)answer.Visits).Order());
        Assert.All(answers, answer => Assert.Equal((article.Slug, answer.Visits), (answer.Slug, answer.Today)));
        await app.WaitFor("the article has them all", () => app.ArticleAsync(article.Slug), seen => seen.Visits == 200);
        Assert.Equal(200, Assert.Single((await app.ListAsync($"section=visited-{app.Tag}")).Items).Visits);
    }

    [Fact]
    public async Task The_number_in_the_document_counts_once_however_often_it_is_ingested()
    {
        var app = await AppAsync();
        var name = app.Name("en/based.txt");
        var article = await app.PublishAsync(name, Page.English($"Based {app.Tag}", visits: 128));
        Assert.Equal(128, article.Visits);

        Assert.Equal((129, 1), await CountAsync());
        await app.PublishAsync(name, Page.English($"Based {app.Tag}", visits: 128, text: "Another text, the same number."));
        await app.PublishAsync(name, Page.English($"Based {app.Tag}", visits: 500, text: "Another number, which is an old one."));
        Assert.Equal((130, 2), await CountAsync());
        await Task.Delay(new Portal.Reading.ReadingOptions().VisitCountsFreshFor, TestContext.Current.CancellationToken);
        Assert.Equal(130, (await app.ArticleAsync(article.Slug)).Visits);

        async Task<(long, long)> CountAsync() => await app.VisitAsync(article.Slug) is var answer ? (answer.Visits, answer.Today) : default;
    }

    [Fact]
    public async Task Reading_never_counts()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/read.txt"), Page.English($"Read {app.Tag}"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.GetAsync(article.Url)));

        Assert.Equal(1, (await app.VisitAsync(article.Slug)).Visits);
    }

    [Fact]
    public async Task A_visit_of_what_is_no_article_is_404()
    {
        var app = await AppAsync();

        (await app.SendAsync(HttpMethod.Post, $"/api/articles/2017-01-04-{app.Tag}/visits")).Problem(HttpStatusCode.NotFound);
        (await app.SendAsync(HttpMethod.Post, "/api/articles/%21/visits")).Problem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("PATCH", "/api/articles/x/visits")]
    [InlineData("PUT", "/api/articles/x/visits")]
    [InlineData("POST", "/api/articles/x")]
    [InlineData("DELETE", "/api/articles/x")]
    [InlineData("OPTIONS", "/api/articles")]
    [InlineData("POST", "/api/articles")]
    [InlineData("POST", "/api/seeds/x")]
    [InlineData("PUT", "/api/health/live")]
    [InlineData("GET", "/api")]
    public async Task A_method_or_an_address_that_there_is_not_is_404(string method, string path)
    {
        var app = await AppAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(new HttpMethod(method), path)).Status);
    }
}
