using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// What the reconciler asked for lately: it is under way, and to ask again would fill the queue while a backlog is worked off. Only a memory: to
/// forget it costs doubled messages, which do no harm.
/// </summary>
internal sealed class ReconcileRequests(IOptions<IngestionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan _firstCheckAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _maxCheckDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _repeatDueAfter = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, PendingRequest> _requested = new();

    /// <summary>Whether it is too early to ask for this again.</summary>
    public bool IsTooEarly(ReconcileRequest ask, DateTimeOffset now) =>
        _requested.TryGetValue(ask.Name.Value, out var last)
        && (last.ETag, last.Due) == (ask.ETag, ask.Due)
        && now - last.At < GetRepeatDelay(ask);

    /// <summary>Whether it is too early even to look in the status store what became of it: while a backlog is worked off, that would cost more than the work.</summary>
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

        // Twice as late every time, up to an end: what was seen through meanwhile may be due a moment later, which nobody knows before this look.
        var wait = now - last.At;
        _requested[name] = last with { CheckAt = now + (wait < _maxCheckDelay ? wait : _maxCheckDelay) };
        return false;
    }

    public void Add(ReconcileRequest ask)
    {
        var now = time.GetUtcNow();
        _requested[ask.Name.Value] = new PendingRequest(ask.ETag, ask.Due, now, now + _firstCheckAfter);
    }

    /// <summary>What was asked for is done.</summary>
    public void Complete(string name) => _requested.TryRemove(name, out _);

    /// <summary>Forgets what may be asked for again.</summary>
    public void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (name, asked) in _requested)
        {
            if (now - asked.At >= options.Value.RequestAgainAfter)
            {
                _requested.TryRemove(KeyValuePair.Create(name, asked));
            }
        }
    }

    // What is due is to be done to the minute: a worker whose clock is behind finds it too early the first time.
    private TimeSpan GetRepeatDelay(ReconcileRequest ask)
    {
        var wait = options.Value.RequestAgainAfter;
        return ask.IsScheduled && wait > _repeatDueAfter ? _repeatDueAfter : wait;
    }

    /// <param name="ETag">The version that was asked for; <see langword="null"/> when it was gone.</param>
    /// <param name="Due">What it was due at.</param>
    /// <param name="At">When.</param>
    /// <param name="CheckAt">When to look in the status store what became of it.</param>
    private sealed record PendingRequest(string? ETag, DateTimeOffset? Due, DateTimeOffset At, DateTimeOffset CheckAt);
}

/// <summary>A look that the reconciler asks for.</summary>
/// <param name="Name">At which seed.</param>
/// <param name="ETag">In which version; <see langword="null"/> when it is gone.</param>
/// <param name="Due">What it is due at.</param>
/// <param name="IsScheduled">Whether it is to go online or to be taken down at that moment.</param>
/// <param name="IsNew">Whether nothing is known of it, nor of a translation of its name.</param>
public sealed record ReconcileRequest(SeedName Name, string? ETag, DateTimeOffset? Due = null, bool IsScheduled = false, bool IsNew = false);
