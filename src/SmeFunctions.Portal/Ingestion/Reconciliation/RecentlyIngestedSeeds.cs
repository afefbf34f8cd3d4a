using System.Collections.Concurrent;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// The seeds that this process put online since its last reconciliation. One that was laid in and deleted between two listings is in neither: only by this does
/// the next reconciliation know that there is something to look for. What another process put online, its comparison with the whole status store finds.
/// </summary>
public sealed class RecentlyIngestedSeeds
{
    /// <summary>More than a process puts online between two reconciliations; about 10 MB.</summary>
    private const int MaxCount = 50_000;

    private readonly ConcurrentDictionary<string, bool> _names = new();

    public void Add(SeedName name)
    {
        // Where the reconciler runs in another process nobody takes them.
        if (_names.Count >= MaxCount)
        {
            _names.Clear();
        }

        _names[name.Value] = true;
    }

    /// <summary>Takes what was noted up to now.</summary>
    public IReadOnlyList<string> TakeAll() => [.. _names.Keys.Where(name => _names.TryRemove(name, out _))];
}
