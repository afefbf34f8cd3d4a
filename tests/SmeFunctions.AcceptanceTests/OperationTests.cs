using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What an operator asks for of the whole site.</summary>
public sealed class OperationTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Articles_and_lists_that_were_lost_come_back_from_the_documents()
    {
        var app = await OwnAppAsync();
        var pair = new[] { app.Name("en/pair.txt"), app.Name("zh/pair.txt") };
        var articles = new List<ArticleBody>();
        foreach (var (name, i) in pair.Append(app.Name("en/single.txt")).Select((name, i) => (name, i)))
        {
            await app.PublishAsync(name, Page.English($"Headline {i} {app.Tag}"));
        }

        await app.QuietQueuesAsync();
        var before = (await app.ListAsync("limit=100")).Items;
        foreach (var item in before)
        {
            articles.Add(await app.ArticleAsync(item.Slug));
            await app.VisitAsync(item.Slug);
        }

        await foreach (var blob in app.Articles.GetBlobsAsync())
        {
            await app.Articles.DeleteBlobAsync(blob.Name);
        }

        await app.ArticlesTable.DeleteAsync();
        await app.WaitFor("the table can be made again", async () =>
        {
            await app.ArticlesTable.CreateIfNotExistsAsync();
            return await app.GetAsync("/api/health/ready");
        }, answer => answer.Status == HttpStatusCode.OK);

        var rebuilt = await RunAsync(app, "rebuild");
        var validated = await RunAsync(app, "validate");

        Assert.Equal(("done", 0, 0), (validated.Status, validated.Found, validated.Findings.Length));
        Assert.Equal((3, 0), (rebuilt.Changed, rebuilt.Found));
        var after = (await app.ListAsync("limit=100")).Items;
        Assert.Equal(before.Select(item => item.Slug), after.Select(item => item.Slug));
        foreach (var article in articles)
        {
            var again = await app.ArticleAsync(article.Slug);
            Assert.Equal((article.Title, article.Html, article.Updated), (again.Title, again.Html, again.Updated));
            Assert.Equal(article.Translations, again.Translations);
            Assert.Equal(1, again.Visits);
        }
    }

    [Fact]
    public async Task A_sweep_on_demand_publishes_what_no_event_told_of()
    {
        var app = await OwnAppAsync();
        var name = app.Name("en/plain.txt");
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(Page.English($"Plain {app.Tag}")));

        var swept = await RunAsync(app, "sweep");

        Assert.Equal((1, 1), (swept.Looked, swept.Changed));
        Assert.Equal($"Plain {app.Tag}", (await app.PublishedAsync(name)).Title);
    }

    [Fact]
    public async Task An_operation_goes_on_after_a_restart()
    {
        // A slice that is cut off is logged.
        ErrorsAreExpected = true;
        var app = await OwnAppAsync("--Operations:SliceTime=00:00:00", "--Operations:PageSize=1");
        foreach (var i in Enumerable.Range(0, 6))
        {
            await app.PublishAsync(app.Name($"en/{i}.txt"), Page.English($"Number {i} {app.Tag}"));
        }

        var answer = await app.SendAsync(HttpMethod.Post, "/api/operations/validate");
        var url = answer.Headers.Location!.ToString();
        await app.WaitFor("it is on its way", async () => (await app.GetAsync(url)).Ok<OperationBody>(), operation => operation.Looked > 0);
        await app.CutOffAsync();
        await app.StartAsync();

        var done = await FinishedAsync(app, url);

        Assert.Equal(("done", 6 + 6 + 6 + (6 * 4), 0), (done.Status, done.Looked, done.Found));
        Assert.Contains(done.Id, (await app.GetAsync("/api/operations")).Ok<PageBody<OperationListBody>>().Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData("POST", "/api/operations/demolish")]
    [InlineData("GET", "/api/operations/0123")]
    public async Task What_there_is_not_answers_404(string method, string path)
    {
        var app = await AppAsync();

        var answer = await app.SendAsync(new HttpMethod(method), path);

        answer.Problem(HttpStatusCode.NotFound);
    }

    private static async Task<OperationBody> RunAsync(PortalApp app, string kind)
    {
        var answer = await app.SendAsync(HttpMethod.Post, $"/api/operations/{kind}");
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        return await FinishedAsync(app, answer.Headers.Location!.ToString());
    }

    private static Task<OperationBody> FinishedAsync(PortalApp app, string url) => app.WaitFor(
        "the operation is finished", async () => (await app.GetAsync(url)).Ok<OperationBody>(), operation => operation.Status is "done" or "failed");
}
