using Azure;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Stores the record of a document while other workers may not know the document yet.</summary>
public sealed class SeedStatusWriter(SeedBlobStore seeds, SeedStatusStore statusStore)
{
    /// <summary>Stores what is about to be written, if the record did not change.</summary>
    /// <param name="before">The record as it was read.</param>
    /// <param name="record">The new record.</param>
    /// <param name="seed">The document that it is about.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="RequestFailedException">409 or 412: another writer changed the record or the document.</exception>
    public async Task<SeedRecord> AnnounceAsync(SeedRecord before, SeedRecord record, Seed seed, CancellationToken cancellationToken) =>
        // The status must not stay "removed", or a worker after a crash would consider it settled.
        await ConfirmAsync(
            before,
            await statusStore.SaveAsync(record.Status == SeedStatus.Removed ? record with { Status = SeedStatus.Queued } : record, cancellationToken),
            seed,
            cancellationToken);

    /// <summary>Stores the outcome of a document, if neither the record nor its group changed.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: another writer changed one of them, or the document.</exception>
    public async Task<SeedRecord> SaveOutcomeAsync(SeedRecord before, SeedRecord record, SeedGroup group, Seed seed, CancellationToken cancellationToken) =>
        await ConfirmAsync(before, await statusStore.SaveAsync(record, group, cancellationToken), seed, cancellationToken);

    // An editor may upload and delete within a moment. A faster worker that found the seed deleted had nothing to write if the record already said
    // so, and left nothing that would stop a slower worker. From this record on, there is something. Without any record, the faster worker wrote one.
    private async Task<SeedRecord> ConfirmAsync(SeedRecord before, SeedRecord saved, Seed seed, CancellationToken cancellationToken) =>
        before is not { ETag: not null, Status: SeedStatus.Removed } || await seeds.FindETagAsync(saved.Name, cancellationToken) == seed.ETag
            ? saved
            : throw new RequestFailedException(412, "The seed was changed while its first version was read.", "SeedChanged", innerException: null);
}
