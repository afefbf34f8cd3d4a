using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// What the reconciler knows without reading the status table: the settled version of each seed, and when it is due next. An entry stays true
/// until the metadata file of the seed changes, which makes it pending. So an outdated checkpoint costs extra reads and hides nothing. A blob keeps it across restarts. docs/design/reconciliation.md describes
/// its use.
/// </summary>
internal sealed class ReconcileCheckpoint
{
    private const string BlobName = "sweep.json.gz";

    private readonly Dictionary<string, Entry> _seeds = [];
    private ETag? _storedETag;
    private DateTimeOffset _storedAt;
    private bool _isChanged;

    /// <summary>When the whole status table was last read.</summary>
    public DateTimeOffset ComparedAt
    {
        get;
        set
        {
            field = value;
            _isChanged = true;
        }
    }

    public IEnumerable<string> Names => _seeds.Keys;

    public int Count => _seeds.Count;

    /// <summary>Loads the stored checkpoint; one call.</summary>
    /// <returns>The checkpoint; an empty one if none is stored, or it cannot be read.</returns>
    public static async Task<ReconcileCheckpoint> LoadAsync(ContentAccount account, CancellationToken cancellationToken)
    {
        var memory = new ReconcileCheckpoint();
        await memory.MergeAsync(account, cancellationToken);
        memory._isChanged = false;
        return memory;
    }

    /// <summary>Whether this version of a seed is settled and not due. A deleted seed is settled until its removal is due.</summary>
    public bool IsSettled(string name, string? etag, DateTimeOffset now) =>
        _seeds.TryGetValue(name, out var entry) && entry.ETag == etag && (etag is null ? entry.Due > now : !(entry.Due <= now));

    /// <returns>Whether that is new.</returns>
    public bool SetSettled(string name, string? etag, DateTimeOffset? due) => Set(name, new Entry(etag, due));

    /// <summary>Remembers a seed whose current version is not settled, because it may be deleted before the next reconciliation.</summary>
    public void SetPending(string name) => Set(name, new Entry());

    /// <summary>The same, unless the checkpoint already has an entry.</summary>
    public void AddPending(string name)
    {
        if (!_seeds.ContainsKey(name))
        {
            SetPending(name);
        }
    }

    /// <returns>Whether there was an entry.</returns>
    public bool Remove(string name)
    {
        var isRemoved = _seeds.Remove(name);
        _isChanged |= isRemoved;
        return isRemoved;
    }

    /// <summary>Stores the checkpoint if it changed, and not more often than given. If another process stored one meanwhile, merges it.</summary>
    public async Task SaveAsync(ContentAccount account, TimeSpan atMostEvery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_isChanged || now - _storedAt < atMostEvery)
        {
            return;
        }

        try
        {
            var answer = await account.Operations.GetBlobClient(BlobName).UploadAsync(
                new BinaryData(Serialize(account)),
                new BlobUploadOptions
                {
                    Conditions = _storedETag is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/gzip" },
                },
                cancellationToken);
            (_storedETag, _storedAt, _isChanged) = (answer.Value.ETag, now, false);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            await MergeAsync(account, cancellationToken);
        }
    }

    private async Task MergeAsync(ContentAccount account, CancellationToken cancellationToken)
    {
        BlobDownloadResult blob;
        try
        {
            blob = (await account.Operations.GetBlobClient(BlobName).DownloadContentAsync(cancellationToken)).Value;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            _storedETag = null;
            return;
        }

        _storedETag = blob.Details.ETag;
        if (Deserialize(blob.Content) is not { } kept || kept.Of != GetSource(account))
        {
            return;
        }

        ComparedAt = kept.ComparedAt > ComparedAt ? kept.ComparedAt : ComparedAt;
        foreach (var (name, entry) in kept.Seeds)
        {
            // The status table decides which of the two is right.
            Set(name, !_seeds.TryGetValue(name, out var own) || own == entry ? entry : new Entry());
        }
    }

    private bool Set(string name, Entry entry)
    {
        if (_seeds.TryGetValue(name, out var known) && known == entry)
        {
            return false;
        }

        _seeds[name] = entry;
        return _isChanged = true;
    }

    private byte[] Serialize(ContentAccount account)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(gzip, new Snapshot(GetSource(account), ComparedAt, _seeds), ReconcileCheckpointJson.Default.Snapshot);
        }

        return packed.ToArray();
    }

    private static Snapshot? Deserialize(BinaryData content)
    {
        try
        {
            using var gzip = new GZipStream(content.ToStream(), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(gzip, ReconcileCheckpointJson.Default.Snapshot);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // Probably of another version of the portal. The reconciler reads the status table again.
            return null;
        }
    }

    // No entry is valid for another container or table.
    private static string GetSource(ContentAccount account) => $"{account.Seeds.Name}/{account.SeedsTable.Name}";

    internal sealed record Snapshot(string Of, DateTimeOffset ComparedAt, Dictionary<string, Entry> Seeds);

    /// <param name="ETag">The settled version; <see langword="null"/> when none is known, or the seed is deleted.</param>
    /// <param name="Due">When it has another outcome.</param>
    internal sealed record Entry([property: JsonPropertyName("e")] string? ETag = null, [property: JsonPropertyName("d")] DateTimeOffset? Due = null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReconcileCheckpoint.Snapshot))]
internal sealed partial class ReconcileCheckpointJson : JsonSerializerContext;
