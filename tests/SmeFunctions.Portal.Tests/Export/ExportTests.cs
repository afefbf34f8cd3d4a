using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Export;

public sealed class ExportTests : IDisposable
{
    private const string Long = "The office takes applications of small firms until the end of the month, by mail or at its desk in the old harbour. It answers each of them within ten days.";

    private readonly List<TestPortal> _portals = [];

    public void Dispose() => _portals.ForEach(portal => portal.Dispose());

    [Fact]
    public async Task An_export_has_all_files_with_their_hashes()
    {
        var portal = await CreatePortalAsync();

        var operation = await ExportAsync(portal, includesVersions: true);

        Assert.Equal((OperationStatus.Done, 0L), (operation.Status, operation.Found));
        using var zip = Open(portal, operation);
        var manifest = ExportManifest.TryRead(Read(zip, ExportManifest.FileName))!;
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Where(name => name != ExportManifest.FileName).Order(StringComparer.Ordinal), manifest.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(manifest.Files, file =>
        {
            var content = Read(zip, file.Path);
            Assert.Equal((content.Length, Convert.ToHexStringLower(SHA256.HashData(content))), (file.Bytes, file.Sha256));
        });
        Assert.Equal(portal.Seeds.Blobs.Keys, manifest.Files.Where(file => file.Path.StartsWith("seeds/", StringComparison.Ordinal)).Select(file => file.Path["seeds/".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal(2, manifest.Files.Count(file => file.Path.StartsWith("versions/en/renamed.md/", StringComparison.Ordinal)));
        Assert.Contains(manifest.Files, file => file.Path.StartsWith("media/", StringComparison.Ordinal));
        var slug = (await portal.RecordAsync("zh/利民.md")).Slug!;
        Assert.Equal("小微企业贷款贴息", JsonSerializer.Deserialize(Read(zip, $"articles/{slug}.json"), ArticleJson.Readable.Article)!.Title);
        Assert.Contains("title: \"小微企业贷款贴息\"", Encoding.UTF8.GetString(Read(zip, $"articles/{slug}.md")), StringComparison.Ordinal);
        Assert.Contains($"{slug},3", Encoding.UTF8.GetString(Read(zip, "visits.csv")), StringComparison.Ordinal);
        Assert.Contains("/news/2016/old.html,", Encoding.UTF8.GetString(Read(zip, "aliases.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ZIP_says_when_its_files_were_modified()
    {
        var portal = await CreatePortalAsync();

        using var zip = Open(portal, await ExportAsync(portal));

        Assert.Equal(new DateTime(2026, 3, 1, 4, 0, 0, DateTimeKind.Unspecified), zip.GetEntry("seeds/zh/利民.md")!.LastWriteTime.DateTime);
    }

    [Fact]
    public async Task Versions_come_only_when_they_are_wanted()
    {
        var portal = await CreatePortalAsync();

        using var zip = Open(portal, await ExportAsync(portal));

        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.StartsWith("versions/", StringComparison.Ordinal));
    }

    /// <summary>What readers of the second portal get is what readers of the first one got.</summary>
    [Fact]
    public async Task An_empty_portal_that_imports_an_export_is_equal()
    {
        var first = await CreatePortalAsync();
        var export = await ExportAsync(first);
        var second = CreateEmptyPortal();

        // Half a year later.
        second.Time.Advance(TimeSpan.FromDays(180));
        var import = await ImportAsync(second, first.Exports.Blobs[ExportRequest.GetBlobName(export)].Content);

        Assert.Equal(OperationStatus.Done, import.Status);
        Assert.Equal(await DescribeAsync(first), await DescribeAsync(second));
        Assert.All(first.Seeds.Blobs.Where(seed => !seed.Key.EndsWith(".meta.yaml", StringComparison.Ordinal)), seed => Assert.Equal(seed.Value.Content, second.Seeds.Blobs[seed.Key].Content));
        Assert.Equal(first.Media.Blobs.Keys, second.Media.Blobs.Keys);
        var original = await first.ArticleAsync("en/alias.md");
        foreach (var alias in (string[])["former-slug", SmeFunctions.Documents.FormerAddress.CreateSlug("/news/2016/old.html")])
        {
            Assert.Equal(original.Slug, (await second.Catalog.ResolveAliasAsync(alias, CancellationToken.None))?.Value.Stored.Article?.Slug);
        }

        // Once more, from the second one: nothing is counted twice.
        var third = CreateEmptyPortal();
        await ImportAsync(third, second.Exports.Blobs[ExportRequest.GetBlobName(await ExportAsync(second))].Content);
        Assert.Equal(await DescribeAsync(first), await DescribeAsync(third));
    }

    [Fact]
    public async Task A_document_that_needs_no_help_gets_no_metadata_file()
    {
        var first = await CreatePortalAsync();
        var second = CreateEmptyPortal();

        await ImportAsync(second, first.Exports.Blobs[ExportRequest.GetBlobName(await ExportAsync(first))].Content);

        Assert.Equal(
            ["en/legacy.txt.meta.yaml", "en/none.md.meta.yaml", "en/renamed.md.meta.yaml", "en/twin-b.md.meta.yaml", "zh/利民.md.meta.yaml"],
            second.Seeds.Blobs.Keys.Where(name => name.EndsWith(".meta.yaml", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_export_can_be_imported_into_a_folder()
    {
        var first = await CreatePortalAsync();
        var second = CreateEmptyPortal();

        var import = await ImportAsync(second, first.Exports.Blobs[ExportRequest.GetBlobName(await ExportAsync(first))].Content, "moved/here");

        Assert.Equal(OperationStatus.Done, import.Status);
        Assert.All(second.Seeds.Blobs.Keys, name => Assert.StartsWith("moved/here/", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_of_a_newer_version_is_refused()
    {
        var portal = CreateEmptyPortal();
        var zip = SmeFunctions.Portal.Tests.Import.SavedSource.CreateZip([("manifest.json", Encoding.UTF8.GetBytes("""{"format":"smefunctions-export","version":2,"created":"2026-01-01T00:00:00Z","files":[],"documents":[]}"""))]);

        var import = await ImportAsync(portal, zip);

        Assert.Equal((OperationStatus.Failed, "The export has version 2; this portal reads versions up to 1. Update it first."), (import.Status, import.Error));
    }

    [Fact]
    public async Task What_cannot_be_exported_is_reported()
    {
        var portal = await CreatePortalAsync();
        portal.Seeds.Put("en/huge.md", new byte[portal.Ingestion.MaxSeedBytes + 1]);
        portal.Seeds.Put("en/../away.md", "A text"u8.ToArray());

        var operation = await ExportAsync(portal);

        var (findings, _) = await portal.OperatorDesk.ListFindingsAsync(operation.Id, 10, continuation: null, CancellationToken.None);
        Assert.Equal([("invalid-name", "en/../away.md"), ("too-large", "en/huge.md")], findings.Select(finding => (finding.Code, finding.Subject)));
        using var zip = Open(portal, operation);
        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.Contains("away", StringComparison.Ordinal) || entry.FullName.Contains("huge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_portal_has_an_export_too()
    {
        var portal = CreateEmptyPortal();

        using var zip = Open(portal, await ExportAsync(portal));

        Assert.Equal(["aliases.csv", "manifest.json", "visits.csv"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    /// <summary>The process dies on the way to each call of the export, or on the way back. The message comes again, and the ZIP is the same.</summary>
    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task An_export_that_dies_at_any_call_is_resumed(Fault fault)
    {
        var expected = await RunWithFaultAsync(int.MaxValue, fault);
        Assert.True(expected.Files.Count > 20);

        for (var at = 0; ; at++)
        {
            var seen = await RunWithFaultAsync(at, fault);
            Assert.Equal(expected.Files, seen.Files);
            if (!seen.HasFailed)
            {
                Assert.True(at >= 60, $"Only {at} calls were met.");
                return;
            }
        }
    }

    /// <summary>Two executions of one export, as after a message that was shown twice, while an editor changes a document.</summary>
    [Fact]
    public async Task Two_executions_at_once_make_one_whole_ZIP()
    {
        var portal = await CreatePortalAsync();
        portal.Operating.SliceTime = TimeSpan.Zero;
        var operation = await portal.OperatorDesk.StartExportAsync(new ExportRequest(), startedBy: null, CancellationToken.None);
        for (var turn = 0; turn < 100 && portal.OperationQueue.Messages is [var message, ..]; turn++)
        {
            portal.OperationQueue.Messages.RemoveAt(0);
            await portal.Runner.HandleAsync(message, CancellationToken.None);
            portal.Put("en/none.md", $"# A headline without a day\n\n{Long} {turn}\n");
            await portal.Runner.HandleAsync(message, CancellationToken.None);
        }

        using var zip = Open(portal, (await portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!);
        var manifest = ExportManifest.TryRead(Read(zip, ExportManifest.FileName))!;
        Assert.Equal(zip.Entries.Count - 1, manifest.Files.Count);
        Assert.All(manifest.Files, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Read(zip, file.Path))), file.Sha256));
    }

    private async Task<(IReadOnlyList<string> Files, bool HasFailed)> RunWithFaultAsync(int at, Fault fault)
    {
        var portal = await CreatePortalAsync();
        var operation = await portal.OperatorDesk.StartExportAsync(new ExportRequest(IncludesVersions: true), startedBy: null, CancellationToken.None);
        var calls = 0;
        var hasFailed = false;
        Fault Next()
        {
            if (calls++ != at)
            {
                return Fault.None;
            }

            hasFailed = true;
            return fault;
        }

        FakeBlobs[] containers = [portal.Seeds, portal.SeedVersions, portal.Articles, portal.Media, portal.Operations, portal.Exports];
        FakeTable[] tables = [portal.SeedsTable, portal.OperationsTable];
        SetFaults(Next);
        var message = portal.OperationQueue.Messages[0];
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                await portal.Runner.HandleAsync(message, CancellationToken.None);
                break;
            }
            catch (Azure.RequestFailedException)
            {
                // The process died; the queue shows the message again.
            }
        }

        SetFaults(() => Fault.None);
        Assert.DoesNotContain(portal.Operations.Blobs.Keys, name => name.StartsWith("exports/", StringComparison.Ordinal));
        using var zip = Open(portal, (await portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!);
        return ([.. zip.Entries.Where(entry => entry.FullName != ExportManifest.FileName && !entry.FullName.StartsWith("versions/", StringComparison.Ordinal)).Select(entry => $"{entry.FullName} {Convert.ToHexString(Read(zip, entry.FullName))}").Order(StringComparer.Ordinal)], hasFailed);

        void SetFaults(Func<Fault> next)
        {
            Array.ForEach(containers, container => container.Faults = _ => next());
            Array.ForEach(tables, table => table.Faults = _ => next());
        }
    }

    private TestPortal CreateEmptyPortal()
    {
        var portal = new TestPortal();
        _portals.Add(portal);

        // The account in memory is used by one thread.
        portal.Operating.Parallel = portal.Operating.ImportParallel = 1;
        portal.Operating.PageSize = 4;
        return portal;
    }

    /// <summary>A portal with what makes an article differ from its document: a former headline, a day of upload, a slug that was taken, visits.</summary>
    private async Task<TestPortal> CreatePortalAsync()
    {
        var portal = CreateEmptyPortal();
        portal.Put("zh/利民.md", $"---\ntitle: 小微企业贷款贴息\ndate: 2017-01-04\ntags: [贷款, 贴息]\n---\n市财政局对符合条件的小微企业贷款给予贴息，申请截止到月底。\n\n![图](pics/图.png)\n\n[表格](files/form.pdf)\n");
        portal.Seeds.Put("zh/pics/图.png", Pictures.Png(30, 20));
        portal.Seeds.Put("zh/files/form.pdf", "%PDF-1.4\n1 0 obj"u8.ToArray());
        portal.Put("en/none.md", $"# A headline without a day\n\n{Long}\n");
        portal.Put("en/renamed.md", $"---\ntitle: The first headline\ndate: 2017-02-01\n---\n{Long}\n");
        portal.Put("en/twin-a.md", $"---\ntitle: The same headline\ndate: 2017-03-01\n---\n{Long}\n");
        portal.Put("en/twin-b.md", $"---\ntitle: The same headline\ndate: 2017-03-01\n---\n{Long} And more.\n");
        portal.Put("en/alias.md", $"---\ntitle: Moved to here\ndate: 2017-04-01\naliases: [former-slug, /news/2016/old.html]\n---\n{Long}\n");
        portal.Put("en/fair.md", $"---\ntitle: The fair\ndate: 2017-05-01\n---\n{Long}\n");
        portal.Put("zh/fair.md", "---\ntitle: 交易会\ndate: 2017-05-01\ntranslationOf: en/fair.md\n---\n交易会在港口举行。\n");
        portal.Put("en/draft.md", $"---\ntitle: Not yet\ndate: 2017-06-01\ndraft: true\n---\n{Long}\n");
        portal.Put("en/wrong.md", "---\ntitle: A wrong day\ndate: tomorrow\n---\nA text.\n");
        portal.Put("en/legacy.txt", TestPortal.Page("A page of old").Replace("visits:0", "visits:41", StringComparison.Ordinal));
        portal.Put("en/legacy.txt.meta.yaml", "section: policy/finance\n");
        await portal.IngestAsync([.. portal.Seeds.Blobs.Keys]);
        portal.Put("en/renamed.md", $"---\ntitle: The second headline\ndate: 2017-02-01\n---\n{Long}\n");
        await portal.IngestAsync("en/renamed.md");
        for (var i = 0; i < 3; i++)
        {
            await portal.VisitService.CountAsync((await portal.RecordAsync("zh/利民.md")).Slug!, isMachine: false, CancellationToken.None);
        }

        return portal;
    }

    private static async Task<Operation> ExportAsync(TestPortal portal, bool includesVersions = false)
    {
        var operation = await portal.OperatorDesk.StartExportAsync(new ExportRequest(includesVersions), startedBy: null, CancellationToken.None);
        return await RunAsync(portal, operation);
    }

    private static async Task<Operation> ImportAsync(TestPortal portal, byte[] zip, string folder = "")
    {
        portal.Imports.Put("portal.zip", zip);
        Assert.Null(ImportRequest.TryCreate("portal.zip", folder, address: "", isDryRun: false, out var request));
        var operation = await RunAsync(portal, await portal.OperatorDesk.StartImportAsync(request!, startedBy: null, CancellationToken.None));
        await portal.DrainAsync();
        return operation;
    }

    private static async Task<Operation> RunAsync(TestPortal portal, Operation operation)
    {
        while (portal.OperationQueue.Messages is [var message, ..])
        {
            portal.OperationQueue.Messages.RemoveAt(0);
            await portal.Runner.HandleAsync(message, CancellationToken.None);
        }

        return (await portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!;
    }

    private static ZipArchive Open(TestPortal portal, Operation operation)
    {
        Assert.Equal(OperationStatus.Done, operation.Status);
        return new ZipArchive(new MemoryStream(portal.Exports.Blobs[ExportRequest.GetBlobName(operation)].Content), ZipArchiveMode.Read);
    }

    private static byte[] Read(ZipArchive zip, string path)
    {
        using var content = new MemoryStream();
        using var entry = zip.GetEntry(path)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }

    // All documents and their articles, without the time of upload.
    private static async Task<IReadOnlyList<string>> DescribeAsync(TestPortal portal)
    {
        var described = new List<string>();
        foreach (var name in portal.Seeds.Blobs.Keys.Where(name => !name.EndsWith(".meta.yaml", StringComparison.Ordinal)))
        {
            var record = await portal.RecordAsync(name);
            var stored = record.IsOnline ? (await portal.ArticleStore.FindAsync(record.Slug!, CancellationToken.None)).Article : null;
            var visits = record.Slug is { } slug ? await new SmeFunctions.Portal.Visits.VisitCountReader(portal.Visits).GetAsync(slug) : 0;
            described.Add($"{name} {record.Status} {visits} {(stored is null ? "" : JsonSerializer.Serialize(stored with { Updated = default }, ArticleJson.Readable.Article))}");
        }

        return described;
    }
}
