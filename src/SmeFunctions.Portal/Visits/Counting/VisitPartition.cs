using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// The visits of one partition in this process: group commit. One write runs at a time. Visits that arrive meanwhile share the next write, which
/// contains up to 100 articles.
/// </summary>
/// <remarks>
/// An entity <c>w|{slug}|{writer}</c> counts the visits of one article on one day by one process. It is created, updated by its process only, turned
/// into a tombstone by a compaction, and deleted much later. Its key is never reused. All entities of a write carry the same new batch id. A batch is
/// stored at most once, because each attempt requires the exact state of every entity (an ETag, or that it does not exist), and no state returns.
/// After a failure the process reads an entity: a stored batch shows its id there, open or in the tombstone. Tombstones live much longer than <see
/// cref="VisitOptions.WriteDeadline"/>. A process that slept past the deadline draws no conclusion from a missing entity, and reports its visits as
/// unavailable.
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

    /// <summary>Waiting visits, and the number at which a gathering write starts early.</summary>
    private int _waiting;
    private int _enough;
    private TaskCompletionSource? _gathered;

    /// <summary>Time since the last write, and its visits.</summary>
    private VisitClock.Stopwatch _written;
    private int _lastVisits;

    /// <summary>Cached articles.</summary>
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

    /// <summary>Refuses new visits; completes when all accepted ones are answered.</summary>
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

    /// <summary>The caller may leave; the visit counts anyway.</summary>
    private static async ValueTask<VisitResult> CreateResultAsync(PendingVisits pending, int place, CancellationToken cancellationToken)
    {
        var before = await pending.Result.Task.WaitAsync(cancellationToken);
        return before.IsStored ? new(before.Visits + place, before.Today + place, null) : before;
    }

    /// <summary>The write outlives the request that starts it, so it must not use that request's trace and context.</summary>
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
                // Not an outage, which is handled. Pass the exception to the callers instead of leaving them waiting.
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
    /// Under load, the clients that were just answered are about to return. A write that starts at once would contain only half of them. This waits
    /// for most of them, for a few milliseconds at most; a single visitor does not wait.
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
