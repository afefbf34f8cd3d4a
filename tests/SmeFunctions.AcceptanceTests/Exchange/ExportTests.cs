using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

/// <summary>The portal moves out, and into another one.</summary>
public sealed class ExportTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task An_export_is_downloaded_and_imported_into_an_empty_portal()
    {
        var first = await OwnAppAsync(PortalApp.EverySecond);
        await first.PutAsync("en/pics/quay.png", Pictures.Png(30, 20));
        await first.StatusAsync("en/pics/quay.png", "published");
        string[] names = ["en/fair.md", "en/undated.md", "zh/交易会.md"];
        await first.PublishAsync(names[0], "---\ntitle: The fair\ndate: 2017-01-04\naliases: /news/fair.html\n---\nShips leave in the morning. ![The quay](pics/quay.png)\n");
        await first.PublishAsync(names[1], "# A text without a day\n\nShips leave in the evening.\n");
        await first.PublishAsync(names[2], "---\ntitle: 交易会\ndate: 2017-01-04\ntranslationOf: en/fair.md\n---\n交易会在港口举行。\n");
        await first.WaitFor("the article names its translation", async () => await first.ArticleAsync((await first.SeedAsync(names[0])).Slug!), now => now.Translations.Length == 1);
        for (var i = 0; i < 3; i++)
        {
            await first.VisitAsync((await first.SeedAsync(names[0])).Slug!);
        }

        var zip = await ExportAsync(first);
        var second = await OwnAppAsync(PortalApp.EverySecond);
        await second.Imports.GetBlobClient("portal.zip").UploadAsync(new BinaryData(zip));
        var import = await StartAsync(second, "import", """{"source": "portal.zip", "dryRun": false}""");

        Assert.Equal(("done", 3), (import.Status, import.Changed));
        foreach (var name in names)
        {
            var (original, copy) = (await first.SeedAsync(name), await second.StatusAsync(name, "published"));
            Assert.Equal(original.Slug, copy.Slug);
            var expected = await first.ArticleAsync(original.Slug!);
            var seen = await second.WaitFor("the article is complete", () => second.ArticleAsync(copy.Slug!), article => article.Html == expected.Html && article.Translations.Length == expected.Translations.Length);
            Assert.Equal((expected.Title, expected.Published, expected.Visits, expected.Section.Slug), (seen.Title, seen.Published, seen.Visits, seen.Section.Slug));
        }

        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = second.Http.BaseAddress };
        using var moved = await http.GetAsync(new Uri("/news/fair.html", UriKind.Relative));
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
    }

    [Fact]
    public async Task An_export_goes_on_after_its_process_was_killed()
    {
        ErrorsAreExpected = true;
        var app = await OwnAppAsync("--Operations:PageSize=1", "--Operations:SliceTime=00:00:01");
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"en/{i:00}.txt")];
        await Task.WhenAll(names.Select(name => app.PutAsync(name, Page.English($"Exported {name[3..5]}"))));
        foreach (var name in names)
        {
            await app.StatusAsync(name, "published");
        }

        await app.StopAsync();
        using var processes = new ProcessGroup(app);
        await processes.StartAsync(1);
        using var http = new HttpClient { BaseAddress = processes.Addresses.Single() };
        using var started = await http.PostAsync(new Uri("/api/operations/export?versions=true", UriKind.Relative), content: null);
        var operation = started.Headers.Location!;
        for (var round = 1; round <= 2; round++)
        {
            await app.WaitFor("it works", async () => JsonDocument.Parse(await http.GetStringAsync(operation)).RootElement.GetProperty("looked").GetInt64(), looked => looked >= round * 16);
            await processes.KillAndStartAgainAsync(0);
        }

        var done = await app.WaitFor("the export is over", async () => JsonDocument.Parse(await http.GetStringAsync(operation)).RootElement, seen => seen.GetProperty("status").GetString() == "done");
        var zip = await http.GetByteArrayAsync(new Uri(done.GetProperty("export").GetProperty("url").GetString()!));
        await processes.KillAllAsync();
        await app.StartAsync();

        Assert.Equal(names, AssertWhole(zip).Where(path => path.StartsWith("seeds/", StringComparison.Ordinal)).Select(path => path["seeds/".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_query_that_is_wrong_says_where()
    {
        var app = await AppAsync();

        Assert.Equal("versions", (await app.SendAsync(HttpMethod.Post, "/api/operations/export?versions=all")).Problem(HttpStatusCode.BadRequest).Parameter);
        Assert.Equal("versions", (await app.SendAsync(HttpMethod.Post, "/api/operations/sweep?versions=true")).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    private static async Task<byte[]> ExportAsync(PortalApp app)
    {
        var operation = await StartAsync(app, "export", body: null);
        Assert.Equal("done", operation.Status);
        using var http = new HttpClient();
        var zip = await http.GetByteArrayAsync(new Uri(operation.Export!.Url!));
        AssertWhole(zip);
        return zip;
    }

    // The files of the ZIP, each with the hash that the manifest has.
    private static IReadOnlyList<string> AssertWhole(byte[] content)
    {
        using var zip = new ZipArchive(new MemoryStream(content));
        using var manifest = JsonDocument.Parse(Read("manifest.json"));
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToDictionary(file => file.GetProperty("path").GetString()!, file => file.GetProperty("sha256").GetString());
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Where(name => name != "manifest.json").Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Value, Convert.ToHexStringLower(SHA256.HashData(Read(file.Key)))));
        return [.. files.Keys];

        byte[] Read(string path)
        {
            using var copy = new MemoryStream();
            using var entry = zip.GetEntry(path)!.Open();
            entry.CopyTo(copy);
            return copy.ToArray();
        }
    }

    private static async Task<OperationBody> StartAsync(PortalApp app, string kind, string? body)
    {
        using var content = body is null ? null : new StringContent(body);
        var started = await app.SendAsync(HttpMethod.Post, "/api/operations/" + kind, content);
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        var path = started.Headers.Location!.OriginalString;
        return await app.WaitFor($"the {kind} is over", async () => (await app.GetAsync(path)).Ok<OperationBody>(), operation => operation.Status is "done" or "failed");
    }
}
