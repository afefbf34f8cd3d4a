using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Reads and replaces the manifest. A writer holds the lease of the manifest's blob, and storage refuses a write without the current lease and
/// version. So a writer that was too slow cannot replace what a later one wrote.
/// </summary>
public sealed partial class SearchManifestStore(ContentAccount account, ILogger<SearchManifestStore> logger)
{
    /// <summary>How long a dead writer blocks the others.</summary>
    internal static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    private const int FormatVersion = 1;
    private const string Name = "manifest.json";

    /// <summary>The version of the index that this app reads and writes.</summary>
    public static string CurrentVersion { get; } = string.Create(CultureInfo.InvariantCulture, $"{FormatVersion}.{SearchAnalyzers.AnalysisVersion}");

    private BlobClient Blob => account.Search.GetBlobClient(Name);

    /// <summary>Reads the manifest unless it is the known version; one call.</summary>
    /// <returns>The manifest; <paramref name="known"/> itself when it did not change; <see langword="null"/> when there is none.</returns>
    public async Task<StoredSearchManifest?> FindAsync(StoredSearchManifest? known, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = known is null ? null : new BlobRequestConditions { IfNoneMatch = known.ETag } };
            var blob = await Blob.DownloadContentAsync(options, cancellationToken);
            return blob.GetRawResponse().Status == 304 ? known : new StoredSearchManifest(Parse(blob.Value.Content), blob.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Creates an empty manifest, so that there is a blob to lease; one call.</summary>
    public async Task CreateAsync(SearchManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            await UploadAsync(manifest, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another writer was faster.
            return;
        }
    }

    /// <summary>Acquires the lease; one call.</summary>
    /// <returns>The lease's id; <see langword="null"/> when another writer holds it.</returns>
    public async Task<string?> TryAcquireLeaseAsync(CancellationToken cancellationToken)
    {
        // The id is ours, so that a repeated request after a lost answer acquires the same lease.
        var lease = Blob.GetBlobLeaseClient(Guid.NewGuid().ToString());
        try
        {
            await lease.AcquireAsync(LeaseTime, cancellationToken: cancellationToken);
            return lease.LeaseId;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e))
        {
            // It may have been acquired, and its answer lost. Nobody would renew or release it.
            await TryReleaseLeaseAsync(lease.LeaseId);
            throw;
        }
    }

    /// <summary>Renews the lease; one call.</summary>
    /// <exception cref="RequestFailedException">409 or 412: another writer has it.</exception>
    public Task RenewLeaseAsync(string lease, CancellationToken cancellationToken) => Blob.GetBlobLeaseClient(lease).RenewAsync(cancellationToken: cancellationToken);

    /// <summary>Gives the lease back, so that another writer need not wait for its end; one call.</summary>
    public async Task ReleaseLeaseAsync(string lease, CancellationToken cancellationToken)
    {
        try
        {
            await Blob.GetBlobLeaseClient(lease).ReleaseAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It is over already.
            return;
        }
    }

    /// <summary>The same, as far as storage answers. Otherwise the lease ends by itself.</summary>
    public async Task TryReleaseLeaseAsync(string lease)
    {
        try
        {
            await ReleaseLeaseAsync(lease, CancellationToken.None);
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e))
        {
            LogNotReleased(e);
        }
    }

    /// <summary>Replaces the manifest; one call, and one more when its answer was lost.</summary>
    /// <returns>The stored manifest; <see langword="null"/> when another writer replaced it, or has the lease.</returns>
    public async Task<StoredSearchManifest?> TryReplaceAsync(SearchManifest manifest, ETag version, string lease, CancellationToken cancellationToken)
    {
        try
        {
            var etag = await UploadAsync(manifest, new BlobRequestConditions { IfMatch = version, LeaseId = lease }, cancellationToken);
            return new StoredSearchManifest(manifest, etag);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // A retry of the client fails so if the first attempt was stored and its answer was lost.
            return await FindAsync(known: null, cancellationToken) is { } stored && stored.Manifest?.Commit == manifest.Commit ? stored : null;
        }
    }

    private async Task<ETag> UploadAsync(SearchManifest manifest, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var answer = await Blob.UploadAsync(
            new BinaryData(JsonSerializer.SerializeToUtf8Bytes(manifest, SearchManifestJson.Default.SearchManifest)),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellationToken);
        return answer.Value.ETag;
    }

    [LoggerMessage(LogLevel.Information, "The lease of the search index could not be released; it ends by itself")]
    private partial void LogNotReleased(Exception exception);

    private static SearchManifest? Parse(BinaryData content)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(content.ToMemory().Span, SearchManifestJson.Default.SearchManifest);
            return manifest?.Version == CurrentVersion ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
