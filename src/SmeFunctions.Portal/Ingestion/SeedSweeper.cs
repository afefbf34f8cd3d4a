using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Compares the container of seeds with the ledger and asks for a look at every seed that is missing from one of them, stands there
/// in another version, or is due, and at those whose articles do not say of a changed one what is so. It makes up for lost messages, and for all
/// events where the store raises none.
/// <para>
/// A sweep costs a call for each 5,000 seeds, and one for each that is not as it was at the last sweep: what is settled it remembers. When
/// so many differ that it is cheaper, at first, and once an hour, it reads the whole ledger, at a call for each 1,000 seeds.
/// </para>
/// </summary>
internal sealed partial class SeedSweeper(
    ContentAccount account,
    SeedStore seeds,
    SeedLedger ledger,
    SeedEvents events,
    SeedNeighbours neighbours,
    SeenSeeds seen,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<SeedSweeper> logger)
    : IDisposable
{
    private const int CallsAtOnce = 16;

    // A page of the ledger has 1,000 records and takes about as long as this many single ones.
    private const int RecordsForAPage = 32;
    private const int FewEnough = 256;

    // Whoever changed asks by itself for those that are to know of it: after this long, the message was lost.
    private static readonly TimeSpan _patienceWithNeighbours = TimeSpan.FromSeconds(30);

    private readonly SweepAsks _asks = new(options, time);
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
            _asks.Forget();
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

        foreach (var name in seen.Take())
        {
            memory.Meet(name);
        }

        // The ledger first: what is uploaded while it is read is then found as new, not as gone.
        var known = full ? await ReadLedgerAsync(cancellationToken) : null;
        var present = new HashSet<string>(memory.Count);
        var open = new List<(SeedName Name, string? ETag)>();
        await foreach (var (name, etag) in seeds.ListAsync(cancellationToken))
        {
            present.Add(name.Value);
            if (full || IsOpen(name.Value, etag))
            {
                open.Add((name, etag));
            }
        }

        var gone = memory.Names.Concat(known?.Keys ?? Enumerable.Empty<string>())
            .Where(name => !present.Contains(name) && (full || IsOpen(name, etag: null)))
            .Distinct();
        open.AddRange([.. gone.Select(name => (SeedName.OfBlob(name), (string?)null))]);

        var asks = Compare(memory, open, await LookAsync(open, known, present, cancellationToken), now);
        if (full)
        {
            memory.ComparedAt = now;
        }

        await Parallel.ForEachAsync(SeedEvents.Pack(asks, ask => ask.Name), Limited(cancellationToken), async (pack, token) =>
        {
            await events.AskAsync(pack, token);
            foreach (var ask in pack)
            {
                _asks.Note(ask);
            }
        });
        return asks.Count;

        bool IsOpen(string name, string? etag) => !memory.IsSettled(name, etag, now) && !_asks.AreUnderWay(name, etag, now);
    }

    /// <returns>What to ask for.</returns>
    private List<SweepAsk> Compare(SweepMemory memory, List<(SeedName Name, string? ETag)> open, SeedSight[] sights, DateTimeOffset now)
    {
        var asks = new Dictionary<SeedName, SweepAsk>();
        foreach (var ((name, etag), (record, neighbours, isNew)) in open.Zip(sights))
        {
            if (etag is null ? record is null or { Status: SeedStatus.Removed } or { IsOfMessage: true } : record?.SeedETag == etag && !record.IsDue(now))
            {
                SettleOrAskForNeighbours(name, etag, record, neighbours);
            }
            else if (etag is null && record is { Status: SeedStatus.Failed } && !record.IsDue(now))
            {
                // It failed at being removed, and is tried again at its time.
                memory.Settle(name.Value, etag: null, record.Due);
            }
            else
            {
                // Its present version was not seen through. What is due stays as it is remembered: it will be due still.
                if (record?.SeedETag == etag && record?.Due is not null)
                {
                    memory.Settle(name.Value, etag, record.Due);
                }
                else
                {
                    memory.Await(name.Value);
                }

                asks[name] = AskFor(name, etag, record) with { IsNew = isNew };
            }
        }

        return [.. asks.Values.Where(ask => !_asks.WasLately(ask, now))];

        void SettleOrAskForNeighbours(SeedName name, string? etag, SeedRecord? record, StaleNeighbours? stale)
        {
            if (stale is { Seeds.Count: > 0 })
            {
                // Looked at again until they know of it.
                memory.Await(name.Value);
                if (now - stale.ChangedAt >= _patienceWithNeighbours)
                {
                    foreach (var neighbour in stale.Seeds)
                    {
                        asks.TryAdd(neighbour.Name, AskFor(neighbour.Name, neighbour.SeedETag, neighbour));
                    }
                }
            }
            else if (etag is null)
            {
                memory.Forget(name.Value);
            }
            else
            {
                memory.Settle(name.Value, etag, record?.Due);
                _asks.Settle(name.Value);
            }
        }
    }

    private static SweepAsk AskFor(SeedName name, string? etag, SeedRecord? record) =>
        record?.SeedETag == etag ? new SweepAsk(name, etag, record?.Due, IsToTheMinute: record is { Due: not null, Status: not SeedStatus.Failed }) : new SweepAsk(name, etag);

    private async Task<SeedSight[]> LookAsync(
        List<(SeedName Name, string? ETag)> open, Dictionary<string, SeedRecord>? known, HashSet<string> present, CancellationToken cancellationToken)
    {
        if (known is null && open.Count > FewEnough && open.Count > present.Count / 1_000 * RecordsForAPage)
        {
            known = await ReadLedgerAsync(cancellationToken);
        }

        if (known is not null)
        {
            var stale = SeedNeighbours.FindStale(known);
            var alone = FindAlone(open, known, present);
            return [.. open.Select(seed => new SeedSight(known.GetValueOrDefault(seed.Name.Value), stale.GetValueOrDefault(seed.Name), alone.Contains(seed.Name)))];
        }

        var sights = new SeedSight[open.Count];
        await Parallel.ForAsync(0, open.Count, Limited(cancellationToken), async (i, token) =>
        {
            // With its translations, which stand beside it: one call as well.
            var group = await ledger.ReadGroupAsync(open[i].Name, token);
            sights[i] = group.Own.ETag is null ? new SeedSight(Record: null, Neighbours: null)
                : new SeedSight(group.Own, group.Own.SeedETag == open[i].ETag ? await neighbours.FindStaleAsync(group, token) : null);
        });
        return sights;
    }

    // Of a backlog, those of which nobody knows anything yet: who publishes them need not look first. Of two translations the second would find its
    // group changed, and look after all.
    private static HashSet<SeedName> FindAlone(List<(SeedName Name, string? ETag)> open, Dictionary<string, SeedRecord> known, HashSet<string> present)
    {
        if (open.TrueForAll(seed => known.ContainsKey(seed.Name.Value)))
        {
            return [];
        }

        var members = present.Union(known.Keys).CountBy(name => SeedName.OfBlob(name).TranslationGroup).ToDictionary();
        return [.. open.Select(seed => seed.Name).Where(name => !known.ContainsKey(name.Value) && members.GetValueOrDefault(name.TranslationGroup) == 1)];
    }

    private async Task<Dictionary<string, SeedRecord>> ReadLedgerAsync(CancellationToken cancellationToken) =>
        await ledger.ReadAllAsync(cancellationToken).ToDictionaryAsync(record => record.Name.Value, cancellationToken: cancellationToken);

    private static ParallelOptions Limited(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "The sweep asked for a look at {Count} seeds")]
    private partial void LogAsked(int count);

    /// <param name="Record">What the ledger has of a seed.</param>
    /// <param name="Neighbours">Those, it among them perhaps, whose articles do not say of it, or of their images, what is so.</param>
    /// <param name="IsNew">Whether nothing is known of it, nor of a translation of its name.</param>
    private sealed record SeedSight(SeedRecord? Record, StaleNeighbours? Neighbours, bool IsNew = false);
}
