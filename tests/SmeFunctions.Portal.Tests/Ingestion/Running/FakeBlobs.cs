using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>A container in memory, by the rules of conditional writes.</summary>
internal sealed class FakeBlobs(TimeProvider time) : BlobContainerClient
{
    private readonly SortedDictionary<string, FakeBlobContent> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _writesTo = [];
    private readonly Dictionary<(string Name, string Block), byte[]> _blocks = [];
    private int _writes;
    private int _calls;

    /// <summary>Which fault the next call meets; it is told whether the call writes.</summary>
    public Func<bool, Fault> Faults { get; set; } = _ => Fault.None;

    /// <summary>Awaited on the way there and on the way back.</summary>
    public Func<Task> Travel { get; set; } = () => Task.CompletedTask;

    public int Writes => _writes;

    public int WritesTo(string name) => _writesTo.GetValueOrDefault(name);

    /// <summary>All calls; a page of a listing is one.</summary>
    public int Calls => _calls;

    public override Uri Uri => new("https://portal.blob.example/container");

    public override string AccountName => "portal";

    public override string Name => "container";

    public IReadOnlyDictionary<string, FakeBlobContent> Blobs => _blobs;

    public string Put(string name, byte[] content) => Write(name, content, new Dictionary<string, string>(), conditions: null).ETag;

    public void Put(string name, byte[] content, IDictionary<string, string> metadata) => Write(name, content, metadata, conditions: null);

    public void Remove(string name) => _blobs.Remove(name);

    protected override BlockBlobClient GetBlockBlobClientCore(string blobName) => new FakeBlockBlob(this, blobName);

    public override BlobClient GetBlobClient(string blobName) => new FakeBlob(this, blobName);

    public override Task<Response<BlobContainerProperties>> GetPropertiesAsync(
        BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        CallAsync(writes: false, () => Answer(BlobsModelFactory.BlobContainerProperties(time.GetUtcNow(), new ETag("\"1\""))));

    public override AsyncPageable<BlobItem> GetBlobsAsync(GetBlobsOptions? options = null, CancellationToken cancellationToken = default) =>
        new Pages<BlobItem>(this, _blobs.Where(blob => blob.Key.StartsWith(options?.Prefix ?? "", StringComparison.Ordinal)).Select(blob => BlobsModelFactory.BlobItem(
            blob.Key,
            deleted: false,
            // A listing gives it without quotes.
            BlobsModelFactory.BlobItemProperties(accessTierInferred: true, eTag: new ETag(blob.Value.ETag.Trim('"'))),
            metadata: options?.Traits.HasFlag(BlobTraits.Metadata) == true ? blob.Value.Metadata : null)).ToList());

    // The delimiter is a slash. Directories are not listed.
    public override AsyncPageable<BlobHierarchyItem> GetBlobsByHierarchyAsync(GetBlobsByHierarchyOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prefix = options?.Prefix ?? "";
        return new Pages<BlobHierarchyItem>(this, [.. _blobs.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !name[prefix.Length..].Contains('/', StringComparison.Ordinal))
            .Select(name => BlobsModelFactory.BlobHierarchyItem(prefix: null, BlobsModelFactory.BlobItem(name)))]);
    }

    internal Response<T> Answer<T>(T value) => Response.FromValue(value, new FakeResponse(200, etag: null, time.GetUtcNow()));

    internal FakeBlobContent Read(string name) =>
        _blobs.TryGetValue(name, out var blob) ? blob : throw new RequestFailedException(404, "There is none.", "BlobNotFound", null);

    internal FakeBlobContent Write(
        string name, byte[] content, IDictionary<string, string> metadata, BlobRequestConditions? conditions, BlobHttpHeaders? headers = null)
    {
        var present = _blobs.GetValueOrDefault(name);
        if (conditions?.IfNoneMatch == ETag.All && present is not null)
        {
            throw new RequestFailedException(409, "It exists.", "BlobAlreadyExists", null);
        }

        if (conditions?.IfMatch is { } known && known.ToString() != present?.ETag)
        {
            throw new RequestFailedException(412, "It was changed.", "ConditionNotMet", null);
        }

        _writesTo[name] = WritesTo(name) + 1;
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"0x{++_writes:X8}\"");
        return _blobs[name] = new FakeBlobContent(content, etag, time.GetUtcNow(), new Dictionary<string, string>(metadata)) { Headers = headers };
    }

    internal void Stage(string name, string block, byte[] content)
    {
        // Storage refuses names of different lengths.
        Assert.All(_blocks.Keys.Where(staged => staged.Name == name), staged => Assert.Equal(block.Length, staged.Block.Length));
        _blocks[(name, block)] = content;
    }

    internal FakeBlobContent Commit(string name, IEnumerable<string> blocks, CommitBlockListOptions options)
    {
        var content = blocks.SelectMany(block => _blocks.TryGetValue((name, block), out var staged) ? staged : throw new RequestFailedException(400, "There is no such block.", "InvalidBlockList", null)).ToArray();
        foreach (var staged in _blocks.Keys.Where(staged => staged.Name == name).ToList())
        {
            _blocks.Remove(staged);
        }

        return Write(name, content, options.Metadata ?? new Dictionary<string, string>(), options.Conditions, options.HttpHeaders);
    }

    internal bool Delete(string name) => _blobs.Remove(name);

    internal async Task<T> CallAsync<T>(bool writes, Func<T> run)
    {
        Interlocked.Increment(ref _calls);
        var fault = Faults(writes);
        await Travel();
        if (fault is Fault.FailBefore or Fault.Busy)
        {
            throw new RequestFailedException(fault == Fault.Busy ? 503 : 500, "Not done.", "ServerBusy", null);
        }

        var result = run();
        if (fault == Fault.RetriedByClient)
        {
            // The library below tries a second time, and tells of that.
            result = run();
        }

        await Travel();
        return fault == Fault.FailAfter ? throw new RequestFailedException(500, "Done.", "InternalError", null) : result;
    }

    private sealed class Pages<T>(FakeBlobs container, List<T> blobs) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            var from = continuationToken is null ? 0 : int.Parse(continuationToken, CultureInfo.InvariantCulture);
            var size = pageSizeHint ?? 5_000;
            do
            {
                await container.CallAsync(writes: false, () => 0);
                await Task.Yield();
                var next = from + size < blobs.Count ? (from + size).ToString(CultureInfo.InvariantCulture) : "";
                yield return Page<T>.FromValues([.. blobs.Skip(from).Take(size)], next, new FakeResponse(200, etag: null, DateTimeOffset.UnixEpoch));
                from += size;
            }
            while (from < blobs.Count);
        }
    }
}

internal sealed record FakeBlobContent(byte[] Content, string ETag, DateTimeOffset Modified, IDictionary<string, string> Metadata)
{
    public BlobHttpHeaders? Headers { get; init; }
}

internal sealed class FakeBlob(FakeBlobs container, string name) : BlobClient
{
    public override Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: false, () =>
        {
            var blob = container.Read(name);
            return container.Answer(BlobsModelFactory.BlobDownloadStreamingResult(new MemoryStream(blob.Content), Details(blob)));
        });

    public override Task<Stream> OpenReadAsync(BlobOpenReadOptions options, CancellationToken cancellationToken = default) =>
        container.CallAsync<Stream>(writes: false, () => new MemoryStream(container.Read(name).Content, writable: false));

    public override Task<Response<BlobDownloadResult>> DownloadContentAsync(CancellationToken cancellationToken) =>
        DownloadContentAsync(options: null, cancellationToken);

    public override Task<Response<BlobDownloadResult>> DownloadContentAsync(BlobDownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: false, () =>
        {
            var blob = container.Read(name);
            return options?.Conditions?.IfNoneMatch?.ToString() == blob.ETag
                ? new NotModified<BlobDownloadResult>(container.Answer(0).GetRawResponse())
                : container.Answer(BlobsModelFactory.BlobDownloadResult(new BinaryData(blob.Content), Details(blob)));
        });

    public override Task<Response<BlobProperties>> GetPropertiesAsync(
        BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: false, () =>
        {
            var blob = container.Read(name);
            return container.Answer(BlobsModelFactory.BlobProperties(eTag: new ETag(blob.ETag), lastModified: blob.Modified, metadata: blob.Metadata));
        });

    public override Task<Response<BlobContentInfo>> UploadAsync(
        BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: true, () =>
        {
            var blob = container.Write(name, content.ToArray(), options.Metadata ?? new Dictionary<string, string>(), options.Conditions, options.HttpHeaders);
            return container.Answer(BlobsModelFactory.BlobContentInfo(new ETag(blob.ETag), blob.Modified, contentHash: null, versionId: null, encryptionKeySha256: null, encryptionScope: null, blobSequenceNumber: 0));
        });

    public override Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = default, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: true, () => container.Answer(container.Delete(name)));

    // As the client library does: it is no failure.
    private sealed class NotModified<T>(Response now) : Response<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("The answer has no body.");

        public override Response GetRawResponse() => new FakeResponse(304, etag: null, now.Headers.Date ?? DateTimeOffset.UnixEpoch);
    }

    private static BlobDownloadDetails Details(FakeBlobContent blob) =>
        BlobsModelFactory.BlobDownloadDetails(
            contentLength: blob.Content.Length, eTag: new ETag(blob.ETag), lastModified: blob.Modified, metadata: blob.Metadata);
}

/// <summary>A blob that is written in blocks. Committing discards those that are not named.</summary>
internal sealed class FakeBlockBlob(FakeBlobs container, string name) : BlockBlobClient
{
    public override Task<Response<BlockInfo>> StageBlockAsync(string base64BlockId, Stream content, BlockBlobStageBlockOptions? options = null, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: true, () =>
        {
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            container.Stage(name, base64BlockId, copy.ToArray());
            return container.Answer(BlobsModelFactory.BlockInfo(null, null, null));
        });

    public override Task<Response<BlobContentInfo>> CommitBlockListAsync(IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default) =>
        container.CallAsync(writes: true, () =>
        {
            var blob = container.Commit(name, base64BlockIds, options);
            return container.Answer(BlobsModelFactory.BlobContentInfo(new ETag(blob.ETag), blob.Modified, contentHash: null, versionId: null, encryptionKeySha256: null, encryptionScope: null, blobSequenceNumber: 0));
        });

    public override Task<Response<BlobProperties>> GetPropertiesAsync(BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        container.GetBlobClient(name).GetPropertiesAsync(conditions, cancellationToken);
}
