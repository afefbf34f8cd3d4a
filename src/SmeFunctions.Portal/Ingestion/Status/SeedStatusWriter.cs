using Azure;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Stores what is known of a document, where others may not know yet that it is there.</summary>
public sealed class SeedStatusWriter(SeedBlobStore seeds, SeedStatusStore statusStore)
{
    /// <summary>Stores what is about to be done; only if the record is still as it was read.</summary>
    /// <param name="before">The record as it was read.</param>
    /// <param name="record">What it becomes.</param>
    /// <param name="seed">The document that it speaks of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestFailedException">409 or 412: someone else wrote it in between, or changed the document.</exception>
    public async Task<SeedRecord> AnnounceAsync(SeedRecord before, SeedRecord record, Seed seed, CancellationToken cancellationToken) =>
        // What is announced is not removed any more, or who comes after a crash could take it for settled.
        await ConfirmAsync(
            before,
            await statusStore.SaveAsync(record.Status == SeedStatus.Removed ? record with { Status = SeedStatus.Queued } : record, cancellationToken),
            seed,
            cancellationToken);

    /// <summary>Stores what became of a document; only if the record and its group are still as they were read.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: someone else wrote one of them in between, or changed the document.</exception>
    public async Task<SeedRecord> SaveOutcomeAsync(SeedRecord before, SeedRecord record, SeedGroup group, Seed seed, CancellationToken cancellationToken) =>
        await ConfirmAsync(before, await statusStore.SaveAsync(record, group, cancellationToken), seed, cancellationToken);

    // A faster worker who found the seed gone had nothing to write where the record said so already, and left no trace that would stop a slower
    // one: an editor uploads and deletes within a moment. From this record on there is one. Where there was none at all, it left one that says so.
    private async Task<SeedRecord> ConfirmAsync(SeedRecord before, SeedRecord saved, Seed seed, CancellationToken cancellationToken) =>
        before is not { ETag: not null, Status: SeedStatus.Removed } || await seeds.FindETagAsync(saved.Name, cancellationToken) == seed.ETag
            ? saved
            : throw new RequestFailedException(412, "The seed was changed while its first version was read.", "SeedChanged", innerException: null);
}
