using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.Portal.Visits;

/// <summary>The visit counts that are shown: totals, open entities of other processes, own entities.</summary>
internal sealed partial class VisitPartition
{
    /// <summary>Gets the visits of an article including its imported count, if they are cached and fresh.</summary>
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

    /// <summary>Gets the visits of articles including imported counts: at most one query, and one read per article that is not cached.</summary>
    public async Task<long[]> VisitsAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var articles = new ArticleVisitState[slugs.Count];
        lock (_gate)
        {
            for (var i = 0; i < articles.Length; i++)
            {
                articles[i] = GetOrAddState(slugs[i]);
                articles[i].Users++;
            }
        }

        try
        {
            while (true)
            {
                try
                {
                    await LoadTotalsAsync(slugs, cancellationToken);
                }
                catch (Exception exception) when (
                    VisitEntities.IsStorageFailure(exception) && !cancellationToken.IsCancellationRequested && Show(articles) is not null)
                {
                    // Older counts are better for a page than none.
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

    private long[]? Show(ArticleVisitState[] articles)
    {
        lock (_gate)
        {
            return Array.TrueForAll(articles, article => IsShown(article, TimeSpan.MaxValue)) ? Array.ConvertAll(articles, Visits) : null;
        }
    }

    /// <summary>Completes when the articles are cached and the snapshot is fresh; fails as storage fails.</summary>
    private async Task LoadTotalsAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var waited = false;
        while (true)
        {
            bool fresh;
            var ahead = false;
            List<Task>? loads = null;
            lock (_gate)
            {
                // However long the query took, its result is the newest there is.
                fresh = IsFresh(waited ? TimeSpan.MaxValue : _freshFor);
                if (fresh)
                {
                    ahead = !IsFresh(_freshFor - (options.FreshFor / 2));
                    foreach (var slug in slugs)
                    {
                        if (slug != VisitKeys.Bots && GetOrAddState(slug) is { IsKnown: false } article)
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
                // Early, so that nobody waits under load. A failure matters when the snapshot is too old.
                _ = RefreshAsync().ContinueWith(
                    static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return;
            }
        }
    }

    private async Task<bool> LoadTotalsAsync(List<PendingVisits> group, VisitDeadline deadline)
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
                await LoadTotalsAsync(slugs, CancellationToken.None);
                return true;
            }
            catch (Exception exception) when (VisitEntities.IsStorageFailure(exception))
            {
                LogRetry(logger, exception, name, failures);
                await PauseAsync(failures, deadline);
            }
        }

        return false;
    }

    private bool IsShown(ArticleVisitState article, TimeSpan age) => article.IsKnown && IsFresh(age);

    /// <summary>Reads a total. If compactions are seen meanwhile, reads again: the total might miss some that the snapshot has passed.</summary>
    private async Task LoadAsync(ArticleVisitState article)
    {
        // The caller holds the lock, so the read must not start synchronously.
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
                await quota.Reads.WaitAsync(quota.Cancelled);
                try
                {
                    using var attempt = new StorageAttempt(options.AttemptTimeout, clock.Time, quota.Cancelled);
                    row = await VisitEntities.FindAsync(table, name, VisitKeys.GetTotalKey(article.Slug), null, attempt.Token);
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

                    article.Base = row is null ? 0 : VisitEntities.GetLong(row, VisitEntities.Base);
                    article.Total = row is null ? default : new(VisitEntities.GetLong(row, VisitEntities.Visits), VisitEntities.GetInt(row, VisitEntities.Day), VisitEntities.GetLong(row, VisitEntities.DayVisits));
                    article.Sequence = row is null ? 0 : VisitEntities.GetLong(row, VisitEntities.Sequence);
                    article.IsKnown = true;
                    // The total contains a compaction that the snapshot does not: its entities would count as open, too.
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

    private long Visits(ArticleVisitState article)
    {
        var visits = article.Base + article.Total.Visits + _others.GetValueOrDefault(article.Slug).Visits;
        for (var row = article.Rows; row is not null; row = row.Next)
        {
            visits += row.StoredVisits;
        }

        return visits;
    }

    private long VisitsOn(ArticleVisitState article, int day)
    {
        var visits = article.Total.GetDayVisits(day) + _others.GetValueOrDefault(article.Slug).GetDayVisits(day);
        for (var row = article.Rows; row is not null; row = row.Next)
        {
            visits += row.Day == day ? row.StoredVisits : 0;
        }

        return visits;
    }

    [LoggerMessage(4, LogLevel.Warning, "The visits of partition {Partition} could not be read; older numbers are shown.")]
    private static partial void LogStale(ILogger logger, Exception exception, string partition);
}
