using System.Text;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Portal.Tests.Import;

/// <summary>A portal in memory, sources to import, and what became of them.</summary>
internal sealed class ImportWorld : IDisposable
{
    public const string Folder = "en/old";

    public TestPortal Portal { get; } = new();

    // The account in memory is used by one thread.
    public ImportWorld() => Portal.Operating.ImportParallel = 1;

    public void Dispose() => Portal.Dispose();

    public void PutZip(string name, params (string Path, string Text)[] files) => Portal.Imports.Put(name, SavedSource.CreateZip([.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))]));

    /// <summary>Imports, and ingests what was written.</summary>
    public async Task<Operation> ImportAsync(string source, string folder = Folder, string address = "", bool isDryRun = false)
    {
        var operation = await StartAsync(source, folder, address, isDryRun);
        await RunAsync();
        await Portal.DrainAsync();
        return (await Portal.OperatorDesk.FindAsync(operation.Id, CancellationToken.None))!;
    }

    public Task<Operation> StartAsync(string source, string folder = Folder, string address = "", bool isDryRun = false)
    {
        Assert.Null(ImportRequest.TryCreate(source, folder, address, isDryRun, out var request));
        return Portal.OperatorDesk.StartImportAsync(request!, startedBy: null, CancellationToken.None);
    }

    public async Task RunAsync()
    {
        while (Portal.OperationQueue.Messages is [var message, ..])
        {
            Portal.OperationQueue.Messages.RemoveAt(0);
            await Portal.Runner.HandleAsync(message, CancellationToken.None);
        }
    }

    /// <summary>The report: code and subject.</summary>
    public async Task<IReadOnlyList<string>> ReportAsync(Operation operation) =>
        [.. (await FindingsAsync(operation)).Select(finding => $"{finding.Code} {finding.Subject}").Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<Finding>> FindingsAsync(Operation operation) =>
        (await Portal.OperatorDesk.ListFindingsAsync(operation.Id, 1_000, continuation: null, CancellationToken.None)).Findings;

    public string Metadata(string name) => Encoding.UTF8.GetString(Portal.Seeds.Blobs[$"{name}.meta.yaml"].Content);

    public IReadOnlyList<string> SeedNames => [.. Portal.Seeds.Blobs.Keys];

    public Task<SeedRecord> RecordAsync(string name) => Portal.RecordAsync($"{Folder}/{name}");

    /// <summary>The article that a former address leads to.</summary>
    public async Task<string?> FindByAddressAsync(string address) =>
        (await Portal.Catalog.ResolveAliasAsync(SmeFunctions.Documents.FormerAddress.CreateSlug(address), CancellationToken.None))?.Value.Stored.Article?.Title;
}
