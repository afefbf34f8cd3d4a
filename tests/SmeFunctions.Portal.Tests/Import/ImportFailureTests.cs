using System.IO.Compression;
using System.Text;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Import;

public sealed class ImportFailureTests : IDisposable
{
    private readonly ImportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("there-is-none.zip", "There is no blob")]
    [InlineData("none/", "The folder has no files")]
    public async Task A_source_that_is_not_there_is_reported(string source, string error)
    {
        var operation = await _world.ImportAsync(source);

        Assert.Equal(OperationStatus.Failed, operation.Status);
        Assert.StartsWith(error, operation.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, "The source is no whole ZIP")]
    [InlineData(0.99, "The source is no whole ZIP")]
    public async Task Half_a_ZIP_is_reported_and_writes_nothing(double share, string error)
    {
        var whole = SavedSource.CreateZip(Enumerable.Range(0, 50).Select(i => ($"a{i}.html", Encoding.UTF8.GetBytes(SavedSource.Page($"Headline number {i}", "")))));
        _world.Portal.Imports.Put("half.zip", whole[..(int)(whole.Length * share)]);

        var operation = await _world.ImportAsync("half.zip");

        Assert.Equal(OperationStatus.Failed, operation.Status);
        Assert.StartsWith(error, operation.Error, StringComparison.Ordinal);
        Assert.Empty(_world.SeedNames);
    }

    [Fact]
    public async Task A_broken_entry_is_reported_and_the_others_come()
    {
        var zip = SavedSource.CreateZip([("a.html", Encoding.UTF8.GetBytes(SavedSource.Page("The first headline", ""))), ("b.html", Encoding.UTF8.GetBytes(SavedSource.Page("The second headline", "")))]);
        zip.AsSpan(60, 200).Fill(0xFF);
        _world.Portal.Imports.Put("old.zip", zip);

        var operation = await _world.ImportAsync("old.zip");

        Assert.Equal(["document b.html", "unreadable a.html"], await _world.ReportAsync(operation));
    }

    [Theory]
    [InlineData("../outside.html")]
    [InlineData("a/../../outside.html")]
    [InlineData("..\\outside.html")]
    [InlineData("/etc/passwd.html")]
    [InlineData("C:\\site\\a.html")]
    [InlineData("a//b.html")]
    [InlineData("a/b\u0001.html")]
    public async Task Names_that_lead_elsewhere_are_reported(string path)
    {
        _world.PutZip("old.zip", (path, SavedSource.Page("A headline", "")), ("good.html", SavedSource.Page("A good headline", "")));

        var operation = await _world.ImportAsync("old.zip");

        Assert.Equal(1, operation.Counts["invalid-name"]);
        Assert.Equal(["en/old/good.html", "en/old/good.html.meta.yaml"], _world.SeedNames);
    }

    [Fact]
    public async Task Of_two_entries_with_one_name_the_first_comes()
    {
        _world.PutZip("old.zip", ("a.html", SavedSource.Page("The first headline", "")), ("a.html", SavedSource.Page("The second headline", "")));

        var operation = await _world.ImportAsync("old.zip");

        Assert.Equal(["document a.html", "invalid-name a.html"], await _world.ReportAsync(operation));
        Assert.Equal("The first headline", (await _world.RecordAsync("a.html")).Title);
    }

    [Fact]
    public async Task A_bomb_is_not_unpacked()
    {
        _world.Portal.Imports.Put("bomb.zip", SavedSource.CreateZip([("a.html", new byte[60_000_000]), ("b.html", Encoding.UTF8.GetBytes(SavedSource.Page("A headline", "")))], level: CompressionLevel.SmallestSize));

        var operation = await _world.ImportAsync("bomb.zip");

        Assert.Equal(["document b.html", "unreadable a.html"], await _world.ReportAsync(operation));
        Assert.Contains(await _world.FindingsAsync(operation), finding => finding.Message == "It has more than 20,971,520 bytes.");
    }

    [Fact]
    public async Task Entries_that_share_their_bytes_are_refused()
    {
        // The directory names the one entry many times.
        var zip = SavedSource.CreateZip([("a.html", Encoding.UTF8.GetBytes(SavedSource.Page("A headline", "")))]);
        var start = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        var end = zip.AsSpan().LastIndexOf("PK\x05\x06"u8);
        var directory = zip[start..end];
        var bomb = zip[..start].Concat(Enumerable.Repeat(directory, 1_000).SelectMany(entry => entry)).Concat(zip[end..]).ToArray();
        var tail = bomb.AsSpan(bomb.Length - 22);
        BitConverter.TryWriteBytes(tail[8..], (ushort)1_000);
        BitConverter.TryWriteBytes(tail[10..], (ushort)1_000);
        BitConverter.TryWriteBytes(tail[12..], 1_000 * directory.Length);
        _world.Portal.Imports.Put("bomb.zip", bomb);

        var operation = await _world.ImportAsync("bomb.zip");

        Assert.Equal((OperationStatus.Failed, "The source is no honest ZIP: its entries overlap."), (operation.Status, operation.Error));
    }

    [Fact]
    public async Task Too_many_entries_are_refused_before_they_are_read()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 300_000; i++)
            {
                zip.CreateEntry($"{i}", CompressionLevel.NoCompression);
            }
        }

        _world.Portal.Imports.Put("many.zip", content.ToArray());

        var operation = await _world.ImportAsync("many.zip");

        Assert.Equal((OperationStatus.Failed, "The source has 300,000 entries; 250,000 is the most. Import it in parts."), (operation.Status, operation.Error));
    }

    [Fact]
    public async Task A_source_that_changes_meanwhile_ends_the_import()
    {
        _world.Portal.Operating.PageSize = 1;
        _world.Portal.Operating.SliceTime = TimeSpan.Zero;
        _world.PutZip("old.zip", ("a.html", SavedSource.Page("The first headline", "")), ("b.html", SavedSource.Page("The second headline", "")));
        var operation = await _world.StartAsync("old.zip");
        var message = _world.Portal.OperationQueue.Messages[0];
        _world.Portal.OperationQueue.Messages.Clear();
        await _world.Portal.Runner.HandleAsync(message, CancellationToken.None);

        _world.PutZip("old.zip", ("c.html", SavedSource.Page("The third headline", "")));
        await _world.RunAsync();

        var after = (await _world.Portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!;
        Assert.Equal((OperationStatus.Failed, "The source was changed while it was imported. Start the import again; what was imported stays."), (after.Status, after.Error));
    }

    [Theory]
    [InlineData("", "", "", "source")]
    [InlineData("../a.zip", "", "", "source")]
    [InlineData("a.zip", "a/../b", "", "folder")]
    [InlineData("a.zip", "", "not an address", "address")]
    [InlineData("a.zip", "", "file:///etc/passwd", "address")]
    public void A_request_that_is_wrong_says_where(string source, string folder, string address, string field) =>
        Assert.Equal(field, ImportRequest.TryCreate(source, folder, address, isDryRun: true, out _)!.Value.Field);

    /// <summary>The process dies on the way to each call of the import, or on the way back. The message comes again, and the end is the same.</summary>
    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task An_import_that_dies_at_any_call_is_resumed(Fault fault)
    {
        var expected = await RunWithFaultAsync(int.MaxValue, fault);
        Assert.Equal(8, expected.Seeds.Count);

        for (var at = 0; ; at++)
        {
            var seen = await RunWithFaultAsync(at, fault);
            Assert.Equal(expected.Seeds, seen.Seeds);
            Assert.Equal(expected.Report, seen.Report);
            Assert.Equal(expected.Counts, seen.Counts);
            if (!seen.HasFailed)
            {
                Assert.True(at >= 20, $"Only {at} calls were met.");
                return;
            }
        }
    }

    private static async Task<(IReadOnlyList<string> Seeds, IReadOnlyList<string> Report, string Counts, bool HasFailed)> RunWithFaultAsync(int at, Fault fault)
    {
        using var world = new ImportWorld();
        world.Portal.Operating.PageSize = 2;
        world.PutZip(
            "old.zip",
            ("a.html", SavedSource.Page("The first headline", "<p><img src=\"pic.png\"></p>")), ("b.html", SavedSource.Page("The second headline", "<a href=\"form.doc\">form</a>")),
            ("c.txt", "The third headline\n\nA text of one sentence, and of another one."), ("form.doc", "A form"), ("pic.png", "A picture"));
        var operation = await world.StartAsync("old.zip");
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

        world.Portal.Seeds.Faults = world.Portal.Imports.Faults = _ => Next();
        world.Portal.OperationsTable.Faults = _ => Next();
        var message = world.Portal.OperationQueue.Messages[0];
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                await world.Portal.Runner.HandleAsync(message, CancellationToken.None);
                break;
            }
            catch (Azure.RequestFailedException)
            {
                // The process died; the queue shows the message again.
            }
        }

        world.Portal.Seeds.Faults = world.Portal.Imports.Faults = _ => Fault.None;
        world.Portal.OperationsTable.Faults = _ => Fault.None;
        var after = (await world.Portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!;
        Assert.Equal(OperationStatus.Done, after.Status);
        return (
            [.. world.Portal.Seeds.Blobs.Select(blob => $"{blob.Key} {Convert.ToHexString(blob.Value.Content)}")],
            await world.ReportAsync(after),
            string.Join(", ", after.Counts.OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}")),
            hasFailed);
    }
}
