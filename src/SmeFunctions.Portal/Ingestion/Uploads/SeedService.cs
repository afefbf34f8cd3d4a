using Azure;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Where editors hand in documents and ask what became of them.</summary>
public sealed class SeedService(SeedBlobStore seeds, SeedStatusStore statusStore, SeedEventPublisher events, SeedPreviewService previews)
{
    /// <summary>Stores a document, over an older version if there is one, and asks for a look at it.</summary>
    /// <exception cref="RequestFailedException">It was not stored; or it was, and the reconciler will find it.</exception>
    public async Task<SeedState> UploadAsync(SeedName name, ReadOnlyMemory<byte> content, string? contentType, CancellationToken cancellationToken)
    {
        var etag = await seeds.UploadAsync(name, content, contentType, cancellationToken);
        await events.PublishAsync(name, cancellationToken);

        var record = await statusStore.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
        return GetState(record, etag);
    }

    /// <summary>Deletes a document and asks for its article to be taken down.</summary>
    /// <returns>The state; <see langword="null"/> when there is no such document.</returns>
    public async Task<SeedState?> DeleteAsync(SeedName name, CancellationToken cancellationToken)
    {
        var existed = await seeds.DeleteAsync(name, cancellationToken);
        var record = await statusStore.FindAsync(name, cancellationToken);
        if (!existed && record is null or { Status: SeedStatus.Removed })
        {
            return null;
        }

        // Also when it was gone already: the answer to a first call, or its message, may be what was lost.
        await events.PublishAsync(name, cancellationToken);
        return GetState(record ?? new SeedRecord { Name = name }, etag: null);
    }

    public async Task<SeedState?> FindAsync(SeedName name, CancellationToken cancellationToken)
    {
        var record = statusStore.FindAsync(name, cancellationToken);
        var etag = await seeds.FindETagAsync(name, cancellationToken);
        return await record is not { } known
            ? etag is null ? null : GetState(new SeedRecord { Name = name }, etag)
            : GetState(known, etag);
    }

    /// <summary>
    /// A page of seeds. Of all or of those still queued: in the order of their names, as the container has them. Of another status:
    /// as the status store has them, in no order.
    /// </summary>
    public async Task<(IReadOnlyList<SeedState> Seeds, string? Continuation)> ListAsync(
        SeedStatus? status, string prefix, int limit, string? continuation, CancellationToken cancellationToken)
    {
        if (status is not (null or SeedStatus.Queued))
        {
            var (records, next) = await statusStore.ListAsync(status.Value, prefix, limit, continuation, cancellationToken);
            return ([.. records.Select(record => GetState(record, record.SeedETag))], next);
        }

        var page = await seeds.ListPageAsync(prefix, limit, continuation, cancellationToken);
        var states = new SeedState[page.Seeds.Count];
        await Parallel.ForAsync(0, states.Length, cancellationToken, async (i, token) =>
        {
            var (name, etag) = page.Seeds[i];
            states[i] = GetState(await statusStore.FindAsync(name, token) ?? new SeedRecord { Name = name }, etag);
        });

        return ([.. states.Where(state => status is null || state.Status == status)], page.Continuation);
    }

    private SeedState GetState(SeedRecord record, string? etag) => new(record, etag, etag is null ? null : previews.CreateLink(record));
}

/// <summary>A seed as the editor should see it.</summary>
/// <param name="Record">What the status store has.</param>
/// <param name="ETag">The version in the container; <see langword="null"/> when it is gone from there.</param>
/// <param name="Preview">Where it can be read without a key; <see langword="null"/> when it is not kept back.</param>
public sealed record SeedState(SeedRecord Record, string? ETag, string? Preview)
{
    /// <summary>What the status store says, as long as it says it of the version in the container.</summary>
    public SeedStatus Status => Record.SeedETag == ETag ? Record.Status : SeedStatus.Queued;
}
