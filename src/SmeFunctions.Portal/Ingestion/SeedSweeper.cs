using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Compares the container of seeds with the ledger and asks for a look at every seed that is missing from one of them or stands there
/// in another version. It makes up for lost events, and for all of them where the store raises none.
/// </summary>
internal sealed partial class SeedSweeper(
    SeedStore seeds, SeedLedger ledger, SeedEvents events, IOptions<IngestionOptions> options, TimeProvider time, ILogger<SeedSweeper> logger)
{
    // What was asked for lately is under way; to ask again would fill the queue while a backlog is worked off. Only a memory: to
    // forget it costs doubled messages, which do no harm.
    private readonly ConcurrentDictionary<string, (string? ETag, DateTimeOffset? Due, DateTimeOffset At)> _asked = new();

    /// <returns>How many seeds it asked for.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        // The ledger first: what is uploaded while it is read is then found as new, not as gone.
        var seen = await ledger.ReadVersionsAsync(cancellationToken).ToDictionaryAsync(seed => seed.Name, cancellationToken: cancellationToken);
        var stale = FindStale(seen);
        var asked = 0;

        await foreach (var (name, etag) in seeds.ListAsync(cancellationToken))
        {
            if (!seen.Remove(name.Value, out var version) || version.SeedETag != etag)
            {
                asked += await AskAsync(name, etag, due: null, cancellationToken);
            }
            else if (version.Due <= time.GetUtcNow() || stale.Contains(name.Value))
            {
                asked += await AskAsync(name, etag, version.Due, cancellationToken);
            }
        }

        foreach (var gone in seen.Values.Where(IsStillPublic))
        {
            asked += await AskAsync(SeedName.OfBlob(gone.Name), etag: null, due: null, cancellationToken);
        }

        Forget();
        if (asked > 0)
        {
            LogAsked(asked);
        }

        return asked;
    }

    // Articles that show another image than the one that is there now, or none where there is one.
    private static HashSet<string> FindStale(Dictionary<string, SeedVersion> seeds) =>
        [.. seeds.Values
            .Where(seed => seed.Status == SeedStatus.Published && seed.Images.Any(image => seeds.GetValueOrDefault(image.Name)?.Media != image.Media))
            .Select(seed => seed.Name)];

    // A failed seed that is gone failed at being removed: it was tried often enough. A message without a seed never had one.
    private static bool IsStillPublic(SeedVersion seed) =>
        seed.Status is not SeedStatus.Removed
        && seed is not { Status: SeedStatus.Failed, SeedETag: null }
        && !seed.Name.StartsWith(SeedRecord.MessagesFolder, StringComparison.Ordinal);

    private async Task<int> AskAsync(SeedName name, string? etag, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_asked.TryGetValue(name.Value, out var last) && (last.ETag, last.Due) == (etag, due) && now - last.At < options.Value.AskAgainAfter)
        {
            return 0;
        }

        await events.AskAsync(name, cancellationToken);
        _asked[name.Value] = (etag, due, now);
        return 1;
    }

    private void Forget()
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

    [LoggerMessage(LogLevel.Information, "The sweep asked for a look at {Count} seeds")]
    private partial void LogAsked(int count);
}
