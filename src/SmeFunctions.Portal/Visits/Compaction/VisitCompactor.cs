using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>The result of a compaction.</summary>
/// <param name="Rows">Entities added to totals.</param>
/// <param name="Visits">Their visits, including machines.</param>
/// <param name="Deleted">Deleted tombstones.</param>
public sealed record CompactionResult(int Rows, long Visits, int Deleted);

/// <summary>Adds the entities that no process has written for a while to totals, days and rankings. Any number may run at the same time.</summary>
/// <remarks>
/// A compaction is one transaction under the ETags that were read: totals and days grow, and each entity becomes a tombstone. An entity is therefore
/// added once or not at all. A second compaction fails; a writer that wakes up fails, reads the tombstone, sees whether its last batch is in it, and
/// continues with a new entity. The age of an entity (storage time: <c>Timestamp</c> against the <c>Date</c> of the response) decides only what is
/// worth compacting. Calls per partition: one query; per transaction of up to 100 entities one read of the head, of each day, and one or two for each
/// article; one query for old tombstones, and one transaction per 100 of them.
/// </remarks>
public sealed partial class VisitCompactor(TableClient table, IOptions<VisitOptions> options, TimeProvider time, ILogger<VisitCompactor> logger, PortalTelemetry? telemetry = null)
{
    private const int MaxTries = 8;
    private const int MaxParallelPartitions = 4;
    private const int MaxParallelReads = 8;

    private readonly VisitOptions _options = options.Value;
    private readonly VisitClock _clock = new(time, options.Value.TimeZone);

    /// <exception cref="RequestFailedException">Storage failed repeatedly. What was compacted stays; the next run does the rest.</exception>
    public async Task<CompactionResult> CompactAsync(CancellationToken cancellationToken = default)
    {
        var results = new CompactionResult[VisitKeys.Partitions];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, MaxParallelPartitions).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < results.Length; i = Interlocked.Increment(ref next))
            {
                results[i] = await CompactPartitionAsync(VisitKeys.GetPartitionName(i), cancellationToken);
            }
        }));

        var result = new CompactionResult(results.Sum(r => r.Rows), results.Sum(r => r.Visits), results.Sum(r => r.Deleted));
        if (result.Rows > 0 || result.Deleted > 0)
        {
            telemetry?.VisitsCompacted(result.Visits);
            LogCompacted(logger, result.Rows, result.Visits, result.Deleted);
        }

        return result;
    }

    internal async Task<CompactionResult> CompactPartitionAsync(string partition, CancellationToken cancellationToken = default)
    {
        var (rows, visits) = (0, 0L);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var left = new Queue<TableEntity>(await ReadOpenAsync(partition, cancellationToken));
                while (left.Count > 0)
                {
                    var folded = await CompactBatchAsync(partition, left, cancellationToken);
                    rows += folded.Count;
                    visits += folded.Sum(row => VisitEntities.GetLong(row, VisitEntities.Visits));
                }

                return new CompactionResult(rows, visits, await DeleteTombstonesAsync(partition, cancellationToken));
            }
            catch (Exception exception) when (VisitEntities.IsStorageFailure(exception) && tries < MaxTries && !cancellationToken.IsCancellationRequested)
            {
                // Lost a race, or no response: read the current state.
                LogRetry(logger, exception, partition, tries);
                await Task.Delay(_options.GetRetryDelay(tries), time, cancellationToken);
            }
        }
    }

    /// <summary>The day entities of an article from a day on.</summary>
    internal static async Task<SortedDictionary<int, (long Visits, TableEntity Row)>> ReadDaysAsync(
        TableClient table, string partition, string slug, DateOnly from, CancellationToken cancellationToken)
    {
        var days = new SortedDictionary<int, (long, TableEntity)>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            VisitKeys.GetDaysFilter(partition, slug, VisitKeys.ToNumber(from)), 1000, null, cancellationToken))
        {
            days[VisitKeys.GetDay(row.RowKey)] = (VisitEntities.GetLong(row, VisitEntities.Visits), row);
        }

        return days;
    }

    /// <summary>
    /// The open entities that are old enough. Where there are many, younger ones are taken: each of them costs every process a read.
    /// </summary>
    private async Task<List<TableEntity>> ReadOpenAsync(string partition, CancellationToken cancellationToken)
    {
        var youngest = _options.CompactAfter < _options.CompactAfterWhenMany ? _options.CompactAfter : _options.CompactAfterWhenMany;
        var (rows, count) = await ReadOldRowsAsync($"{VisitKeys.GetHeadFilter(partition)} and {VisitEntities.Sequence} eq 0L", youngest, cancellationToken);
        return [.. rows.Where(row => count > _options.ManyOpenRows || row.Age >= _options.CompactAfter).Select(row => row.Row)];
    }

    /// <returns>The entities of at least that age, and the number of entities of any age.</returns>
    private async Task<(List<(TableEntity Row, TimeSpan Age)> Old, int Count)> ReadOldRowsAsync(string filter, TimeSpan age, CancellationToken cancellationToken)
    {
        var old = new List<(TableEntity, TimeSpan)>();
        var count = 0;
        await foreach (var page in table.QueryAsync<TableEntity>(filter, 1000, null, cancellationToken).AsPages())
        {
            var now = page.GetRawResponse().Headers.Date ?? time.GetUtcNow();
            foreach (var row in page.Values.Where(row => row.RowKey != VisitKeys.Head))
            {
                count++;
                if (now - row.Timestamp is { } rowAge && rowAge >= age)
                {
                    old.Add((row, rowAge));
                }
            }
        }

        return (old, count);
    }

    /// <summary>Selects as many entities as fit into one transaction.</summary>
    private async Task<List<TableEntity>> CompactBatchAsync(string partition, Queue<TableEntity> left, CancellationToken cancellationToken)
    {
        var taken = new List<TableEntity>();
        var keys = new HashSet<string> { VisitKeys.Head };
        while (left.TryPeek(out var row))
        {
            string[] touched = [row.RowKey, .. GetTotalKeys(row)];
            if (keys.Union(touched).Count() > VisitEntities.MaxTransaction)
            {
                break;
            }

            keys.UnionWith(touched);
            taken.Add(left.Dequeue());
        }

        var head = await VisitEntities.FindAsync(table, partition, VisitKeys.Head, null, cancellationToken);
        var ranking = VisitRanking.Read(head);
        var sequence = (head is null ? 0 : VisitEntities.GetLong(head, VisitEntities.Sequence)) + 1;
        var newHead = new TableEntity(partition, VisitKeys.Head) { [VisitEntities.Sequence] = sequence };
        var actions = new List<TableTransactionAction> { ImportedVisitCounts.CreateConditionalAction(newHead, head?.ETag) };

        using var turns = new SemaphoreSlim(MaxParallelReads);
        var articles = taken.GroupBy(row => VisitKeys.GetSlug(row.RowKey)).ToList();
        var folds = await Task.WhenAll(articles.Where(a => a.Key != VisitKeys.Bots).Select(a => CompactArticleAsync(partition, a, sequence, turns, cancellationToken)));
        foreach (var (slug, changes, entry) in folds)
        {
            actions.AddRange(changes);
            ranking.Entries[slug] = entry;
        }

        foreach (var day in taken.GroupBy(row => VisitEntities.GetInt(row, VisitEntities.Day)))
        {
            var site = await VisitEntities.FindAsync(table, partition, VisitKeys.GetSiteDayKey(day.Key), null, cancellationToken);
            var bots = day.Where(IsBotRow).Sum(row => VisitEntities.GetLong(row, VisitEntities.Visits));
            var all = day.Sum(row => VisitEntities.GetLong(row, VisitEntities.Visits));
            actions.Add(ImportedVisitCounts.CreateConditionalAction(new TableEntity(partition, VisitKeys.GetSiteDayKey(day.Key))
            {
                [VisitEntities.Visits] = (site is null ? 0 : VisitEntities.GetLong(site, VisitEntities.Visits)) + all - bots,
                [VisitEntities.Bots] = (site is null ? 0 : VisitEntities.GetLong(site, VisitEntities.Bots)) + bots,
                [VisitEntities.Sequence] = sequence,
            }, site?.ETag));
        }

        foreach (var row in taken)
        {
            actions.Add(new(TableTransactionActionType.UpdateReplace, new TableEntity(partition, row.RowKey)
            {
                [VisitEntities.Batch] = row.GetString(VisitEntities.Batch),
                [VisitEntities.Day] = VisitEntities.GetInt(row, VisitEntities.Day),
                [VisitEntities.Visits] = VisitEntities.GetLong(row, VisitEntities.Visits),
                [VisitEntities.Writer] = row.GetString(VisitEntities.Writer),
                [VisitEntities.Sequence] = sequence,
                [VisitEntities.CompactedAt] = time.GetUtcNow(),
            }, row.ETag));
        }

        ranking.Write(newHead, _clock.Today);
        VisitEntities.CheckTransaction(actions);
        await table.SubmitTransactionAsync(actions, cancellationToken);
        return taken;
    }

    private async Task<(string Slug, List<TableTransactionAction> Changes, VisitRanking.Entry Entry)> CompactArticleAsync(
        string partition, IGrouping<string, TableEntity> rows, long sequence, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        var slug = rows.Key;
        var folded = rows.GroupBy(row => VisitEntities.GetInt(row, VisitEntities.Day)).ToDictionary(
            day => day.Key, day => day.Sum(row => VisitEntities.GetLong(row, VisitEntities.Visits)));
        var month = _clock.Today.AddDays(1 - VisitRanking.Days);
        var oldest = VisitKeys.ToDate(folded.Keys.Min());
        TableEntity? total;
        SortedDictionary<int, (long Visits, TableEntity Row)> days;
        await turns.WaitAsync(cancellationToken);
        try
        {
            total = await VisitEntities.FindAsync(table, partition, VisitKeys.GetTotalKey(slug), null, cancellationToken);
            // No total, so no days. If they exist by the time of the write, it fails.
            days = total is null ? [] : await ReadDaysAsync(table, partition, slug, oldest < month ? oldest : month, cancellationToken);
        }
        finally
        {
            turns.Release();
        }

        var changes = new List<TableTransactionAction>();
        var sums = days.ToDictionary(day => day.Key, day => day.Value.Visits);
        foreach (var (day, visits) in folded)
        {
            sums[day] = sums.GetValueOrDefault(day) + visits;
            changes.Add(ImportedVisitCounts.CreateConditionalAction(new TableEntity(partition, VisitKeys.GetDayKey(slug, day))
            {
                [VisitEntities.Visits] = sums[day],
                [VisitEntities.Sequence] = sequence,
            }, days.TryGetValue(day, out var present) ? present.Row.ETag : null));
        }

        var latest = Math.Max(folded.Keys.Max(), total is null ? 0 : VisitEntities.GetInt(total, VisitEntities.Day));
        var newTotal = new TableEntity(partition, VisitKeys.GetTotalKey(slug))
        {
            [VisitEntities.Visits] = (total is null ? 0 : VisitEntities.GetLong(total, VisitEntities.Visits)) + folded.Values.Sum(),
            [VisitEntities.Day] = latest,
            [VisitEntities.DayVisits] = sums.TryGetValue(latest, out var latestVisits) ? latestVisits : VisitEntities.GetLong(total!, VisitEntities.DayVisits),
            [VisitEntities.Sequence] = sequence,
        };
        var all = VisitEntities.GetLong(newTotal, VisitEntities.Visits);
        if (total?.GetInt64(VisitEntities.Base) is { } @base)
        {
            newTotal[VisitEntities.Base] = @base;
            all += @base;
        }

        changes.Add(ImportedVisitCounts.CreateConditionalAction(newTotal, total?.ETag));
        return (slug, changes, new(all, [.. sums.OrderBy(day => day.Key).Select(day => (day.Key, day.Value))]));
    }

    /// <summary>The keys of the totals that an entity is added to.</summary>
    private static string[] GetTotalKeys(TableEntity row)
    {
        var slug = VisitKeys.GetSlug(row.RowKey);
        var day = VisitEntities.GetInt(row, VisitEntities.Day);
        return slug == VisitKeys.Bots
            ? [VisitKeys.GetSiteDayKey(day)]
            : [VisitKeys.GetSiteDayKey(day), VisitKeys.GetTotalKey(slug), VisitKeys.GetDayKey(slug, day)];
    }

    private static bool IsBotRow(TableEntity row) => VisitKeys.GetSlug(row.RowKey) == VisitKeys.Bots;

    /// <summary>Deletes tombstones that no writer can need any more: old by the local clock and by the clock of storage.</summary>
    private async Task<int> DeleteTombstonesAsync(string partition, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - _options.TombstoneFor).UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
        var (old, _) = await ReadOldRowsAsync(
            $"{VisitKeys.GetHeadFilter(partition)} and {VisitEntities.Sequence} gt 0L and {VisitEntities.CompactedAt} lt datetime'{before}'",
            _options.TombstoneFor, cancellationToken);
        foreach (var some in old.Select(row => row.Row).Chunk(VisitEntities.MaxTransaction))
        {
            var actions = some.Select(row => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, row.RowKey), row.ETag)).ToList();
            VisitEntities.CheckTransaction(actions);
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }

        return old.Count;
    }

    [LoggerMessage(1, LogLevel.Information, "Folded {Rows} rows with {Visits} visits, deleted {Purged} tombstones.")]
    private static partial void LogCompacted(ILogger logger, int rows, long visits, int purged);

    [LoggerMessage(2, LogLevel.Warning, "Folding partition {Partition} failed at try {Tries}.")]
    private static partial void LogRetry(ILogger logger, Exception exception, string partition, int tries);
}
