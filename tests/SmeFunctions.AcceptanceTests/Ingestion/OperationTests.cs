using System.Net;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What an operator asks for of the whole site.</summary>
public sealed partial class OperationTests(SharedAzurite azurite) : PortalTests(azurite)
{
    /// <summary>The steps of docs/backup.md.</summary>
    [Fact]
    public async Task Articles_lists_and_images_that_were_lost_come_back_from_the_documents_and_visits_are_not_touched()
    {
        var app = await OwnAppAsync("--Portal:PublicUrl=https://portal.example");
        await app.PutAsync(app.Name("en/photo.png"), Pictures.Png(4, 3));
        await app.PublishAsync(app.Name("en/pair.md"), $"# Headline 0 {app.Tag}\n\nWith a picture.\n\n![A square](photo.png)\n");
        await app.PublishAsync(app.Name("zh/pair.txt"), Page.English($"Headline 1 {app.Tag}"));
        await app.PublishAsync(app.Name("en/single.txt"), Page.English($"Headline 2 {app.Tag}"));
        await app.PutAsync(app.Name("en/bad.txt"), " \n");
        await app.PutAsync(app.Name("en/draft.md"), $"---\ntitle: Draft {app.Tag}\ndraft: true\n---\n\nA paragraph.\n");
        await app.StatusAsync(app.Name("en/bad.txt"), "rejected");
        await app.StatusAsync(app.Name("en/draft.md"), "draft");
        await app.QuietQueuesAsync();
        foreach (var item in (await app.ListAsync("limit=100")).Items)
        {
            await app.VisitAsync(item.Slug);
        }

        // What was read in between may have an older number of visits.
        var before = await app.WaitFor("all visits show", () => SiteAsync(app), HasThreeVisits);
        var visits = await RowsAsync(app);

        foreach (var container in (BlobContainerClient[])[app.Articles, app.Media])
        {
            await foreach (var blob in container.GetBlobsAsync())
            {
                await container.DeleteBlobAsync(blob.Name);
            }
        }

        await app.ArticlesTable.DeleteAsync();
        await app.StopAsync();
        await app.StartAsync();
        await app.WaitFor("it is ready", () => app.GetAsync("/api/health/ready"), answer => answer.Status == HttpStatusCode.OK);
        Assert.Empty((await app.ListAsync("limit=100")).Items);

        var rebuilt = await RunAsync(app, "rebuild");
        var validated = await RunAsync(app, "validate");

        Assert.Equal(("done", 0, 0), (validated.Status, validated.Found, validated.Findings.Length));
        Assert.Equal((5, 0), (rebuilt.Changed, rebuilt.Found));
        Assert.Equal(before, await app.WaitFor("all visits show again", () => SiteAsync(app), HasThreeVisits));
        Assert.Equal(visits, await RowsAsync(app));
    }

    // In the list, in each article and in its history.
    private static bool HasThreeVisits(string site) => site.Split("\"visits\":1,").Length == 1 + (3 * 3);

    // All that readers and editors see of it, as it was sent; an article's own ETag is its blob's, and so another one.
    private static async Task<string> SiteAsync(PortalApp app)
    {
        var list = await app.GetAsync("/api/articles?limit=100");
        var answers = new List<Answer> { list, await app.GetAsync("/api/feeds/en.json"), await app.GetAsync("/api/feeds/zh.json") };
        foreach (var item in list.Ok<PageBody<SummaryBody>>().Items)
        {
            var article = await app.GetAsync(item.Url);
            answers.AddRange([article, await app.GetAsync(item.Url + "/visits")]);
            foreach (Match image in Image().Matches(article.Ok<ArticleBody>().Html))
            {
                answers.Add(await app.GetAsync(image.Value));
            }
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        return string.Join('\n', answers.Select(answer => answer.ContentHeaders.ContentType?.MediaType == "image/png" ? Convert.ToHexString(answer.Body) : answer.Text));
    }

    private static async Task<List<string>> RowsAsync(PortalApp app) =>
        await app.VisitsTable.QueryAsync<TableEntity>().Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}").ToListAsync();

    [Fact]
    public async Task A_sweep_on_demand_publishes_what_no_event_told_of()
    {
        var app = await OwnAppAsync();
        var name = app.Name("en/plain.txt");
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(Page.English($"Plain {app.Tag}")));

        var swept = await RunAsync(app, "sweep");

        // The document; and its record, if it was published before the status store had its turn.
        Assert.InRange(swept.Looked, 1, 2);
        Assert.Equal(1, swept.Changed);
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

        Assert.Equal(("done", 0), (done.Status, done.Found));

        // The search index may not have all of them yet.
        Assert.InRange(done.Looked, 6 + 6 + 6 + (6 * 4), 6 + 6 + 6 + (6 * 4) + 6);
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

    [GeneratedRegex("/media/[0-9a-z.]+", RegexOptions.None, 30_000)]
    private static partial Regex Image();
}
