using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// What the sweep asked for lately: it is under way, and to ask again would fill the queue while a backlog is worked off. Only a memory: to
/// forget it costs doubled messages, which do no harm.
/// </summary>
internal sealed class SweepAsks(IOptions<IngestionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longestPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _patienceWithDue = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Asked> _asked = new();

    /// <summary>Whether it is too early to ask for this again.</summary>
    public bool WasLately(SweepAsk ask, DateTimeOffset now) =>
        _asked.TryGetValue(ask.Name.Value, out var last)
        && (last.ETag, last.Due) == (ask.ETag, ask.Due)
        && now - last.At < WaitFor(ask);

    /// <summary>Whether it is too early even to look in the ledger what became of it: while a backlog is worked off, that would cost more than the work.</summary>
    public bool AreUnderWay(string name, string? etag, DateTimeOffset now)
    {
        if (!_asked.TryGetValue(name, out var last) || last.ETag != etag)
        {
            return false;
        }

        if (now < last.LookAt)
        {
            return true;
        }

        // Twice as late every time, up to an end: what was seen through meanwhile may be due a moment later, which nobody knows before this look.
        var wait = now - last.At;
        _asked[name] = last with { LookAt = now + (wait < _longestPatience ? wait : _longestPatience) };
        return false;
    }

    public void Note(SweepAsk ask)
    {
        var now = time.GetUtcNow();
        _asked[ask.Name.Value] = new Asked(ask.ETag, ask.Due, now, now + _patience);
    }

    /// <summary>What was asked for is done.</summary>
    public void Settle(string name) => _asked.TryRemove(name, out _);

    /// <summary>Forgets what may be asked for again.</summary>
    public void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (name, asked) in _asked)
        {
            if (now - asked.At >= options.Value.AskAgainAfter)
            {
                _asked.TryRemove(KeyValuePair.Create(name, asked));
            }
        }
    }

    // What is due is to be done to the minute: a worker whose clock is behind finds it too early the first time.
    private TimeSpan WaitFor(SweepAsk ask)
    {
        var wait = options.Value.AskAgainAfter;
        return ask.IsToTheMinute && wait > _patienceWithDue ? _patienceWithDue : wait;
    }

    /// <param name="ETag">The version that was asked for; <see langword="null"/> when it was gone.</param>
    /// <param name="Due">What it was due at.</param>
    /// <param name="At">When.</param>
    /// <param name="LookAt">When to look in the ledger what became of it.</param>
    private sealed record Asked(string? ETag, DateTimeOffset? Due, DateTimeOffset At, DateTimeOffset LookAt);
}

/// <summary>A look that the sweep asks for.</summary>
/// <param name="Name">At which seed.</param>
/// <param name="ETag">In which version; <see langword="null"/> when it is gone.</param>
/// <param name="Due">What it is due at.</param>
/// <param name="IsToTheMinute">Whether it is to go online or to be taken down at that moment.</param>
/// <param name="IsNew">Whether nothing is known of it, nor of a translation of its name.</param>
internal sealed record SweepAsk(SeedName Name, string? ETag, DateTimeOffset? Due = null, bool IsToTheMinute = false, bool IsNew = false);
