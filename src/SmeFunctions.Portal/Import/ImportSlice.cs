using System.Collections.Concurrent;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Import;

/// <summary>A slice of an import: the source stays open for all of its pages.</summary>
internal sealed class ImportSlice(ImportArchive archive, string version, IImportReader reader, ImportTarget target, SeedEventPublisher events, OperationOptions options) : IOperationSlice
{
    /// <inheritdoc />
    public async Task<OperationPage> ProcessPageAsync(Operation operation, CancellationToken cancellationToken)
    {
        var start = ImportCursor.Parse(operation.Cursor).Index;
        var end = Math.Min(start + options.PageSize, reader.Barriers.Where(barrier => barrier > start).Append(reader.Count).Min());
        var outcomes = new ConcurrentDictionary<int, ImportOutcome>();
        await Parallel.ForAsync(
            start,
            end,
            new ParallelOptions { MaxDegreeOfParallelism = options.ImportParallel, CancellationToken = cancellationToken },
            async (index, token) => outcomes[index] = await reader.ImportAsync(index, target, token));

        // Documents first: an attachment is no article from the moment at which its document is known.
        var inOrder = outcomes.OrderBy(outcome => outcome.Key).Select(outcome => outcome.Value).ToList();
        var written = inOrder.SelectMany(outcome => outcome.Documents).Concat(inOrder.SelectMany(outcome => outcome.Files)).Distinct().Select(name => new ReconcileRequest(name, ETag: null)).ToList();
        foreach (var pack in SeedEventPublisher.Pack(written, request => request.Name))
        {
            // A message that is lost is replaced by the reconciler, which finds the new seed.
            await events.PublishAsync(pack, cancellationToken);
        }

        return new OperationPage(
            end - start,
            inOrder.Count(outcome => outcome.IsDocument),
            [.. inOrder.SelectMany(outcome => outcome.Findings)],
            end < reader.Count ? new ImportCursor(end, version).ToString() : null)
        {
            Total = reader.Count,
            IsReport = true,
        };
    }

    public ValueTask DisposeAsync() => archive.DisposeAsync();
}
