using System.Globalization;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>A version of a seed that was ingested, or its deletion.</summary>
public sealed record SeedVersion
{
    /// <summary>Characters of a key that are the time.</summary>
    private const int TimeLength = 16;

    /// <summary>Identifies it among the versions of the seed; sorts the newest first.</summary>
    public required string Key { get; init; }

    /// <summary>When it was uploaded, UTC; of a deletion, when it was noticed.</summary>
    public required DateTimeOffset Uploaded { get; init; }

    /// <summary>SHA-256 of the content, in hexadecimal digits; <see langword="null"/> for a deletion, and for a version that was too large.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Bytes.</summary>
    public long Length { get; init; }

    /// <summary>Who changed it in the editors' pages; <see langword="null"/> for a change with another tool.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>The key of the version that it restores.</summary>
    public string? RestoredFrom { get; init; }

    /// <summary>Whether the seed was deleted after the version before.</summary>
    public bool IsDeletion => Key.EndsWith(SeedKeys.DeletionEnd, StringComparison.Ordinal);

    /// <summary>Describes a version that is in the container.</summary>
    /// <param name="seed">The version.</param>
    /// <param name="contentHash">Under which its content is stored.</param>
    /// <param name="last">The key of the version before.</param>
    /// <param name="now">The time.</param>
    internal static SeedVersion Create(Seed seed, string? contentHash, string? last, DateTimeOffset now) => new()
    {
        Key = CreateKey(seed, last, now),
        Uploaded = seed.Uploaded,
        ContentHash = contentHash,
        Length = seed.Length,
        ChangedBy = seed.Change?.By,
        RestoredFrom = seed.Change?.RestoredFrom,
    };

    /// <summary>Describes the deletion after a version.</summary>
    /// <param name="last">The key of the version.</param>
    /// <param name="now">The time.</param>
    /// <returns>The deletion; <see langword="null"/> when it is described already.</returns>
    internal static SeedVersion? CreateDeletion(string last, DateTimeOffset now) =>
        last.EndsWith(SeedKeys.DeletionEnd, StringComparison.Ordinal) ? null : new() { Key = last[..TimeLength] + SeedKeys.DeletionEnd, Uploaded = now };

    // The time of ingestion, because storage tells the time of an upload in seconds only. Clocks of machines differ, so a key always sorts before the last one.
    private static string CreateKey(Seed seed, string? last, DateTimeOffset now)
    {
        var inverted = DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks;
        if (last is not null)
        {
            inverted = Math.Min(inverted, long.Parse(last.AsSpan(0, TimeLength), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{inverted:x16}-{SeedName.ComputeHash(seed.ETag)[..8]}");
    }

    /// <summary>Creates the entity. Who deleted a seed is left out if that is not known, so that merging keeps it.</summary>
    internal TableEntity ToEntity(SeedName name)
    {
        var row = new TableEntity(SeedKeys.GetPartitionKey(name), SeedKeys.GetVersionsStart(name) + Key)
        {
            ["Uploaded"] = Uploaded,
            ["Content"] = ContentHash,
            ["Length"] = Length,
            ["RestoredFrom"] = RestoredFrom,
        };
        if (ChangedBy is not null)
        {
            row["ChangedBy"] = ChangedBy;
        }

        return row;
    }

    internal static SeedVersion Read(TableEntity row) => new()
    {
        Key = row.RowKey[(row.RowKey.LastIndexOf('|') + 1)..],
        Uploaded = row.GetDateTimeOffset("Uploaded")!.Value,
        ContentHash = row.GetString("Content"),
        Length = row.GetInt64("Length") ?? 0,
        ChangedBy = row.GetString("ChangedBy"),
        RestoredFrom = row.GetString("RestoredFrom"),
    };
}

/// <summary>Who changed a seed in the editors' pages: blob metadata, which is stored with the content in one call.</summary>
/// <param name="By">Name of the person.</param>
/// <param name="RestoredFrom">The key of the version that is restored.</param>
public sealed record SeedChange(string By, string? RestoredFrom = null)
{
    private const string ByKey = "changedby";
    private const string RestoredFromKey = "restoredfrom";

    // Metadata are headers, which are ASCII.
    internal Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { [ByKey] = Uri.EscapeDataString(By) };
        if (RestoredFrom is not null)
        {
            metadata[RestoredFromKey] = RestoredFrom;
        }

        return metadata;
    }

    internal static SeedChange? FromMetadata(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(ByKey, out var by) ? new SeedChange(Uri.UnescapeDataString(by), metadata.TryGetValue(RestoredFromKey, out var from) ? from : null) : null;
}
