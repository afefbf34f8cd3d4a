using System.Collections.Concurrent;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// The seeds that this process put online since its last sweep. One that was laid in and deleted between two listings is in neither: only by this does
/// the next sweep know that there is something to look for. What another process put online, its comparison with the whole ledger finds.
/// </summary>
internal sealed class SeenSeeds
{
    /// <summary>More than a process puts online between two sweeps; about 10 MB.</summary>
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, bool> _names = new();

    public void Note(SeedName name)
    {
        // Where the sweep runs in another process nobody takes them.
        if (_names.Count >= Most)
        {
            _names.Clear();
        }

        _names[name.Value] = true;
    }

    /// <summary>Takes what was noted up to now.</summary>
    public IReadOnlyList<string> Take() => [.. _names.Keys.Where(name => _names.TryRemove(name, out _))];
}
