using System.Net;
using System.Text;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Import;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Another site moves in.</summary>
public sealed class ImportTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_saved_site_is_reported_then_imported_and_its_addresses_lead_to_the_articles()
    {
        var app = await AppAsync();
        var (source, folder) = ($"{app.Tag}.zip", app.Name("en/old"));
        await app.Imports.GetBlobClient(source).UploadAsync(new BinaryData(SavedSource.CreateZip(
        [
            ($"news/{app.Tag}/fair.html", Encoding.UTF8.GetBytes(SavedSource.Page($"A fair {app.Tag}", "<p><img src=\"../../pic.png\"> The ships leave in the morning.</p>"))),
            ($"{app.Tag}.php@id=3.html", Encoding.UTF8.GetBytes(SavedSource.Page($"A loan {app.Tag}", ""))),
            ("pic.png", Pictures.Png(40, 30)),
            ("style.css", "body { color: black }"u8.ToArray()),
        ])));

        var report = await RunAsync(app, $$"""{"source": "{{source}}", "folder": "{{folder}}"}""");
        Assert.Equal(("done", 2), (report.Status, report.Changed));
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync(PortalApp.SeedPath($"{folder}/pic.png"))).Status);

        var done = await RunAsync(app, $$"""{"source": "{{source}}", "folder": "{{folder}}", "dryRun": false}""");
        Assert.Equal(("done", 2), (done.Status, done.Changed));
        Assert.Equal(["document", "document", "file"], done.Findings.Select(finding => finding.Code).Order());
        var fair = await app.StatusAsync($"{folder}/news/{app.Tag}/fair.html", "published");
        var article = await app.ArticleAsync(fair.Slug!);
        Assert.Equal(($"A fair {app.Tag}", "2017-01-04"), (article.Title, article.Published));

        // The picture may be ingested after the page, which then is ingested again.
        await app.WaitFor("the picture is there", () => app.ArticleAsync(fair.Slug!), now => now.Html.Contains("/media/", StringComparison.Ordinal));
        var loan = await app.StatusAsync($"{folder}/{app.Tag}.php@id=3.html", "published");
        await MovedAsync(app, $"/news/{app.Tag}/fair.html", fair.Slug!);
        await MovedAsync(app, $"/NEWS/{app.Tag}/fair.html?utm_source=mail", fair.Slug!);
        await MovedAsync(app, $"/{app.Tag}.php?id=3", loan.Slug!);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"/{app.Tag}.php?id=4")).Status);
    }

    [Theory]
    [InlineData("{}", "source")]
    [InlineData("not json", "body")]
    [InlineData("""{"source": "a.zip", "folder": "../b"}""", "folder")]
    [InlineData("""{"source": "a.zip", "dryRun": "no"}""", "dryRun")]
    [InlineData("""{"source": "a.zip", "speed": 3}""", "speed")]
    [InlineData("""{"source": "a.zip", "address": "ftp://old.example"}""", "address")]
    public async Task A_request_that_is_wrong_says_where(string body, string field)
    {
        var app = await AppAsync();

        Assert.Equal(field, (await StartAsync(app, body)).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    [Fact]
    public async Task A_source_that_is_not_there_fails_with_the_reason()
    {
        var app = await AppAsync();

        var operation = await RunAsync(app, $$"""{"source": "{{app.Tag}}-none.zip"}""");

        Assert.Equal(("failed", $"There is no blob '{app.Tag}-none.zip' in the container of imports. Upload it first."), (operation.Status, operation.Error));
    }

    private static async Task MovedAsync(PortalApp app, string address, string slug)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = app.Http.BaseAddress };

        using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/en/articles/{slug}"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    private static async Task<Answer> StartAsync(PortalApp app, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await app.SendAsync(HttpMethod.Post, "/api/operations/import", content);
    }

    private static async Task<OperationBody> RunAsync(PortalApp app, string body)
    {
        var started = await StartAsync(app, body);
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        var path = started.Headers.Location!.OriginalString;
        return await app.WaitFor("the import is over", async () => (await app.GetAsync(path)).Ok<OperationBody>(), operation => operation.Status is "done" or "failed");
    }
}
