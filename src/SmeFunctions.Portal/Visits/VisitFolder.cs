using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>What a run of the fold did.</summary>
/// <param name="Rows">Writers' rows added to totals.</param>
/// <param name="Visits">The visits in them, machines' too.</param>
/// <param name="Purged">Tombstones deleted.</param>
internal sealed record FoldResult(int Rows, long Visits, int Purged);

/// <summary>
/// Adds the rows that no writer has touched for a while to the totals, days and rankings. Any number may run at once, at any time.
/// </summary>
/// <remarks>
/// <para>A fold is one transaction: totals and days go up, each folded row becomes a tombstone, all under the ETags that were read. So a row is
/// added once or not at all, whoever races: a second fold finds another ETag, and so does a writer that wakes up; the writer then reads its
/// row, learns from the tombstone whether its last batch is in it, and goes on with a new row. The age of a row
/// (by the storage's own clock: <c>Timestamp</c> against the <c>Date</c> of the response) only decides what is worth folding; a wrong clock costs time, never visits.</para>
/// <para>Storage calls per partition: one query (a page per 1,000 open rows), then per transaction of up to 100 rows one read of the head and each day of
/// the site, one read and, if it was folded before, one query for each article; one query for old tombstones and one transaction per 100 of them.</para>
/// </remarks>
internal sealed partial class VisitFolder(TableClient table, IOptions<VisitOptions> options, TimeProvider time, ILogger<VisitFolder> logger, PortalTelemetry? telemetry = null)
{
    private const int MaxTries = 8;
    private const int PartitionsAtOnce = 4;
    private const int ReadsAtOnce = 8;

    private readonly VisitOptions _options = options.Value;
    private readonly VisitClock _clock = new(time, options.Value.TimeZone);

    /// <exception cref="RequestFailedException">Storage failed over and over; what was folded stays folded, the next run does the rest.</exception>
    public async Task<FoldResult> FoldAsync(CancellationToken cancellationToken = default)
    {
        var results = new FoldResult[VisitKeys.Partitions];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, PartitionsAtOnce).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < results.Length; i = Interlocked.Increment(ref next))
            {
                results[i] = await FoldPartitionAsync(VisitKeys.Partition(i), cancellationToken);
            }
        }));

        var result = new FoldResult(results.Sum(r => r.Rows), results.Sum(r => r.Visits), results.Sum(r => r.Purged));
        if (result.Rows > 0 || result.Purged > 0)
        {
            telemetry?.Folded(result.Visits);
            LogFolded(logger, result.Rows, result.Visits, result.Purged);
        }

        return result;
    }

    internal async Task<FoldResult> FoldPartitionAsync(string partition, CancellationToken cancellationToken = default)
    {
        var (rows, visits) = (0, 0L);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var left = new Queue<TableEntity>(await OldAsync(
                    $"{VisitKeys.HeadFilter(partition)} and {VisitRows.Sequence} eq 0L", _options.FoldAfter, cancellationToken));
                while (left.Count > 0)
                {
                    var folded = await FoldSomeAsync(partition, left, cancellationToken);
                    rows += folded.Count;
                    visits += folded.Sum(row => VisitRows.Long(row, VisitRows.Visits));
                }

                return new FoldResult(rows, visits, await PurgeAsync(partition, cancellationToken));
            }
            catch (Exception exception) when (VisitRows.IsStorageFailure(exception) && tries < MaxTries && !cancellationToken.IsCancellationRequested)
            {
                // Lost a race, or no answer: look again at what is there now.
                LogRetry(logger, exception, partition, tries);
                await Task.Delay(_options.PauseAfter(tries), time, cancellationToken);
            }
        }
    }

    /// <summary>The day rows of an article from a day on.</summary>
    internal static async Task<SortedDictionary<int, (long Visits, TableEntity Row)>> DaysAsync(
        TableClient table, string partition, string slug, DateOnly from, CancellationToken cancellationToken)
    {
        var days = new SortedDictionary<int, (long, TableEntity)>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            VisitKeys.DaysFilter(partition, slug, VisitKeys.Number(from)), 1000, null, cancellationToken))
        {
            days[VisitKeys.DayOf(row.RowKey)] = (VisitRows.Long(row, VisitRows.Visits), row);
        }

        return days;
    }

    private async Task<List<TableEntity>> OldAsync(string filter, TimeSpan age, CancellationToken cancellationToken)
    {
        var old = new List<TableEntity>();
        await foreach (var page in table.QueryAsync<TableEntity>(filter, 1000, null, cancellationToken).AsPages())
        {
            var now = page.GetRawResponse().Headers.Date ?? time.GetUtcNow();
            old.AddRange(page.Values.Where(row => row.RowKey != VisitKeys.Head && now - row.Timestamp >= age));
        }

        return old;
    }

    /// <summary>Takes as many rows as fit into one transaction.</summary>
    private async Task<List<TableEntity>> FoldSomeAsync(string partition, Queue<TableEntity> left, CancellationToken cancellationToken)
    {
        var taken = new List<TableEntity>();
        var keys = new HashSet<string> { VisitKeys.Head };
        while (left.TryPeek(out var row))
        {
            string[] touched = [row.RowKey, .. Totals(row)];
            if (keys.Union(touched).Count() > VisitRows.MaxTransaction)
            {
                break;
            }

            keys.UnionWith(touched);
            taken.Add(left.Dequeue());
        }

        var head = await VisitRows.FindAsync(table, partition, VisitKeys.Head, null, cancellationToken);
        var ranking = VisitRanking.Read(head);
        var sequence = (head is null ? 0 : VisitRows.Long(head, VisitRows.Sequence)) + 1;
        var newHead = new TableEntity(partition, VisitKeys.Head) { [VisitRows.Sequence] = sequence };
        var actions = new List<TableTransactionAction> { VisitBases.Conditional(newHead, head?.ETag) };

        using var turns = new SemaphoreSlim(ReadsAtOnce);
        var articles = taken.GroupBy(row => VisitKeys.SlugOf(row.RowKey)).ToList();
        var folds = await Task.WhenAll(articles.Where(a => a.Key != VisitKeys.Bots).Select(a => FoldArticleAsync(partition, a, sequence, turns, cancellationToken)));
        foreach (var (slug, changes, entry) in folds)
        {
            actions.AddRange(changes);
            ranking.Entries[slug] = entry;
        }

        foreach (var day in taken.GroupBy(row => VisitRows.Int(row, VisitRows.Day)))
        {
            var site = await VisitRows.FindAsync(table, partition, VisitKeys.SiteDay(day.Key), null, cancellationToken);
            var bots = day.Where(IsBots).Sum(row => VisitRows.Long(row, VisitRows.Visits));
            var all = day.Sum(row => VisitRows.Long(row, VisitRows.Visits));
            actions.Add(VisitBases.Conditional(new TableEntity(partition, VisitKeys.SiteDay(day.Key))
            {
                [VisitRows.Visits] = (site is null ? 0 : VisitRows.Long(site, VisitRows.Visits)) + all - bots,
                [VisitRows.Bots] = (site is null ? 0 : VisitRows.Long(site, VisitRows.Bots)) + bots,
                [VisitRows.Sequence] = sequence,
            }, site?.ETag));
        }

        foreach (var row in taken)
        {
            actions.Add(new(TableTransactionActionType.UpdateReplace, new TableEntity(partition, row.RowKey)
            {
                [VisitRows.Batch] = row.GetString(VisitRows.Batch),
                [VisitRows.Day] = VisitRows.Int(row, VisitRows.Day),
                [VisitRows.Visits] = VisitRows.Long(row, VisitRows.Visits),
                [VisitRows.Writer] = row.GetString(VisitRows.Writer),
                [VisitRows.Sequence] = sequence,
                [VisitRows.FoldedAt] = time.GetUtcNow(),
            }, row.ETag));
        }

        ranking.Write(newHead, _clock.Today);
        VisitRows.CheckTransaction(actions);
        await table.SubmitTransactionAsync(actions, cancellationToken);
        return taken;
    }

    private async Task<(string Slug, List<TableTransactionAction> Changes, VisitRanking.Entry Entry)> FoldArticleAsync(
        string partition, IGrouping<string, TableEntity> rows, long sequence, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        var slug = rows.Key;
        var folded = rows.GroupBy(row => VisitRows.Int(row, VisitRows.Day)).ToDictionary(
            day => day.Key, day => day.Sum(row => VisitRows.Long(row, VisitRows.Visits)));
        var month = _clock.Today.AddDays(1 - VisitRanking.Days);
        var oldest = VisitKeys.Date(folded.Keys.Min());
        TableEntity? total;
        SortedDictionary<int, (long Visits, TableEntity Row)> days;
        await turns.WaitAsync(cancellationToken);
        try
        {
            total = await VisitRows.FindAsync(table, partition, VisitKeys.Total(slug), null, cancellationToken);
            // No total, no days; should there be some by the time of the write, it fails.
            days = total is null ? [] : await DaysAsync(table, partition, slug, oldest < month ? oldest : month, cancellationToken);
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
            changes.Add(VisitBases.Conditional(new TableEntity(partition, VisitKeys.Day(slug, day))
            {
                [VisitRows.Visits] = sums[day],
                [VisitRows.Sequence] = sequence,
            }, days.TryGetValue(day, out var present) ? present.Row.ETag : null));
        }

        var latest = Math.Max(folded.Keys.Max(), total is null ? 0 : VisitRows.Int(total, VisitRows.Day));
        var newTotal = new TableEntity(partition, VisitKeys.Total(slug))
        {
            [VisitRows.Visits] = (total is null ? 0 : VisitRows.Long(total, VisitRows.Visits)) + folded.Values.Sum(),
            [VisitRows.Day] = latest,
            [VisitRows.DayVisits] = sums.TryGetValue(latest, out var latestVisits) ? latestVisits : VisitRows.Long(total!, VisitRows.DayVisits),
            [VisitRows.Sequence] = sequence,
        };
        var all = VisitRows.Long(newTotal, VisitRows.Visits);
        if (total?.GetInt64(VisitRows.Base) is { } @base)
        {
            newTotal[VisitRows.Base] = @base;
            all += @base;
        }

        changes.Add(VisitBases.Conditional(newTotal, total?.ETag));
        return (slug, changes, new(all, [.. sums.OrderBy(day => day.Key).Select(day => (day.Key, day.Value))]));
    }

    /// <summary>The keys of the totals that a row is added to.</summary>
    private static string[] Totals(TableEntity row)
    {
        var slug = VisitKeys.SlugOf(row.RowKey);
        var day = VisitRows.Int(row, VisitRows.Day);
        return slug == VisitKeys.Bots
            ? [VisitKeys.SiteDay(day)]
            : [VisitKeys.SiteDay(day), VisitKeys.Total(slug), VisitKeys.Day(slug, day)];
    }

    private static bool IsBots(TableEntity row) => VisitKeys.SlugOf(row.RowKey) == VisitKeys.Bots;

    /// <summary>Deletes tombstones no writer can be in doubt about any more: old by the folder's clock and by the storage's.</summary>
    private async Task<int> PurgeAsync(string partition, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - _options.TombstoneFor).UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
        var old = await OldAsync(
            $"{VisitKeys.HeadFilter(partition)} and {VisitRows.Sequence} gt 0L and {VisitRows.FoldedAt} lt datetime'{before}'",
            _options.TombstoneFor, cancellationToken);
        foreach (var some in old.Chunk(VisitRows.MaxTransaction))
        {
            var actions = some.Select(row => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, row.RowKey), row.ETag)).ToList();
            VisitRows.CheckTransaction(actions);
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }

        return old.Count;
    }

    [LoggerMessage(1, LogLevel.Information, "Folded {Rows} rows with {Visits} visits, deleted {Purged} tombstones.")]
    private static partial void LogFolded(ILogger logger, int rows, long visits, int purged);

    [LoggerMessage(2, LogLevel.Warning, "Folding partition {Partition} failed at try {Tries}.")]
    private static partial void LogRetry(ILogger logger, Exception exception, string partition, int tries);
}
