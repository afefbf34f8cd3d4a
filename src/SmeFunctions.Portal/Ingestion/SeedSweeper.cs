using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Compares the container of seeds with the ledger and asks for a look at every seed that is missing from one of them, stands there
/// in another version, or is due. It makes up for lost events, and for all of them where the store raises none.
/// <para>
/// A sweep costs a call for each 5,000 seeds, and one for each that is not as it was at the last sweep: what is settled it remembers. When
/// so many differ that it is cheaper, at first, and once a day, it reads the whole ledger, at a call for each 1,000 seeds.
/// </para>
/// </summary>
internal sealed partial class SeedSweeper(
    ContentAccount account, SeedStore seeds, SeedLedger ledger, SeedEvents events, IOptions<IngestionOptions> options, TimeProvider time, ILogger<SeedSweeper> logger)
    : IDisposable
{
    private const int CallsAtOnce = 16;

    // A page of the ledger has 1,000 records and takes about as long as this many single ones.
    private const int RecordsForAPage = 32;
    private const int FewEnough = 256;

    private static readonly TimeSpan _patienceWithDue = TimeSpan.FromSeconds(20);

    // What was asked for lately is under way; to ask again would fill the queue while a backlog is worked off. Only a memory: to
    // forget it costs doubled messages, which do no harm.
    private readonly ConcurrentDictionary<string, (string? ETag, DateTimeOffset? Due, DateTimeOffset At)> _asked = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private SweepMemory? _memory;

    public Task<int> SweepAsync(CancellationToken cancellationToken) => SweepAsync(full: false, cancellationToken);

    /// <param name="full">Whether to trust nothing that is remembered, and to compare with the whole ledger.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many seeds it asked for.</returns>
    public async Task<int> SweepAsync(bool full, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _memory ??= await SweepMemory.LoadAsync(account, cancellationToken);
            var asked = await SweepAsync(_memory, full, cancellationToken);
            await _memory.SaveAsync(account, options.Value.KeepSweepEvery, time.GetUtcNow(), cancellationToken);
            Forget();
            if (asked > 0)
            {
                LogAsked(asked);
            }

            return asked;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<int> SweepAsync(SweepMemory memory, bool full, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        full |= now - memory.ComparedAt >= options.Value.CompareAllEvery;

        // The ledger first: what is uploaded while it is read is then found as new, not as gone.
        var known = full ? await ReadLedgerAsync(cancellationToken) : null;
        var present = new HashSet<string>(memory.Count);
        var open = new List<(SeedName Name, string? ETag)>();
        await foreach (var (name, etag) in seeds.ListAsync(cancellationToken))
        {
            present.Add(name.Value);
            if (full || !memory.IsSettled(name.Value, etag, now))
            {
                open.Add((name, etag));
            }
        }

        var gone = memory.Names.Concat(known?.Keys ?? Enumerable.Empty<string>()).Where(name => !present.Contains(name)).Distinct();
        open.AddRange([.. gone.Select(name => (SeedName.OfBlob(name), (string?)null))]);

        var asks = Compare(memory, open, await FindVersionsAsync(open, known, present.Count, cancellationToken), FindStale(known), now);
        if (full)
        {
            memory.ComparedAt = now;
        }

        await Parallel.ForEachAsync(asks, Limited(cancellationToken), async (ask, token) => await AskAsync(ask, token));
        return asks.Count;
    }

    // Articles that show another image than the one that is there now, or none where there is one. Images ask for them as they come; this is
    // for those that died before, when all is compared.
    private static HashSet<string> FindStale(Dictionary<string, SeedVersion>? seeds) =>
        [.. (seeds?.Values ?? Enumerable.Empty<SeedVersion>())
            .Where(seed => seed.Status == SeedStatus.Published && seed.Images.Any(image => seeds!.GetValueOrDefault(image.Name)?.Media != image.Media))
            .Select(seed => seed.Name)];

    /// <returns>What to ask for.</returns>
    private List<Ask> Compare(
        SweepMemory memory, List<(SeedName Name, string? ETag)> open, SeedVersion?[] versions, HashSet<string> stale, DateTimeOffset now)
    {
        var asks = new List<Ask>();
        foreach (var ((name, etag), version) in open.Zip(versions))
        {
            if (etag is null)
            {
                if (version is null || !IsStillPublic(version))
                {
                    memory.Forget(name.Value);
                }
                else
                {
                    memory.Await(name.Value);
                    asks.Add(new Ask(name, ETag: null, Due: null));
                }
            }
            else if (version?.SeedETag != etag)
            {
                memory.Await(name.Value);
                asks.Add(new Ask(name, etag, Due: null));
            }
            else
            {
                memory.Settle(name.Value, etag, version.Due);
                if (version.Due <= now || stale.Contains(name.Value))
                {
                    asks.Add(new Ask(name, etag, version.Due));
                }
            }
        }

        return asks.FindAll(ask => !WasAskedLately(ask, now));
    }

    private async Task<SeedVersion?[]> FindVersionsAsync(
        List<(SeedName Name, string? ETag)> open, Dictionary<string, SeedVersion>? known, int total, CancellationToken cancellationToken)
    {
        if (known is null && open.Count > FewEnough && open.Count > total / 1_000 * RecordsForAPage)
        {
            known = await ReadLedgerAsync(cancellationToken);
        }

        if (known is not null)
        {
            return [.. open.Select(seed => known.GetValueOrDefault(seed.Name.Value))];
        }

        var versions = new SeedVersion?[open.Count];
        await Parallel.ForAsync(0, open.Count, Limited(cancellationToken), async (i, token) =>
            versions[i] = await ledger.FindVersionAsync(open[i].Name, token));
        return versions;
    }

    private async Task<Dictionary<string, SeedVersion>> ReadLedgerAsync(CancellationToken cancellationToken) =>
        await ledger.ReadVersionsAsync(cancellationToken).ToDictionaryAsync(seed => seed.Name, cancellationToken: cancellationToken);

    // A failed seed that is gone failed at being removed: it was tried often enough. A message without a seed never had one.
    private static bool IsStillPublic(SeedVersion seed) =>
        seed.Status is not SeedStatus.Removed
        && seed is not { Status: SeedStatus.Failed, SeedETag: null }
        && !seed.Name.StartsWith(SeedRecord.MessagesFolder, StringComparison.Ordinal);

    private bool WasAskedLately(Ask ask, DateTimeOffset now) =>
        _asked.TryGetValue(ask.Name.Value, out var last)
        && (last.ETag, last.Due) == (ask.ETag, ask.Due)
        && now - last.At < WaitFor(ask.Due);

    // What is due is to be done to the minute: a worker whose clock is behind finds it too early the first time.
    private TimeSpan WaitFor(DateTimeOffset? due)
    {
        var wait = options.Value.AskAgainAfter;
        return due is not null && wait > _patienceWithDue ? _patienceWithDue : wait;
    }

    private async Task AskAsync(Ask ask, CancellationToken cancellationToken)
    {
        await events.AskAsync(ask.Name, cancellationToken);
        _asked[ask.Name.Value] = (ask.ETag, ask.Due, time.GetUtcNow());
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

    private static ParallelOptions Limited(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "The sweep asked for a look at {Count} seeds")]
    private partial void LogAsked(int count);

    private sealed record Ask(SeedName Name, string? ETag, DateTimeOffset? Due);
}
