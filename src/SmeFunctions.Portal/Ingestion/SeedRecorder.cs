using Azure;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Stores what is known of a document, where others may not know yet that it is there.</summary>
internal sealed class SeedRecorder(SeedStore seeds, SeedLedger ledger)
{
    /// <summary>Stores a record; only if it is still as it was read, and the first one only for a document that is still there.</summary>
    /// <param name="before">The record as it was read.</param>
    /// <param name="record">What it becomes.</param>
    /// <param name="seed">The document that it speaks of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestFailedException">409 or 412: someone else wrote it in between, or changed the document.</exception>
    public async Task<SeedRecord> SaveAsync(SeedRecord before, SeedRecord record, Seed seed, CancellationToken cancellationToken)
    {
        // Where there was no record, or that of a removed seed, a faster worker who found the seed gone had nothing to write, and left no trace
        // that would stop a slower one: an editor uploads and deletes within a moment. From this record on there is one.
        var saved = await ledger.SaveAsync(record, cancellationToken);
        return before is { ETag: not null, Status: not SeedStatus.Removed } || await seeds.FindVersionAsync(record.Name, cancellationToken) == seed.ETag
            ? saved
            : throw new RequestFailedException(412, "The seed was changed while its first version was read.", "SeedChanged", innerException: null);
    }
}
