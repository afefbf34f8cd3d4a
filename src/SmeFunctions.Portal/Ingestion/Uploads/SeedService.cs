using Azure;
using Azure.Storage.Blobs.Models;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Uploads, deletes and lists documents for editors.</summary>
public sealed class SeedService(SeedBlobStore seeds, SeedStatusStore statusStore, SeedEventPublisher events, SeedPreviewService previews)
{
    /// <summary>Stores a document, replacing an older version, and requests its ingestion.</summary>
    /// <exception cref="RequestFailedException">It was not stored; or it was, and the reconciler will find it.</exception>
    public Task<SeedState> UploadAsync(SeedName name, ReadOnlyMemory<byte> content, string? contentType, CancellationToken cancellationToken) =>
        UploadAsync(name, content, contentType, condition: null, change: null, cancellationToken);

    /// <summary>The same, if the container has the expected version, and with the name of the person.</summary>
    /// <exception cref="RequestFailedException">409 or 412: another version is there.</exception>
    public async Task<SeedState> UploadAsync(
        SeedName name, ReadOnlyMemory<byte> content, string? contentType, BlobRequestConditions? condition, SeedChange? change, CancellationToken cancellationToken)
    {
        var etag = await seeds.UploadAsync(name, content, contentType, condition, change, cancellationToken);
        await events.PublishAsync(name, cancellationToken);

        var record = await statusStore.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
        return GetState(record, etag);
    }

    /// <summary>Deletes a document, and requests that its article be taken down.</summary>
    /// <returns>The state; <see langword="null"/> when there is no such document.</returns>
    public async Task<SeedState?> DeleteAsync(SeedName name, CancellationToken cancellationToken)
    {
        var existed = await seeds.DeleteAsync(name, cancellationToken);
        var record = await statusStore.FindAsync(name, cancellationToken);
        if (!existed && record is null or { Status: SeedStatus.Removed })
        {
            return null;
        }

        // Also when it was already deleted: the response to an earlier call, or its message, may have been lost.
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
    /// Lists a page of seeds. All, and queued ones, come by name from the container. Those with another status come from the status table, in no
    /// order.
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

    /// <summary>Describes a seed that was read.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="etag">The version in the container; <see langword="null"/> when it is deleted.</param>
    public SeedState GetState(SeedRecord record, string? etag) => new(record, etag, etag is null ? null : previews.CreateLink(record));
}

/// <summary>A seed as an editor sees it.</summary>
/// <param name="Record">The status record.</param>
/// <param name="ETag">The version in the container; <see langword="null"/> when it is deleted.</param>
/// <param name="Preview">Address of the preview; <see langword="null"/> when it is not hidden.</param>
public sealed record SeedState(SeedRecord Record, string? ETag, string? Preview)
{
    /// <summary>The recorded status, if it is about the version in the container.</summary>
    public SeedStatus Status => Record.SeedETag == ETag ? Record.Status : SeedStatus.Queued;
}
