using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// What the reconciler knows without asking the status store: which version of each seed was seen through, and when it is due next. An entry is a
/// fact that stays true, so that an old memory costs questions and hides nothing. It is kept in a blob over restarts.
/// </summary>
internal sealed class ReconcileCheckpoint
{
    private const string BlobName = "sweep.json.gz";

    private readonly Dictionary<string, Entry> _seeds = [];
    private ETag? _storedETag;
    private DateTimeOffset _storedAt;
    private bool _isChanged;

    /// <summary>When the whole status store was read last.</summary>
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

    /// <summary>Reads what was kept; one call.</summary>
    /// <returns>The memory; an empty one that was never compared, when nothing was kept or it cannot be read.</returns>
    public static async Task<ReconcileCheckpoint> LoadAsync(ContentAccount account, CancellationToken cancellationToken)
    {
        var memory = new ReconcileCheckpoint();
        await memory.MergeAsync(account, cancellationToken);
        memory._isChanged = false;
        return memory;
    }

    /// <summary>Whether there is nothing to ask about a seed in this version; of one that is gone, not yet.</summary>
    public bool IsSettled(string name, string? etag, DateTimeOffset now) =>
        _seeds.TryGetValue(name, out var entry) && entry.ETag == etag && (etag is null ? entry.Due > now : !(entry.Due <= now));

    public void SetSettled(string name, string? etag, DateTimeOffset? due) => Set(name, new Entry(etag, due));

    /// <summary>Keeps a name in mind whose present version was not seen through: it may be gone by the next reconciliation.</summary>
    public void SetPending(string name) => Set(name, new Entry());

    /// <summary>The same, unless something is known of it already.</summary>
    public void AddPending(string name)
    {
        if (!_seeds.ContainsKey(name))
        {
            SetPending(name);
        }
    }

    public void Remove(string name) => _isChanged |= _seeds.Remove(name);

    /// <summary>Keeps it, if it changed and was not kept a moment ago. Of two that do so at once the second takes over what the first knew.</summary>
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
            // Who of the two is right the status store knows.
            Set(name, !_seeds.TryGetValue(name, out var own) || own == entry ? entry : new Entry());
        }
    }

    private void Set(string name, Entry entry)
    {
        if (!_seeds.TryGetValue(name, out var known) || known != entry)
        {
            _seeds[name] = entry;
            _isChanged = true;
        }
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
            // Of another version of the portal, perhaps: what it knew is read from the status store once more.
            return null;
        }
    }

    // With another container or table nothing of it is true.
    private static string GetSource(ContentAccount account) => $"{account.Seeds.Name}/{account.SeedsTable.Name}";

    internal sealed record Snapshot(string Of, DateTimeOffset ComparedAt, Dictionary<string, Entry> Seeds);

    /// <param name="ETag">The version that was seen through; <see langword="null"/> when none is known to be, or it is gone.</param>
    /// <param name="Due">When it comes to another end.</param>
    internal sealed record Entry([property: JsonPropertyName("e")] string? ETag = null, [property: JsonPropertyName("d")] DateTimeOffset? Due = null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReconcileCheckpoint.Snapshot))]
internal sealed partial class ReconcileCheckpointJson : JsonSerializerContext;
