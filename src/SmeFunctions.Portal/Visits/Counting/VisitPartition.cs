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
    string name, TableClient table, VisitOptions options, VisitClock clock, VisitAdmissionLimit quota, ILogger logger, PortalTelemetry? telemetry = null)
{
    private readonly Lock _gate = new();
    private readonly VisitCounterCache _articles = new(Math.Max(1, options.MaxCachedArticles / VisitKeys.Partitions));
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

    public ValueTask<VisitResult> CountAsync(string slug, int day, CancellationToken cancellationToken)
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
                quota.Release(1);
                return new(Refused);
            }

            var row = GetOrAddState(slug).GetOrAddRow(day);
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

        return CreateResultAsync(pending, place, cancellationToken);
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

    private VisitResult Refused => new(0, 0, options.RetryAfter);

    private static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The caller may go away; the visit is counted all the same.</summary>
    private static async ValueTask<VisitResult> CreateResultAsync(PendingVisits pending, int place, CancellationToken cancellationToken)
    {
        var before = await pending.Result.Task.WaitAsync(cancellationToken);
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
            using var turn = new WriteSlot(quota);
            await turn.AcquireAsync();
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
                    pending.Result.TrySetException(bug);
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

            var group = new List<PendingVisits>(Math.Min(_queue.Count, VisitEntities.MaxTransaction));
            while (group.Count < VisitEntities.MaxTransaction && _queue.TryDequeue(out var pending))
            {
                pending.Row.Waiting = null;
                pending.Row.IsInFlight = true;
                _waiting -= pending.Visits;
                group.Add(pending);
            }

            return group;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A write of visits to partition {Partition} failed; try {Failures} is over.")]
    private static partial void LogRetry(ILogger logger, Exception exception, string partition, int failures);

    [LoggerMessage(2, LogLevel.Error, "Storage did not take {Visits} visits of partition {Partition} in time; they were refused.")]
    private static partial void LogRefused(ILogger logger, string partition, int visits);

    [LoggerMessage(3, LogLevel.Critical, "The visit counter failed.")]
    private static partial void LogBug(ILogger logger, Exception exception);
}
