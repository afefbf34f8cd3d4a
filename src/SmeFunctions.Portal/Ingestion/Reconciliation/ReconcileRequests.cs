using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// The requests that the reconciler sent recently. They may be in progress, and repeating them would fill the queue during a backlog. This is memory
/// only: losing it costs duplicate messages, which are harmless.
/// </summary>
internal sealed class ReconcileRequests(IOptions<IngestionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan _firstCheckAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _maxCheckDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _repeatDueAfter = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, PendingRequest> _requested = new();

    /// <summary>Whether it is too early to request this again.</summary>
    public bool IsTooEarly(ReconcileRequest request, DateTimeOffset now) =>
        _requested.TryGetValue(request.Name.Value, out var last)
        && (last.ETag, last.Due) == (request.ETag, request.Due)
        && now - last.At < GetRepeatDelay(request);

    /// <summary>Whether it is too early to read the status record again. During a backlog, these reads would cost more than the work.</summary>
    public bool IsPending(string name, string? etag, DateTimeOffset now)
    {
        if (!_requested.TryGetValue(name, out var last) || last.ETag != etag)
        {
            return false;
        }

        if (now < last.CheckAt)
        {
            return true;
        }

        // The delay doubles up to a limit: the seed may have been ingested meanwhile and be due a moment later.
        var wait = now - last.At;
        _requested[name] = last with { CheckAt = now + (wait < _maxCheckDelay ? wait : _maxCheckDelay) };
        return false;
    }

    public void Add(ReconcileRequest request)
    {
        var now = time.GetUtcNow();
        _requested[request.Name.Value] = new PendingRequest(request.ETag, request.Due, now, now + _firstCheckAfter);
    }

    /// <summary>Forgets a request that was fulfilled.</summary>
    public void Complete(string name) => _requested.TryRemove(name, out _);

    /// <summary>Forgets requests that may be repeated.</summary>
    public void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (name, requested) in _requested)
        {
            if (now - requested.At >= options.Value.RequestAgainAfter)
            {
                _requested.TryRemove(KeyValuePair.Create(name, requested));
            }
        }
    }

    // A scheduled change must happen within a minute. A worker whose clock is late finds it too early the first time.
    private TimeSpan GetRepeatDelay(ReconcileRequest request)
    {
        var wait = options.Value.RequestAgainAfter;
        return request.IsScheduled && wait > _repeatDueAfter ? _repeatDueAfter : wait;
    }

    /// <param name="ETag">The requested version; <see langword="null"/> for a deleted seed.</param>
    /// <param name="Due">When it was due.</param>
    /// <param name="At">When the request was sent.</param>
    /// <param name="CheckAt">When to read the status record.</param>
    private sealed record PendingRequest(string? ETag, DateTimeOffset? Due, DateTimeOffset At, DateTimeOffset CheckAt);
}

/// <summary>A request of the reconciler.</summary>
/// <param name="Name">Name of the seed.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it is deleted.</param>
/// <param name="Due">When it is due.</param>
/// <param name="IsScheduled">Whether it is published or taken down at that time.</param>
/// <param name="IsNew">Whether neither it nor a translation of its name has a record.</param>
public sealed record ReconcileRequest(SeedName Name, string? ETag, DateTimeOffset? Due = null, bool IsScheduled = false, bool IsNew = false);
