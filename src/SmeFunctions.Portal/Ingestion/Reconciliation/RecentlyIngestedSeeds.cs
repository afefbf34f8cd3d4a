using System.Collections.Concurrent;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// The seeds that this process published since its last reconciliation. A seed that was uploaded and deleted between two listings is in neither, so
/// the next reconciliation knows it from here only. Seeds that another process published are found by the comparison with the whole status table.
/// </summary>
public sealed class RecentlyIngestedSeeds
{
    /// <summary>More than a process publishes between two reconciliations; about 10 MB.</summary>
    private const int MaxCount = 50_000;

    private readonly ConcurrentDictionary<string, bool> _names = new();

    public void Add(SeedName name)
    {
        // If the reconciler runs in another process, nobody reads the names.
        if (_names.Count >= MaxCount)
        {
            _names.Clear();
        }

        _names[name.Value] = true;
    }

    /// <summary>Returns and forgets the names.</summary>
    public IReadOnlyList<string> TakeAll() => [.. _names.Keys.Where(name => _names.TryRemove(name, out _))];
}
