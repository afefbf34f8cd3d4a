using System.Runtime.InteropServices;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// What this process knows of the numbers: of each article asked for its total row, the open rows of all other processes
/// at most <see cref="VisitOptions.FreshFor"/> old, and its own rows as stored.
/// </summary>
/// <remarks>
/// One look per partition, not per article, brings this up to date: the head, the open rows of others, and the tombstones of the
/// folds since the look before, whose visits are added to the totals held. Totals are read once, by key; again where a look made for all no longer has
/// all of those folds. Nothing is counted twice or left out while folds go on: the head comes first in a look, and a row folded by a later fold
/// than the head knows of is taken as still open.
/// </remarks>
internal sealed partial class VisitPartition
{
    /// <summary>The share of the life of tombstones for which a view may be kept up; after that some may have come and gone unseen.</summary>
    private const double LongestView = 0.75;

    /// <summary>The share of the time that a view is shown, where it is long, after which the next look begins.</summary>
    private const double LookAhead = 0.9;

    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMinutes(30);

    private readonly VisitLooks _looks = new(name, table, options, clock, quota);
    private Dictionary<string, VisitSum> _others = [];

    /// <summary>The folds that the view has seen; -1: nothing is known.</summary>
    private long _sequence = -1;

    /// <summary>A fold that the view must have seen before it may be shown.</summary>
    private long _wanted;
    private VisitClock.Stopwatch _viewed;

    /// <summary>Since the last look that found something out.</summary>
    private VisitClock.Stopwatch _looked;

    /// <summary>There are too many rows for each process to look at them by itself.</summary>
    private bool _isMany;

    /// <summary>When this process last forgot rows that it has in storage: a look made for all must have begun later. By the steady clock.</summary>
    private long? _leftAt;

    /// <summary>How old the view may be: <see cref="VisitOptions.FreshFor"/>, longer when one process looks for all.</summary>
    private TimeSpan _freshFor = options.FreshFor;
    private VisitClock.Stopwatch _swept;
    private Task? _refresh;

    /// <summary>Visits of an article with its base, if they are in memory and fresh.</summary>
    public long? Peek(string slug)
    {
        lock (_gate)
        {
            if (_articles.Find(slug) is not { } article || !IsShown(article, _freshFor))
            {
                return null;
            }

            article.IsUsed = true;
            return Visits(article);
        }
    }

    /// <summary>Visits of these articles with their bases: at most one query, and one read for each article not held.</summary>
    public async Task<long[]> VisitsAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var articles = new VisitArticle[slugs.Count];
        lock (_gate)
        {
            for (var i = 0; i < articles.Length; i++)
            {
                articles[i] = Hold(slugs[i]);
                articles[i].Users++;
            }
        }

        try
        {
            while (true)
            {
                try
                {
                    await KnowAsync(slugs, cancellationToken);
                }
                catch (Exception exception) when (
                    VisitRows.IsStorageFailure(exception) && !cancellationToken.IsCancellationRequested && Show(articles) is not null)
                {
                    // Numbers of a while ago are better for a page than none.
                    LogStale(logger, exception, name);
                }

                if (Show(articles) is { } visits)
                {
                    return visits;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                foreach (var article in articles)
                {
                    article.Users--;
                }
            }
        }
    }

    private long[]? Show(VisitArticle[] articles)
    {
        lock (_gate)
        {
            return Array.TrueForAll(articles, article => IsShown(article, TimeSpan.MaxValue)) ? Array.ConvertAll(articles, Visits) : null;
        }
    }

    /// <summary>The articles are known and the view is fresh when this ends; it fails as storage fails.</summary>
    private async Task KnowAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var waited = false;
        while (true)
        {
            bool fresh;
            var ahead = false;
            List<Task>? loads = null;
            lock (_gate)
            {
                // However long a look took, it is the newest there is.
                fresh = IsFresh(waited ? TimeSpan.MaxValue : _freshFor);
                if (fresh)
                {
                    ahead = !IsFresh(_freshFor > options.FreshFor ? _freshFor * LookAhead : _freshFor / 2);
                    foreach (var slug in slugs)
                    {
                        if (slug != VisitKeys.Bots && Hold(slug) is { IsKnown: false } article)
                        {
                            (loads ??= []).Add(article.Loading ??= LoadAsync(article));
                        }
                    }

                    if (loads is null && !ahead)
                    {
                        return;
                    }
                }
            }

            if (!fresh)
            {
                await RefreshAsync().WaitAsync(cancellationToken);
                waited = true;
            }
            else if (loads is not null)
            {
                await Task.WhenAll(loads).WaitAsync(cancellationToken);
            }
            else
            {
                // Ahead of time, so that under load nobody waits for it. A failure shows when the view is too old.
                _ = RefreshAsync().ContinueWith(
                    static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return;
            }
        }
    }

    private async Task<bool> KnowAsync(List<PendingVisits> group, VisitDeadline deadline)
    {
        if (group.TrueForAll(p => p.Row.Article.Slug == VisitKeys.Bots))
        {
            return true;
        }

        var slugs = group.ConvertAll(p => p.Row.Article.Slug);
        for (var failures = 1; !IsOver(deadline); failures++)
        {
            try
            {
                await KnowAsync(slugs, CancellationToken.None);
                return true;
            }
            catch (Exception exception) when (VisitRows.IsStorageFailure(exception))
            {
                LogRetry(logger, exception, name, failures);
                await PauseAsync(failures, deadline);
            }
        }

        return false;
    }

    private bool IsFresh(TimeSpan age) =>
        _sequence >= _wanted && _sequence >= 0 && _viewed.Elapsed is var elapsed && elapsed <= age && elapsed < TimeSpan.MaxValue;

    private bool IsShown(VisitArticle article, TimeSpan age) => article.IsKnown && IsFresh(age);

    private Task RefreshAsync()
    {
        lock (_gate)
        {
            return _refresh is { IsCompleted: false } ? _refresh : _refresh = LookAsync();
        }
    }

    private async Task LookAsync()
    {
        // The lock is held by who made the task; the query must not begin under it.
        await Task.Yield();
        long since;
        long wanted;
        string writer;
        TimeSpan left;
        bool isLost;
        var doubted = new List<(WriterRow Row, RowName Name)>();
        lock (_gate)
        {
            if (_sequence >= 0 && _looked.Elapsed > options.TombstoneFor * LongestView)
            {
                // Tombstones may have come and gone unseen.
                _sequence = -1;
            }

            if (_sequence < 0)
            {
                Rename();
                _articles.ForgetTotals();
                // They have names of before: what is open of them is found like the rows of another process.
                doubted = OldRows();
            }

            since = _sequence;
            wanted = _wanted;
            isLost = _viewed.Elapsed == TimeSpan.MaxValue;
            writer = _writer;
            left = _leftAt is { } at ? clock.Time.GetElapsedTime(at) : TimeSpan.MaxValue;
        }

        var started = clock.Start();
        var look = _isMany && doubted.Count == 0 ? null : await _looks.ReadAsync(since, writer, since < 0 ? Names() : [], canStop: doubted.Count == 0);
        var freshFor = options.FreshFor;
        var isMany = look is null;
        if (look is null)
        {
            var canWait = since >= 0 && since >= wanted && !isLost && _looked.Elapsed < options.TombstoneFor * LongestView * LookAhead;
            if (await _looks.ShareAsync(since, Names(), Math.Max(since, wanted), left, canWait) is { } shared)
            {
                (look, var age) = shared;
                isMany = _looks.IsMany(look.Open * 2, look.Writers);
                // The first to come makes the next look, the others find it.
                var lasts = (_looks.Lasts(look.Open) * (1 + (options.Jitter() / 2))) - age;
                freshFor = lasts > freshFor ? lasts : freshFor;
            }
            else if (!canWait)
            {
                look = await _looks.ReadAsync(since, writer, since < 0 ? Names() : [], canStop: false);
            }
        }

        var isPart = false;
        if (look is not null && look.From > since)
        {
            isPart = true;
            look = await _looks.WithOwnAsync(look, since, Names());
        }

        lock (_gate)
        {
            _isMany = isMany;
            _freshFor = freshFor;
            if (started.Elapsed > options.TombstoneFor * (1 - LongestView))
            {
                // It slept meanwhile: of what was folded since, parts may be gone.
                _sequence = -1;
            }
            else if (look is not null)
            {
                Apply(look, since, isPart);
                CloseMissing(doubted, look);
                _looked = started;
            }

            _viewed = writer == _writer ? started : default;
            if (_swept.Elapsed >= _sweepEvery)
            {
                _articles.Sweep();
                _swept = started;
            }
        }
    }

    /// <summary>Own rows that were seen so long ago that they may have been folded since, and their tombstones deleted.</summary>
    private List<(WriterRow Row, RowName Name)> OldRows() => [.. _articles.Rows()
        .Where(row => row is { Name: not null, Stored: > 0 } && row.Seen.Elapsed > options.TombstoneFor * LongestView)
        .Select(row => (row, row.Name!.Value))];

    private static void CloseMissing(List<(WriterRow Row, RowName Name)> rows, VisitLook look)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var found = look.Rows.Select(row => row.Name).ToHashSet();
        foreach (var (row, name) in rows)
        {
            if (row.Name == name && !found.Contains(name))
            {
                row.Close();
            }
        }
    }

    /// <summary>The names that rows of this process are under.</summary>
    private HashSet<string> Names()
    {
        lock (_gate)
        {
            var names = new HashSet<string> { _writer };
            foreach (var row in _articles.Rows())
            {
                if (row.Name is { } name)
                {
                    names.Add(name.Writer);
                }
            }

            return names;
        }
    }

    private void Apply(VisitLook look, long since, bool isPart)
    {
        var others = new Dictionary<string, VisitSum>();
        var folded = new HashSet<VisitArticle>();
        string? slug = null;
        VisitArticle? article = null;
        foreach (var row in look.Rows)
        {
            // Those of an article stand together, and may be thousands.
            if (!ReferenceEquals(slug, row.Slug))
            {
                slug = row.Slug;
                article = _articles.Find(slug);
            }

            var own = article?.OwnRow(row.Name);
            if (look.IsOpen(row))
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
            changed.Sequence = look.Sequence;
        }

        if (isPart && look.Sequence > since)
        {
            // Not all folds were seen.
            _articles.ForgetTotals();
        }

        _others = others;
        _sequence = look.Sequence;
    }

    /// <summary>Reads a total. Should folds be seen in between, reads again: the total might miss some that the view has passed.</summary>
    private async Task LoadAsync(VisitArticle article)
    {
        // The lock is held by who made the task; the read must not begin under it.
        await Task.Yield();
        try
        {
            while (true)
            {
                long seen;
                lock (_gate)
                {
                    seen = _sequence;
                }

                TableEntity? row;
                await quota.Reads.WaitAsync(quota.GivenUp);
                try
                {
                    using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
                    row = await VisitRows.FindAsync(table, name, VisitKeys.Total(article.Slug), null, attempt.Token);
                }
                finally
                {
                    quota.Reads.Release();
                }

                lock (_gate)
                {
                    if (seen != _sequence || seen < 0)
                    {
                        if (_sequence < 0)
                        {
                            return;
                        }

                        continue;
                    }

                    article.Base = row is null ? 0 : VisitRows.Long(row, VisitRows.Base);
                    article.Total = row is null ? default : new(VisitRows.Long(row, VisitRows.Visits), VisitRows.Int(row, VisitRows.Day), VisitRows.Long(row, VisitRows.DayVisits));
                    article.Sequence = row is null ? 0 : VisitRows.Long(row, VisitRows.Sequence);
                    article.IsKnown = true;
                    // A fold that the total has and the view has not: its rows would be counted as open too.
                    _wanted = Math.Max(_wanted, article.Sequence);
                    return;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                article.Loading = null;
            }
        }
    }

    private async Task<TableEntity?> ReadAsync(string key, VisitDeadline deadline)
    {
        await quota.Reads.WaitAsync(quota.GivenUp);
        try
        {
            using var attempt = Try(deadline);
            return await VisitRows.FindAsync(table, name, key, null, attempt.Token);
        }
        finally
        {
            quota.Reads.Release();
        }
    }

    private long Visits(VisitArticle article)
    {
        var visits = article.Base + article.Total.Visits + _others.GetValueOrDefault(article.Slug).Visits;
        for (var row = article.Rows; row is not null; row = row.Next)
        {
            visits += row.Stored;
        }

        return visits;
    }

    private long VisitsOn(VisitArticle article, int day)
    {
        var visits = article.Total.On(day) + _others.GetValueOrDefault(article.Slug).On(day);
        for (var row = article.Rows; row is not null; row = row.Next)
        {
            visits += row.Day == day ? row.Stored : 0;
        }

        return visits;
    }

    private VisitArticle Hold(string slug)
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
        _articles.Sweep();
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
        _viewed = default;
        foreach (var row in _articles.Rows())
        {
            if (row is { IsInFlight: false, Waiting: null })
            {
                _leftAt = row.Name is null ? _leftAt : clock.Time.GetTimestamp();
                row.Close();
            }
        }
    }

    [LoggerMessage(4, LogLevel.Warning, "The visits of partition {Partition} could not be read; older numbers are shown.")]
    private static partial void LogStale(ILogger logger, Exception exception, string partition);
}
