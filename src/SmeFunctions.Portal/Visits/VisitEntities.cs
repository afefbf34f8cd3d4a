using System.IO.Compression;
using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Column names, and rules that several classes share.</summary>
internal static class VisitEntities
{
    public const string Batch = "Batch";
    public const string Visits = "Visits";
    public const string Bots = "Bots";
    public const string Day = "Day";
    public const string DayVisits = "DayVisits";
    public const string Writer = "Writer";
    public const string CompactedAt = "FoldedAt";
    public const string Base = "Base";

    /// <summary>
    /// On the head: the number of compactions of the partition. On totals, days and tombstones: the compaction that wrote them. 0 on a process's
    /// entity means open.
    /// </summary>
    public const string Sequence = "Sequence";

    public static long GetLong(TableEntity row, string name) => row.GetInt64(name) ?? 0;

    public static int GetInt(TableEntity row, string name) => row.GetInt32(name) ?? 0;

    public static async Task<TableEntity?> FindAsync(
        TableClient table, string partition, string key, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, select, cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>
    /// True for responses that leave open whether a write was stored, or that report a failed condition; false for bugs. A broken connection is a
    /// <see cref="RequestFailedException"/> with status 0. A client with retries wraps several failures into one.
    /// </summary>
    public static bool IsStorageFailure(Exception exception) => exception switch
    {
        RequestFailedException or OperationCanceledException or IOException => true,
        AggregateException several => several.InnerExceptions.All(IsStorageFailure),
        _ => false,
    };

    /// <summary>The entity is not in the required state. A retry inside the SDK reports this for a write that was stored.</summary>
    public static bool IsConflict(Exception exception) =>
        exception is RequestFailedException { Status: 404 or 409 or 412 };

    /// <summary>Checks the rules of transactions, because Azurite accepts what Azure refuses.</summary>
    public static void CheckTransaction(IReadOnlyCollection<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MaxTransaction)
        {
            throw new InvalidOperationException($"A transaction holds 1 to {MaxTransaction} entities, not {actions.Count}.");
        }

        var keys = new HashSet<string>(actions.Count);
        string? partition = null;
        foreach (var action in actions)
        {
            partition ??= action.Entity.PartitionKey;
            if (action.Entity.PartitionKey != partition)
            {
                throw new InvalidOperationException("A transaction holds entities of one partition.");
            }

            if (!keys.Add(action.Entity.RowKey))
            {
                throw new InvalidOperationException($"A transaction holds each entity once: {action.Entity.RowKey}");
            }
        }
    }

    public const int MaxTransaction = 100;
}

/// <summary>
/// The most visited articles of one partition. They are stored in its head, in the same transaction as the totals, so a list needs no scan.
/// </summary>
internal sealed class VisitRanking
{
    /// <summary>Articles per window.</summary>
    public const int MaxEntries = 200;

    /// <summary>The longest window in days.</summary>
    public const int Days = 30;

    private const string Count = "Ranks";
    private const string Part = "Rank";
    private const int PartBytes = 60_000;

    public Dictionary<string, Entry> Entries { get; } = [];

    /// <summary>All includes the imported count.</summary>
    public sealed record Entry(long All, IReadOnlyList<(int Day, long Visits)> Days)
    {
        public long GetVisitsSince(int day)
        {
            var sum = 0L;
            foreach (var entry in Days)
            {
                sum += entry.Day >= day ? entry.Visits : 0;
            }

            return sum;
        }
    }

    public static VisitRanking Read(TableEntity? head)
    {
        var ranking = new VisitRanking();
        var parts = head?.GetInt32(Count) ?? 0;
        if (parts == 0)
        {
            return ranking;
        }

        using var packed = new MemoryStream();
        for (var i = 0; i < parts; i++)
        {
            packed.Write(head!.GetBinary(Part + i));
        }

        packed.Position = 0;
        using var unpacked = new DeflateStream(packed, CompressionMode.Decompress);
        using var reader = new BinaryReader(unpacked);
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var slug = reader.ReadString();
            var all = reader.Read7BitEncodedInt64();
            var days = new (int, long)[reader.Read7BitEncodedInt()];
            for (var i = 0; i < days.Length; i++)
            {
                days[i] = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64());
            }

            ranking.Entries[slug] = new Entry(all, days);
        }

        return ranking;
    }

    /// <summary>Selects the best of each window as of <paramref name="today"/>, and writes them to the head.</summary>
    public void Write(TableEntity head, DateOnly today)
    {
        Trim(today);
        using var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write7BitEncodedInt(Entries.Count);
            foreach (var (slug, entry) in Entries)
            {
                writer.Write(slug);
                writer.Write7BitEncodedInt64(entry.All);
                writer.Write7BitEncodedInt(entry.Days.Count);
                foreach (var (day, visits) in entry.Days)
                {
                    writer.Write7BitEncodedInt(day);
                    writer.Write7BitEncodedInt64(visits);
                }
            }
        }

        var bytes = packed.ToArray();
        var parts = 0;
        for (var at = 0; at < bytes.Length; at += PartBytes)
        {
            head[Part + parts++] = bytes[at..Math.Min(bytes.Length, at + PartBytes)];
        }

        head[Count] = parts;
    }

    private void Trim(DateOnly today)
    {
        var oldest = VisitKeys.ToNumber(today.AddDays(1 - Days));
        foreach (var (slug, entry) in Entries.ToList())
        {
            if (entry.Days.Any(d => d.Day < oldest))
            {
                Entries[slug] = entry with { Days = [.. entry.Days.Where(d => d.Day >= oldest)] };
            }
        }

        if (Entries.Count <= MaxEntries)
        {
            return;
        }

        var kept = new HashSet<string>();
        int[] windows = [0, VisitKeys.ToNumber(today), VisitKeys.ToNumber(today.AddDays(-6)), oldest];
        foreach (var from in windows)
        {
            kept.UnionWith(Entries
                .Select(e => (e.Key, Visits: from == 0 ? e.Value.All : e.Value.GetVisitsSince(from)))
                .Where(e => e.Visits > 0)
                .OrderByDescending(e => e.Visits)
                .ThenBy(e => e.Key, StringComparer.Ordinal)
                .Take(MaxEntries)
                .Select(e => e.Key));
        }

        foreach (var slug in Entries.Keys.Where(slug => !kept.Contains(slug)).ToList())
        {
            Entries.Remove(slug);
        }
    }
}
