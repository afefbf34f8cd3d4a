using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// The visits of one partition in this process: the group commit. One write is under way at a time; visits that arrive meanwhile
/// wait together for the next one, which holds up to 100 articles.
/// </summary>
/// <remarks>
/// <para>A row <c>w|{slug}|{writer}</c> counts the visits of one article on one day by one process. It lives once: created,
/// updated by its writer alone, turned into a tombstone by a fold, deleted much later. Its key is never used again.</para>
/// <para>All rows of a write carry the same fresh batch id. Why a batch is stored once at the most, however often it is tried:
/// each try asks for the exact state of every row it touches (an ETag, or that the key does not exist). Either two tries ask for
/// the same state of some row, then the first to be stored spoils it for the other; or a row was seen in another state in between, and since no
/// ETag and no key ever comes back, the earlier try is dead for good. Why its fate is known before it is tried anew: after a
/// failure the row is read, and a stored batch shows its id there, open or as a tombstone. Tombstones outlive
/// <see cref="VisitOptions.WriteDeadline"/> by far; a writer that slept past the deadline reads no conclusion from a missing row,
/// it reports its visits as unavailable.</para>
/// </remarks>
internal sealed partial class VisitPartition(
    string name, TableClient table, VisitOptions options, VisitClock clock, VisitQuota quota, ILogger logger, PortalTelemetry? telemetry = null)
{
    private readonly Lock _gate = new();
    private readonly HeldArticles _articles = new(Math.Max(1, options.MaxHeldArticles / VisitKeys.Partitions));
    private readonly Queue<PendingVisits> _queue = new();
    private string _writer = NewId()[..16];
    private int _rows;
    private bool _flushing;
    private bool _stopped;
    private TaskCompletionSource? _drained;

    /// <summary>Visits that wait, and at how many of them a flush that gathers need wait no longer.</summary>
    private int _waiting;
    private int _enough;
    private TaskCompletionSource? _gathered;

    /// <summary>Since the last write, and the visits in it.</summary>
    private VisitClock.Stopwatch _written;
    private int _lastVisits;

    /// <summary>Articles held in memory.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _articles.Count;
            }
        }
    }

    public ValueTask<VisitAnswer> CountAsync(string slug, int day, CancellationToken cancellationToken)
    {
        if (!quota.TryEnter())
        {
            return new(Refused);
        }

        PendingVisits pending;
        int place;
        bool start;
        TaskCompletionSource? gathered;
        lock (_gate)
        {
            if (_stopped)
            {
                quota.Leave(1);
                return new(Refused);
            }

            var row = Hold(slug).RowOf(day);
            if (row.Waiting is null)
            {
                row.Waiting = new PendingVisits(row, clock.Start());
                row.Article.Users++;
                _queue.Enqueue(row.Waiting);
            }

            pending = row.Waiting;
            place = ++pending.Visits;
            gathered = ++_waiting == _enough ? _gathered : null;
            start = !_flushing;
            _flushing = true;
        }

        gathered?.TrySetResult();
        if (start)
        {
            StartFlush();
        }

        return AnswerAsync(pending, place, cancellationToken);
    }

    /// <summary>Refuses new visits; completes when all that were accepted have their answer.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            if (!_flushing)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource();
            return _drained.Task;
        }
    }

    private VisitAnswer Refused => new(0, 0, options.RetryAfter);

    private static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The caller may go away; the visit is counted all the same.</summary>
    private static async ValueTask<VisitAnswer> AnswerAsync(PendingVisits pending, int place, CancellationToken cancellationToken)
    {
        var before = await pending.Answer.Task.WaitAsync(cancellationToken);
        return before.IsStored ? new(before.Visits + place, before.Today + place, null) : before;
    }

    /// <summary>The flush outlives the request that starts it: it must not take that request's trace and context along.</summary>
    private void StartFlush()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = FlushAsync();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        while (true)
        {
            await GatherAsync();
            using var turn = new WriteTurn(quota);
            await turn.TakeAsync();
            if (TakeGroup() is not { } group)
            {
                break;
            }

            try
            {
                await CommitAsync(group, turn);
            }
            catch (Exception bug)
            {
                // Not an outage, those are dealt with: hand it to the callers instead of leaving them waiting.
                Abandon(group);
                Release(group);
                foreach (var pending in group)
                {
                    pending.Answer.TrySetException(bug);
                }

                LogBug(logger, bug);
            }
        }

        Volatile.Read(ref _drained)?.TrySetResult();
    }

    /// <summary>
    /// Under load, the clients just answered are about to come back: a write that begins at once would hold only half of them, and every
    /// write twice the cost. Waits for most of them, and never for long; a visitor alone does not wait at all.
    /// </summary>
    private Task GatherAsync()
    {
        lock (_gate)
        {
            var expected = _lastVisits + _waiting;
            _lastVisits = 0;
            _enough = expected - (expected / 32);
            if (expected < options.GatherFrom || _waiting >= _enough || _stopped || _written.Elapsed >= options.GatherFor)
            {
                return Task.CompletedTask;
            }

            _gathered = new TaskCompletionSource();
            return Task.WhenAny(_gathered.Task, Task.Delay(options.GatherFor, clock.Time));
        }
    }

    private List<PendingVisits>? TakeGroup()
    {
        lock (_gate)
        {
            _gathered = null;
            if (_queue.Count == 0)
            {
                _flushing = false;
                return null;
            }

            var group = new List<PendingVisits>(Math.Min(_queue.Count, VisitRows.MaxTransaction));
            while (group.Count < VisitRows.MaxTransaction && _queue.TryDequeue(out var pending))
            {
                pending.Row.Waiting = null;
                pending.Row.IsInFlight = true;
                _waiting -= pending.Visits;
                group.Add(pending);
            }

            return group;
        }
    }

    private async Task CommitAsync(List<PendingVisits> group, WriteTurn turn)
    {
        var batch = NewId();
        var began = clock.Start();
        // Who waited behind a write that failed for long still gets one try. From here on, and never longer than was set: a wall clock that jumped
        // while they waited, and jumps back, would put off a deadline that had counted that in.
        var left = options.WriteDeadline - group[0].Since.Elapsed;
        var deadline = new VisitDeadline(began, left > options.AttemptTimeout ? left : options.AttemptTimeout);
        var known = KnowAsync(group, deadline);
        var doubt = group.Exists(p => p.Row.InDoubt) ? Doubt.EachRow : Doubt.None;
        var failures = 0;
        while (true)
        {
            if (IsOver(deadline))
            {
                await known;
                Refuse(group);
                return;
            }

            try
            {
                if (doubt != Doubt.None)
                {
                    if (await IsStoredAsync(group, batch, doubt, deadline))
                    {
                        break;
                    }

                    doubt = Doubt.None;
                    // A read that took so long says nothing about a row that is not there.
                    continue;
                }

                await turn.TakeAsync();
                await WriteAsync(group, batch, deadline);
                break;
            }
            catch (Exception exception) when (VisitRows.IsStorageFailure(exception))
            {
                turn.Leave();
                failures++;
                var conflict = VisitRows.IsConflict(exception);
                doubt = conflict || doubt == Doubt.EachRow ? Doubt.EachRow : Doubt.FirstRow;
                if (!conflict || failures > 1)
                {
                    LogRetry(logger, exception, name, failures);
                    await PauseAsync(failures, deadline);
                }
            }
        }

        turn.Leave();
        if (telemetry is { MeasuresFlushes: true })
        {
            telemetry.Flushed(group.Sum(pending => (long)pending.Visits), began.Elapsed);
        }

        // A row folded in the meantime counts in the total now, which the numbers must not miss.
        await known;
        do
        {
            if (!await KnowAsync(group, deadline))
            {
                Refuse(group);
                return;
            }
        }
        while (!TryComplete(group));
    }

    private enum Doubt
    {
        None,

        /// <summary>No answer: the first row shows whether the write was stored, all rows of it or none.</summary>
        FirstRow,

        /// <summary>Some row is not what the write asked for.</summary>
        EachRow,
    }

    private async Task WriteAsync(List<PendingVisits> group, string batch, VisitDeadline deadline)
    {
        var rows = new List<(TableEntity Entity, ETag? ETag)>(group.Count);
        lock (_gate)
        {
            foreach (var pending in group)
            {
                var row = pending.Row;
                var tried = row.Name ??= new RowName(_writer, ++_rows);
                pending.Tried = tried;
                pending.Total = row.Stored + pending.Visits;
                rows.Add((new TableEntity(name, VisitKeys.Writer(row.Article.Slug, tried))
                {
                    [VisitRows.Batch] = batch,
                    [VisitRows.Day] = row.Day,
                    [VisitRows.Visits] = pending.Total,
                    [VisitRows.Writer] = tried.Writer,
                    [VisitRows.Sequence] = 0L,
                }, row.ETag));
            }
        }

        using var attempt = Try(deadline);
        if (rows is [var (entity, etag)])
        {
            // A transaction of one costs the client and the storage more.
            var response = etag is { } match
                ? await table.UpdateEntityAsync(entity, match, TableUpdateMode.Replace, attempt.Token)
                : await table.AddEntityAsync(entity, attempt.Token);
            Stored(group, _ => response.Headers.ETag);
            return;
        }

        var actions = rows.ConvertAll(row => row.ETag is { } match
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row.Entity, match)
            : new TableTransactionAction(TableTransactionActionType.Add, row.Entity));
        VisitRows.CheckTransaction(actions);
        var responses = await table.SubmitTransactionAsync(actions, attempt.Token);
        Stored(group, i => responses.Value[i].Headers.ETag);
    }

    /// <summary>A write does not change the entity's ETag: it comes with the response, or is looked up before the next write.</summary>
    private void Stored(List<PendingVisits> group, Func<int, ETag?> etag)
    {
        lock (_gate)
        {
            var now = clock.Start();
            for (var i = 0; i < group.Count; i++)
            {
                var row = group[i].Row;
                if (row.Name != group[i].Tried)
                {
                    // Folded and closed before the answer came.
                    continue;
                }

                row.Stored = group[i].Total;
                row.Seen = now;
                row.ETag = etag(i);
                row.InDoubt = row.ETag is null;
            }
        }
    }

    /// <summary>
    /// Looks whether an earlier try of the batch was stored, and brings the rows up to what storage holds so that the next try
    /// asks for the right state.
    /// </summary>
    private async Task<bool> IsStoredAsync(List<PendingVisits> group, string batch, Doubt doubt, VisitDeadline deadline)
    {
        if (doubt == Doubt.FirstRow)
        {
            var first = group[0];
            var (_, found) = await FindAsync(first, deadline);
            if (found is not null && found.GetString(VisitRows.Batch) == batch)
            {
                Stored(group, _ => null);
                return true;
            }

            lock (_gate)
            {
                if (first.Row.Name == first.Tried && found?.ETag == first.Row.ETag)
                {
                    return false;
                }
            }
        }

        var rows = await Task.WhenAll(group.Select(pending => FindAsync(pending, deadline)));
        var stored = Array.Exists(rows, row => row.Found?.GetString(VisitRows.Batch) == batch);
        lock (_gate)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                // Not if it was folded and closed in between.
                if (rows[i].Name is { } asked && asked == group[i].Row.Name)
                {
                    Adopt(group[i].Row, rows[i].Found);
                }
            }
        }

        return stored;
    }

    private async Task<(RowName? Name, TableEntity? Found)> FindAsync(PendingVisits pending, VisitDeadline deadline)
    {
        RowName? row;
        lock (_gate)
        {
            row = pending.Tried ?? pending.Row.Name;
        }

        return (row, row is { } asked ? await ReadAsync(VisitKeys.Writer(pending.Row.Article.Slug, asked), deadline) : null);
    }

    private void Adopt(WriterRow row, TableEntity? found)
    {
        if (found is null)
        {
            // Never created: the same key may be tried again. Created once: folded and deleted since, the key is spent.
            if (row.ETag is not null || row.Stored > 0)
            {
                row.Close();
            }
        }
        else if (VisitRows.Long(found, VisitRows.Sequence) is > 0 and var sequence)
        {
            row.Close();
            _wanted = Math.Max(_wanted, sequence);
        }
        else
        {
            // As we left it.
            row.ETag = found.ETag;
            row.Stored = VisitRows.Long(found, VisitRows.Visits);
            row.Seen = clock.Start();
        }

        row.InDoubt = false;
    }

    /// <summary>False when the view has been lost again since it was brought up to date.</summary>
    private bool TryComplete(List<PendingVisits> group)
    {
        lock (_gate)
        {
            if (!group.TrueForAll(pending => pending.Row.Article.Slug == VisitKeys.Bots || IsShown(pending.Row.Article, TimeSpan.MaxValue)))
            {
                return false;
            }

            foreach (var pending in group)
            {
                var article = pending.Row.Article;
                pending.Before = article.Slug == VisitKeys.Bots
                    ? default
                    : new(Visits(article) - pending.Visits, Math.Max(0, VisitsOn(article, pending.Row.Day) - pending.Visits), null);
                _lastVisits += pending.Visits;
            }

            _written = clock.Start();
        }

        Release(group);
        foreach (var pending in group)
        {
            pending.Answer.TrySetResult(pending.Before);
        }

        return true;
    }

    /// <summary>Refuses the group and who has waited behind it for as long, not tried at all.</summary>
    private void Refuse(List<PendingVisits> group)
    {
        Abandon(group);
        lock (_gate)
        {
            while (_queue.TryPeek(out var next) && (quota.GivenUp.IsCancellationRequested || next.Since.Elapsed >= options.WriteDeadline))
            {
                next.Row.Waiting = null;
                _waiting -= next.Visits;
                group.Add(_queue.Dequeue());
            }
        }

        Release(group);
        foreach (var pending in group)
        {
            pending.Answer.TrySetResult(Refused);
        }

        LogRefused(logger, name, group.Sum(p => p.Visits));
    }

    /// <summary>
    /// The write may be stored, now or later, and only storage will know: its rows are left as they are, to be read like those of
    /// another process and folded in time.
    /// </summary>
    private void Abandon(List<PendingVisits> group)
    {
        lock (_gate)
        {
            var tried = group.FindAll(pending => pending.Tried is not null);
            foreach (var pending in tried.Where(pending => pending.Tried == pending.Row.Name))
            {
                pending.Row.Close();
            }

            if (tried.Count > 0)
            {
                _leftAt = clock.Time.GetTimestamp();
                Rename();
            }
        }
    }

    private void Release(List<PendingVisits> group)
    {
        lock (_gate)
        {
            foreach (var pending in group)
            {
                pending.Row.Article.Users--;
                pending.Row.IsInFlight = false;
                quota.Leave(pending.Visits);
            }
        }
    }

    private bool IsOver(VisitDeadline deadline) => quota.GivenUp.IsCancellationRequested || deadline.Left <= TimeSpan.Zero;

    private VisitAttempt Try(VisitDeadline deadline)
    {
        var left = deadline.Left;
        return new VisitAttempt(left < options.AttemptTimeout ? left : options.AttemptTimeout, clock.Time, quota.GivenUp);
    }

    /// <summary>Never past the deadline.</summary>
    private async Task PauseAsync(int failures, VisitDeadline deadline)
    {
        var pause = options.PauseAfter(failures);
        var left = deadline.Left;
        pause = pause < left ? pause : left;
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock.Time, quota.GivenUp)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A write of visits to partition {Partition} failed; try {Failures} is over.")]
    private static partial void LogRetry(ILogger logger, Exception exception, string partition, int failures);

    [LoggerMessage(2, LogLevel.Error, "Storage did not take {Visits} visits of partition {Partition} in time; they were refused.")]
    private static partial void LogRefused(ILogger logger, string partition, int visits);

    [LoggerMessage(3, LogLevel.Critical, "The visit counter failed.")]
    private static partial void LogBug(ILogger logger, Exception exception);
}
