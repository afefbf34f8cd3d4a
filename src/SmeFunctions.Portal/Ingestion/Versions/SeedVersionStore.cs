using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keeps every version of a seed that was ingested: the content in the container <c>seed-versions</c>, by its hash, and an entity of the table <c>Seeds</c>
/// for each version. The content is stored first, the entity in one transaction with the outcome; doing both twice changes nothing.
/// </summary>
public sealed class SeedVersionStore(ContentAccount account, TimeProvider time)
{
    /// <summary>Stores the content of a version; one call. The outcome of its ingestion stores the entity.</summary>
    /// <param name="seed">The version.</param>
    /// <param name="last">The key of the version before; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<SeedVersion> StoreContentAsync(Seed seed, string? last, CancellationToken cancellationToken)
    {
        if (seed.Content is not { } content)
        {
            return SeedVersion.Create(seed, contentHash: null, last, time.GetUtcNow());
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));

        // An upsert is safe: the name is the hash. It also renews the time from which a lifecycle rule counts.
        await GetBlob(seed.Name, hash).UploadAsync(new BinaryData(content), new BlobUploadOptions(), cancellationToken);
        return SeedVersion.Create(seed, hash, last, time.GetUtcNow());
    }

    /// <summary>Records who deleted a seed; two calls. The ingestion of the deletion may be before or after.</summary>
    public async Task SetDeletedByAsync(SeedName name, string person, CancellationToken cancellationToken)
    {
        if ((await ListAsync(name, 1, cancellationToken)) is not [var last])
        {
            return;
        }

        // Merged, as by the ingestion: each of the two writes what it knows.
        await account.SeedsTable.UpsertEntityAsync(((SeedVersion.CreateDeletion(last.Key, time.GetUtcNow()) ?? last) with { ChangedBy = person }).ToEntity(name), TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Reads the newest versions of a seed; one call.</summary>
    public async Task<IReadOnlyList<SeedVersion>> ListAsync(SeedName name, int limit, CancellationToken cancellationToken)
    {
        var start = SeedKeys.GetVersionsStart(name);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {SeedKeys.GetPartitionKey(name)} and RowKey gt {start} and RowKey lt {start + "~"}");
        var page = await account.SeedsTable.QueryAsync<TableEntity>(filter, limit, cancellationToken: cancellationToken).AsPages().FirstAsync(cancellationToken);
        return [.. page.Values.Select(SeedVersion.Read)];
    }

    /// <summary>Finds a version; one call.</summary>
    public async Task<SeedVersion?> FindAsync(SeedName name, string key, CancellationToken cancellationToken)
    {
        var row = await account.SeedsTable.GetEntityIfExistsAsync<TableEntity>(
            SeedKeys.GetPartitionKey(name), SeedKeys.GetVersionsStart(name) + key, cancellationToken: cancellationToken);
        return row.HasValue ? SeedVersion.Read(row.Value!) : null;
    }

    /// <summary>Reads the content of a version; one call.</summary>
    /// <returns>The content; <see langword="null"/> when it is no longer kept.</returns>
    public async Task<byte[]?> ReadContentAsync(SeedName name, SeedVersion version, CancellationToken cancellationToken)
    {
        if (version.ContentHash is not { } hash)
        {
            return null;
        }

        try
        {
            return (await GetBlob(name, hash).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private Azure.Storage.Blobs.BlobClient GetBlob(SeedName name, string hash) => account.SeedVersions.GetBlobClient($"{name.Hash}/{hash}");
}
