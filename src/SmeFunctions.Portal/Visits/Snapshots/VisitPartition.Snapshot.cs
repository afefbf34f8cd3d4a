using System.Runtime.InteropServices;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// The numbers that this process shows: the total row of each article that was asked for, the open rows of all other processes as of
/// the last snapshot, and its own rows as stored.
/// </summary>
/// <remarks>
/// One query per partition, not per article, refreshes this: the head, the open rows of other processes, and the rows compacted since the query
/// before, whose visits are added to the totals in memory. So a total is read once. No row counts twice or is missed during a compaction: the head
/// comes first in the query, and a row of a later compaction than the head shows counts as open.
/// </remarks>
internal sealed partial class VisitPartition
{
    /// <summary>The share of a tombstone's lifetime for which a snapshot stays valid. Later, tombstones may have been written and deleted unseen.</summary>
    private const double MaxSnapshotAge = 0.75;

    private static readonly TimeSpan _removeUnusedEvery = TimeSpan.FromMinutes(30);

    private readonly VisitSnapshotReader _reader = new(name, table, options, clock, quota);

    /// <summary>Open rows of other processes, by article.</summary>
    private Dictionary<string, VisitSum> _others = [];

    /// <summary>The latest compaction that the snapshot has seen; -1 before the first snapshot.</summary>
    private long _sequence = -1;

    /// <summary>A compaction that the snapshot must have seen before numbers may be shown.</summary>
    private long _wanted;

    /// <summary>Since the last snapshot was taken.</summary>
    private VisitClock.Stopwatch _snapshotAge;

    /// <summary>Whether rows of this process are now to be read like those of another: the snapshot does not have them yet.</summary>
    private bool _mustRefresh;

    /// <summary>How old the snapshot may be.</summary>
    private TimeSpan _freshFor = options.FreshFor;
    private VisitClock.Stopwatch _unusedRemoved;
    private Task? _refresh;

    private bool IsFresh(TimeSpan age) => !_mustRefresh && _sequence >= _wanted && _sequence >= 0 && _snapshotAge.Elapsed <= age;

    private Task RefreshAsync()
    {
        lock (_gate)
        {
            return _refresh is { IsCompleted: false } ? _refresh : _refresh = TakeSnapshotAsync();
        }
    }

    private async Task TakeSnapshotAsync()
    {
        // The caller holds the lock; the query must not begin under it.
        await Task.Yield();
        long since;
        string writer;
        IReadOnlyCollection<string> names = [];
        var uncertain = new List<(WriterRow Row, WriterRowName Name)>();
        lock (_gate)
        {
            if (_sequence >= 0 && _snapshotAge.Elapsed > options.TombstoneFor * MaxSnapshotAge)
            {
                // Tombstones may have been written and deleted unseen.
                _sequence = -1;
            }

            if (_sequence < 0)
            {
                Rename();
                _articles.InvalidateTotals();
                // These rows are under earlier names: the query finds the open ones among them like rows of another process.
                uncertain = GetLongUnseenRows();
                names = GetNames();
            }

            since = _sequence;
            writer = _writer;
        }

        var started = clock.Start();
        var snapshot = await _reader.ReadAsync(since, writer, names);
        lock (_gate)
        {
            if (started.Elapsed > options.TombstoneFor * (1 - MaxSnapshotAge))
            {
                // The process slept meanwhile: rows compacted since may be deleted.
                _sequence = -1;
            }
            else
            {
                Apply(snapshot);
                CloseMissing(uncertain, snapshot);
            }

            _snapshotAge = started;
            _mustRefresh = writer != _writer;
            _freshFor = GetRefreshInterval(snapshot);
            if (_unusedRemoved.Elapsed >= _removeUnusedEvery)
            {
                _articles.RemoveUnused();
                _unusedRemoved = started;
            }
        }
    }

    /// <summary>
    /// Every process reads the open rows of every other, which grows with the square of their number. All of them together stay within
    /// <see cref="VisitOptions.ViewRowsPerSecond"/>: the more rows, the rarer. The random part keeps processes out of step.
    /// </summary>
    private TimeSpan GetRefreshInterval(VisitSnapshot snapshot)
    {
        var longest = options.TombstoneFor / 2;
        var seconds = snapshot.OpenRows * (snapshot.Writers + 1.0) / options.ViewRowsPerSecond;
        return seconds <= options.FreshFor.TotalSeconds
            ? options.FreshFor
            : TimeSpan.FromSeconds(Math.Min(seconds, longest.TotalSeconds)) * (1 + (options.Jitter() / 4));
    }

    /// <summary>Own rows that were seen so long ago that they may have been folded since, and their tombstones deleted.</summary>
    private List<(WriterRow Row, WriterRowName Name)> GetLongUnseenRows() => [.. _articles.Rows()
        .Where(row => row is { Name: not null, StoredVisits: > 0 } && row.LastSeen.Elapsed > options.TombstoneFor * MaxSnapshotAge)
        .Select(row => (row, row.Name!.Value))];

    private static void CloseMissing(List<(WriterRow Row, WriterRowName Name)> rows, VisitSnapshot snapshot)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var found = snapshot.Rows.Select(row => row.Name).ToHashSet();
        foreach (var (row, name) in rows)
        {
            if (row.Name == name && !found.Contains(name))
            {
                row.Close();
            }
        }
    }

    private HashSet<string> GetNames() =>
        [_writer, .. _articles.Rows().Where(row => row.Name is not null).Select(row => row.Name!.Value.Writer)];

    private void Apply(VisitSnapshot snapshot)
    {
        var others = new Dictionary<string, VisitSum>();
        var folded = new HashSet<ArticleVisitState>();
        string? slug = null;
        ArticleVisitState? article = null;
        foreach (var row in snapshot.Rows)
        {
            // Rows of an article are adjacent, and may be thousands.
            if (!ReferenceEquals(slug, row.Slug))
            {
                slug = row.Slug;
                article = _articles.Find(slug);
            }

            var own = article?.FindRow(row.Name);
            if (snapshot.IsOpen(row))
            {
                if (own is null && row.Visits > 0)
                {
                    ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(others, slug, out _);
                    sum = sum.Add(row.Day, row.Visits);
                }

                continue;
            }

            own?.Close();
            if (article is { IsKnown: true } && row.Sequence > article.Sequence)
            {
                article.Base += row.Base;
                article.Total = article.Total.Add(row.Day, row.Visits);
                folded.Add(article);
            }
        }

        foreach (var changed in folded)
        {
            changed.Sequence = snapshot.Sequence;
        }

        _others = others;
        _sequence = snapshot.Sequence;
    }

    private async Task<TableEntity?> ReadAsync(string key, VisitDeadline deadline)
    {
        await quota.Reads.WaitAsync(quota.Cancelled);
        try
        {
            using var attempt = Try(deadline);
            return await VisitEntities.FindAsync(table, name, key, null, attempt.Token);
        }
        finally
        {
            quota.Reads.Release();
        }
    }

    private ArticleVisitState GetOrAddState(string slug)
    {
        if (_articles.Find(slug) is not { } article)
        {
            if (_articles.IsFull)
            {
                MakeRoom();
            }

            article = _articles.Add(slug);
        }

        article.IsUsed = true;
        return article;
    }

    private void MakeRoom()
    {
        _articles.RemoveUnused();
        if (!_articles.HasRoom)
        {
            Rename();
            _articles.Clear();
        }
    }

    /// <summary>
    /// Under a new name as writer, the rows open so far show as those of another process, so that they need not be remembered.
    /// Those being written to are kept: the write tells whether they are still open, or, when its answer is old, the next look does.
    /// </summary>
    private void Rename()
    {
        _writer = NewId()[..16];
        _rows = 0;
        _mustRefresh = true;
        foreach (var row in _articles.Rows())
        {
            if (row is { IsInFlight: false, Waiting: null })
            {
                row.Close();
            }
        }
    }
}
