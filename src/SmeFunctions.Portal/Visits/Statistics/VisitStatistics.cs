using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Visits;

public enum VisitWindow
{
    Today,
    SevenDays,
    ThirtyDays,
    All,
}

/// <summary>Visits of an article in a window; <see cref="VisitWindow.All"/> includes the imported count.</summary>
public readonly record struct ArticleVisits(string Slug, long Visits);

/// <summary>Visits of one day.</summary>
public readonly record struct DayVisits(DateOnly Date, long Visits);

/// <summary>Visits of the whole site on one day; those of machines are separate.</summary>
public readonly record struct SiteDayVisits(DateOnly Date, long Visits, long Bots);

/// <param name="Visits">All, including the imported count.</param>
/// <param name="Base">The imported count.</param>
/// <param name="Days">Without gaps, oldest first, ending today.</param>
public sealed record VisitHistory(long Visits, long Base, IReadOnlyList<DayVisits> Days);

/// <summary>Reads histories and rankings. Everything stored counts, compacted or not.</summary>
public sealed class VisitStatistics : IDisposable
{
    public const int MaxDays = 400;

    /// <summary>Places per window, before the caller's filter.</summary>
    private const int MaxListed = 2_000;

    /// <summary>Articles outside of the rankings whose totals are read for a list.</summary>
    private const int MaxLookups = 100;
    private const int MaxParallelPartitions = 8;
    private const int MaxTries = 5;

    private readonly TableClient _table;
    private readonly VisitOptions _options;
    private readonly VisitClock _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private Snapshot? _last;

    public VisitStatistics(TableClient table, IOptions<VisitOptions> options, TimeProvider time)
    {
        _table = table;
        _options = options.Value;
        _clock = new VisitClock(time, _options.TimeZone);
    }

    /// <summary>Reads an article's total, imported count and last <paramref name="days"/> days. Three queries: total, open entities, days.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage did not answer.</exception>
    public async Task<VisitHistory> ReadAsync(string slug, int days, CancellationToken cancellationToken = default)
    {
        VisitCounter.CheckSlug(slug);
        CheckDays(days);
        var partition = VisitKeys.GetPartitionName(VisitKeys.GetPartition(slug));
        var today = _clock.Today;
        var from = today.AddDays(1 - days);
        for (var tries = 1; ; tries++)
        {
            var total = await VisitEntities.FindAsync(_table, partition, VisitKeys.GetTotalKey(slug), null, cancellationToken);
            var sequence = total is null ? 0 : VisitEntities.GetLong(total, VisitEntities.Sequence);
            var folded = VisitCompactor.ReadDaysAsync(_table, partition, slug, from, cancellationToken);
            var rows = await ListAsync(VisitKeys.GetWritersFilter(partition, slug), cancellationToken);
            var byDay = (await folded).ToDictionary(d => d.Key, d => d.Value.Visits);
            if (tries < MaxTries && ((await folded).Values.Select(d => d.Row).Concat(rows).Any(row => VisitEntities.GetLong(row, VisitEntities.Sequence) > sequence)))
            {
                // Compacted after the total was read.
                continue;
            }

            var visits = total is null ? 0 : VisitEntities.GetLong(total, VisitEntities.Visits);
            foreach (var row in rows.Where(row => VisitEntities.GetLong(row, VisitEntities.Sequence) == 0))
            {
                var open = VisitEntities.GetLong(row, VisitEntities.Visits);
                var day = VisitEntities.GetInt(row, VisitEntities.Day);
                visits += open;
                byDay[day] = byDay.GetValueOrDefault(day) + open;
            }

            var @base = total is null ? 0 : VisitEntities.GetLong(total, VisitEntities.Base);
            return new VisitHistory(visits + @base, @base,
                [.. Range(from, days).Select(date => new DayVisits(date, byDay.GetValueOrDefault(VisitKeys.ToNumber(date))))]);
        }
    }

    /// <summary>
    /// Lists the most visited articles. At most <see cref="VisitOptions.StatisticsFreshFor"/> old; then one query per partition (a page per 1,000
    /// open entities), and up to two reads for each of 100 articles. Counts are exact for the articles of the rankings (the 200 best of each
    /// partition and window) and those 100. Other articles are not in the list.
    /// </summary>
    /// <param name="window">Days of the portal, including today.</param>
    /// <param name="limit">1 to 2,000.</param>
    /// <param name="isWanted">Selects articles, for example by language; null for all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IReadOnlyList<ArticleVisits>> ListTopAsync(
        VisitWindow window, int limit, Func<string, bool>? isWanted = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxListed);
        var snapshot = await SnapshotAsync(cancellationToken);
        return [.. snapshot.Top[(int)window].Where(article => isWanted is null || isWanted(article.Slug)).Take(limit)];
    }

    /// <summary>
    /// The visits of the whole site by day, without gaps, oldest first. At most <see cref="VisitOptions.StatisticsFreshFor"/> old; then two queries
    /// per partition.
    /// </summary>
    public async Task<IReadOnlyList<SiteDayVisits>> ListDaysAsync(int days, CancellationToken cancellationToken = default)
    {
        CheckDays(days);
        var snapshot = await SnapshotAsync(cancellationToken);
        return [.. Range(_clock.Today.AddDays(1 - days), days).Select(date =>
        {
            var (visits, bots) = snapshot.Site.GetValueOrDefault(VisitKeys.ToNumber(date));
            return new SiteDayVisits(date, visits, bots);
        })];
    }

    public void Dispose() => _turn.Dispose();

    private static void CheckDays(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaxDays);
    }

    private static IEnumerable<DateOnly> Range(DateOnly from, int days) => Enumerable.Range(0, days).Select(from.AddDays);

    private async Task<List<TableEntity>> ListAsync(string filter, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, 1000, null, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task<Snapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } current)
        {
            return current;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? (_last = await ReadPartitionAsync(cancellationToken));
        }
        finally
        {
            _turn.Release();
        }
    }

    private Snapshot? Current() =>
        Volatile.Read(ref _last) is { } last && last.Age.Elapsed <= _options.StatisticsFreshFor && last.Today == _clock.Today ? last : null;

    private async Task<Snapshot> ReadPartitionAsync(CancellationToken cancellationToken)
    {
        var age = _clock.Start();
        var today = _clock.Today;
        var next = -1;
        var partitions = new PartitionVisits[VisitKeys.Partitions];
        await Task.WhenAll(Enumerable.Range(0, MaxParallelPartitions).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < partitions.Length; i = Interlocked.Increment(ref next))
            {
                partitions[i] = await ReadPartitionAsync(VisitKeys.GetPartitionName(i), today, cancellationToken);
            }
        }));

        var site = new Dictionary<int, (long Visits, long Bots)>();
        foreach (var (day, visits, bots) in partitions.SelectMany(p => p.Site))
        {
            var sum = site.GetValueOrDefault(day);
            site[day] = (sum.Visits + visits, sum.Bots + bots);
        }

        var candidates = partitions.SelectMany(p => p.Articles).ToList();
        await LookUpAsync(candidates, today, cancellationToken);
        return new Snapshot(age, today, site,
        [
            SelectTop(candidates, a => a.GetVisitsSince(VisitKeys.ToNumber(today))),
            SelectTop(candidates, a => a.GetVisitsSince(VisitKeys.ToNumber(today.AddDays(-6)))),
            SelectTop(candidates, a => a.GetVisitsSince(VisitKeys.ToNumber(today.AddDays(1 - VisitRanking.Days)))),
            SelectTop(candidates, a => a.All),
        ]);
    }

    private static ArticleVisits[] SelectTop(List<Candidate> candidates, Func<Candidate, long> visits) =>
    [
        .. candidates.Select(a => new ArticleVisits(a.Slug, visits(a)))
            .Where(a => a.Visits > 0)
            .OrderByDescending(a => a.Visits)
            .ThenBy(a => a.Slug, StringComparer.Ordinal)
            .Take(MaxListed),
    ];

    private async Task<PartitionVisits> ReadPartitionAsync(string partition, DateOnly today, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            // The head comes first. An entity of a later compaction counts as open.
            var rows = await ListAsync($"{VisitKeys.GetHeadFilter(partition)} and (RowKey eq '{VisitKeys.Head}' or {VisitEntities.Sequence} eq 0L)", cancellationToken);
            var head = rows is [var first, ..] && first.RowKey == VisitKeys.Head ? first : null;
            var sequence = head is null ? 0 : VisitEntities.GetLong(head, VisitEntities.Sequence);
            var days = await ListAsync(VisitKeys.GetSiteDaysFilter(partition, VisitKeys.ToNumber(today.AddDays(1 - MaxDays))), cancellationToken);
            var after = await VisitEntities.FindAsync(_table, partition, VisitKeys.Head, [VisitEntities.Sequence], cancellationToken);
            if (tries < MaxTries && (after is null ? 0 : VisitEntities.GetLong(after, VisitEntities.Sequence)) != sequence)
            {
                continue;
            }

            var ranking = VisitRanking.Read(head);
            var articles = ranking.Entries.ToDictionary(e => e.Key, e => new Candidate(partition, e.Key, e.Value));
            var isWhole = ranking.Entries.Count < VisitRanking.MaxEntries;
            var site = days.ConvertAll(row => (VisitKeys.GetDay(row.RowKey), VisitEntities.GetLong(row, VisitEntities.Visits), VisitEntities.GetLong(row, VisitEntities.Bots)));
            foreach (var row in rows.Where(row => row != head))
            {
                var slug = VisitKeys.GetSlug(row.RowKey);
                var day = VisitEntities.GetInt(row, VisitEntities.Day);
                var visits = VisitEntities.GetLong(row, VisitEntities.Visits);
                if (slug == VisitKeys.Bots)
                {
                    site.Add((day, 0, visits));
                    continue;
                }

                site.Add((day, visits, 0));
                if (!articles.TryGetValue(slug, out var article))
                {
                    articles[slug] = article = new Candidate(partition, slug, isWhole ? new(0, []) : null);
                }

                article.Open.Add((day, visits));
            }

            return new PartitionVisits([.. articles.Values], site);
        }
    }

    /// <summary>Articles that are visited now and were not among the best. Their compacted visits are read.</summary>
    private async Task LookUpAsync(List<Candidate> candidates, DateOnly today, CancellationToken cancellationToken)
    {
        var unknown = candidates.Where(a => a.Folded is null).OrderByDescending(a => a.Open.Sum(o => o.Visits)).ToList();
        foreach (var some in unknown.Take(MaxLookups).Chunk(MaxParallelPartitions))
        {
            await Task.WhenAll(some.Select(async article =>
            {
                var total = await VisitEntities.FindAsync(_table, article.Partition, VisitKeys.GetTotalKey(article.Slug), null, cancellationToken);
                var days = await VisitCompactor.ReadDaysAsync(
                    _table, article.Partition, article.Slug, today.AddDays(1 - VisitRanking.Days), cancellationToken);
                article.Folded = total is null
                    ? new(0, [])
                    : new(VisitEntities.GetLong(total, VisitEntities.Visits) + VisitEntities.GetLong(total, VisitEntities.Base), [.. days.Select(d => (d.Key, d.Value.Visits))]);
            }));
        }

        candidates.RemoveAll(a => a.Folded is null);
    }

    private sealed record Snapshot(
        VisitClock.Stopwatch Age, DateOnly Today, Dictionary<int, (long Visits, long Bots)> Site, ArticleVisits[][] Top);

    private readonly record struct PartitionVisits(List<Candidate> Articles, List<(int Day, long Visits, long Bots)> Site);

    private sealed class Candidate(string partition, string slug, VisitRanking.Entry? folded)
    {
        public string Partition => partition;

        public string Slug => slug;

        public VisitRanking.Entry? Folded { get; set; } = folded;

        public List<(int Day, long Visits)> Open { get; } = [];

        public long All => Folded!.All + Open.Sum(o => o.Visits);

        public long GetVisitsSince(int day) => Folded!.GetVisitsSince(day) + Open.Where(o => o.Day >= day).Sum(o => o.Visits);
    }
}
