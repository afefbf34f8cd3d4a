using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Reads and writes the container of seeds.</summary>
public sealed class SeedBlobStore(ContentAccount account, IOptions<IngestionOptions> options)
{
    /// <summary>Downloads a seed; one call. The body of a seed that is too large is not read.</summary>
    /// <returns>The seed, or <see langword="null"/> when there is none.</returns>
    public async Task<Seed?> FindAsync(SeedName name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = (await account.Seeds.GetBlobClient(name.Value).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            var details = answer.Details;
            if (details.ContentLength > options.Value.MaxSeedBytes)
            {
                return new Seed(name, details.ETag.ToString(), details.LastModified, Content: null, details.ContentLength) { Change = SeedChange.FromMetadata(details.Metadata) };
            }

            var content = new byte[details.ContentLength];
            await answer.Content.ReadExactlyAsync(content, cancellationToken);
            return new Seed(name, details.ETag.ToString(), details.LastModified, content, content.Length) { Change = SeedChange.FromMetadata(details.Metadata) };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Gets the current version of a seed; <see langword="null"/> when there is none.</summary>
    public async Task<string?> FindETagAsync(SeedName name, CancellationToken cancellationToken)
    {
        try
        {
            return (await account.Seeds.GetBlobClient(name.Value).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Uploads a seed. Over the API an upsert is correct: the last editor wins, as with any other tool.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="condition">The version that it replaces, or that none is replaced; <see langword="null"/> for any.</param>
    /// <param name="change">Who changed it, if that is known.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="RequestFailedException">409 or 412: another version is there.</exception>
    public async Task<string> UploadAsync(
        SeedName name, ReadOnlyMemory<byte> content, string? contentType, BlobRequestConditions? condition, SeedChange? change, CancellationToken cancellationToken)
    {
        var answer = await account.Seeds.GetBlobClient(name.Value).UploadAsync(
            new BinaryData(content),
            new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = contentType ?? "application/octet-stream" },
                Conditions = condition,
                Metadata = change?.ToMetadata(),
            },
            cancellationToken);
        return answer.Value.ETag.ToString();
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(SeedName name, CancellationToken cancellationToken) =>
        await account.Seeds.GetBlobClient(name.Value).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Lists names and versions of all seeds; one call per 5,000.</summary>
    public IAsyncEnumerable<(SeedName Name, string ETag)> ListAsync(CancellationToken cancellationToken) =>
        account.Seeds.GetBlobsAsync(new GetBlobsOptions(), cancellationToken)
            .Select(blob => (SeedName.FromBlobName(blob.Name), QuoteETag(blob.Properties.ETag)));

    /// <summary>Lists the seeds in a directory, without those in its subdirectories; one call per 5,000.</summary>
    /// <param name="directory">The directory, with a slash at its end.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public IAsyncEnumerable<SeedName> ListDirectoryAsync(string directory, CancellationToken cancellationToken) =>
        account.Seeds.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Prefix = directory, Delimiter = "/" }, cancellationToken)
            .Where(item => item.IsBlob)
            .Select(item => SeedName.FromBlobName(item.Blob.Name));

    /// <summary>Lists a page of names and versions, by name.</summary>
    public async Task<(IReadOnlyList<(SeedName Name, string ETag)> Seeds, string? Continuation)> ListPageAsync(
        string prefix, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var pages = account.Seeds.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken).AsPages(continuation, limit);
        var page = await pages.FirstAsync(cancellationToken);
        return (
            [.. page.Values.Select(blob => (SeedName.FromBlobName(blob.Name), QuoteETag(blob.Properties.ETag)))],
            page.ContinuationToken is { Length: > 0 } next ? next : null);
    }

    // A listing returns ETags without quotes, every other response with quotes.
    private static string QuoteETag(ETag? etag) => $"\"{etag.GetValueOrDefault().ToString().Trim('"')}\"";
}

/// <summary>An uploaded document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Uploaded">When this version was uploaded.</param>
/// <param name="Content">Its bytes; <see langword="null"/> when it is too large.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record Seed(SeedName Name, string ETag, DateTimeOffset Uploaded, byte[]? Content, long Length)
{
    /// <summary>Who changed it in the editors' pages; <see langword="null"/> for another tool.</summary>
    public SeedChange? Change { get; init; }

    /// <summary>See <see cref="SeedRecord.MetadataVersion"/>; known after the seed was read.</summary>
    public string? MetadataVersion { get; init; }
}
