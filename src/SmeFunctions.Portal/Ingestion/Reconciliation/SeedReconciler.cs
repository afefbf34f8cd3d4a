using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Compares the container of seeds with the status table. It requests the ingestion of every seed that is new, changed, deleted or due, and of those
/// whose articles do not mention a changed translation or image. It replaces lost messages, and all events where storage sends none.
/// docs/design/reconciliation.md lists the calls.
/// </summary>
public sealed partial class SeedReconciler(
    ContentAccount account,
    SeedBlobStore seeds,
    SeedStatusStore statusStore,
    SeedEventPublisher events,
    RelatedSeedNotifier neighbours,
    RecentlyIngestedSeeds seen,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<SeedReconciler> logger)
    : IDisposable
{
    private const int MaxParallelCalls = 16;

    // Reading a page of 1,000 records takes about as long as this many single reads.
    private const int RecordsPerPageCost = 32;
    private const int MaxSingleReads = 256;

    // The ingestion of a seed notifies related seeds itself. After this time, the message was lost.
    private static readonly TimeSpan _relatedSeedGracePeriod = TimeSpan.FromSeconds(30);

    /// <summary>A run that took long is followed by this many times as long without one, up to a minute: while many documents come, each run reads much.</summary>
    private const int PauseShare = 9;

    private static readonly TimeSpan _maxPause = TimeSpan.FromMinutes(1);

    private readonly ReconcileRequests _requests = new(options, time);
    private readonly SemaphoreSlim _runLock = new(1, 1);
    private ReconcileCheckpoint? _checkpoint;
    private DateTimeOffset _pauseEnd = DateTimeOffset.MinValue;

    /// <summary>Reconciles, unless the last run took so long that the next one would leave no time for others.</summary>
    /// <returns>The number of requested seeds.</returns>
    public async Task<int> ReconcileWhenDueAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _pauseEnd)
        {
            return 0;
        }

        var start = time.GetTimestamp();
        var requested = await ReconcileAsync(cancellationToken);
        var pause = time.GetElapsedTime(start) * PauseShare;
        _pauseEnd = time.GetUtcNow() + (pause < _maxPause ? pause : _maxPause);
        return requested;
    }

    public Task<int> ReconcileAsync(CancellationToken cancellationToken) => ReconcileAsync(full: false, cancellationToken);

    /// <param name="full">Whether to ignore the checkpoint, and to compare with the whole status table.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The number of requested seeds.</returns>
    public async Task<int> ReconcileAsync(bool full, CancellationToken cancellationToken)
    {
        await _runLock.WaitAsync(cancellationToken);
        try
        {
            _checkpoint ??= await ReconcileCheckpoint.LoadAsync(account, cancellationToken);
            var requested = await ReconcileAsync(_checkpoint, full, cancellationToken);
            await _checkpoint.SaveAsync(account, options.Value.CheckpointEvery, time.GetUtcNow(), cancellationToken);
            _requests.RemoveExpired();
            if (requested > 0)
            {
                LogRequested(requested);
            }

            return requested;
        }
        finally
        {
            _runLock.Release();
        }
    }

    public void Dispose() => _runLock.Dispose();

    private async Task<int> ReconcileAsync(ReconcileCheckpoint memory, bool full, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        full |= now - memory.ComparedAt >= options.Value.FullComparisonEvery;

        foreach (var name in seen.TakeAll())
        {
            memory.AddPending(name);
        }

        // The status table is read first. A seed that is uploaded meanwhile then looks new, not deleted.
        var known = full ? await ReadAllRecordsAsync(cancellationToken) : null;
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
        open.AddRange([.. gone.Select(name => (SeedName.FromBlobName(name), (string?)null))]);

        var requests = Compare(memory, open, await ReadSnapshotsAsync(open, known, present, cancellationToken), now);
        if (full)
        {
            memory.ComparedAt = now;
        }

        await Parallel.ForEachAsync(SeedEventPublisher.Pack(requests, request => request.Name), CreateParallelOptions(cancellationToken), async (pack, token) =>
        {
            await events.PublishAsync(pack, token);
            foreach (var request in pack)
            {
                _requests.Add(request);
            }
        });
        return requests.Count;

        bool IsOpen(string name, string? etag) => !memory.IsSettled(name, etag, now) && !_requests.IsPending(name, etag, now);
    }

    /// <returns>The seeds to request.</returns>
    private List<ReconcileRequest> Compare(ReconcileCheckpoint memory, List<(SeedName Name, string? ETag)> open, SeedSnapshot[] snapshots, DateTimeOffset now)
    {
        var requests = new Dictionary<SeedName, ReconcileRequest>();
        foreach (var ((name, etag), (record, neighbours, isNew)) in open.Zip(snapshots))
        {
            if (etag is null ? record is null or { Status: SeedStatus.Removed } or { IsMessage: true } : record?.SeedETag == etag && !record.IsDue(now))
            {
                SettleOrAskForNeighbours(name, etag, record, neighbours);
            }
            else if (etag is null && record is { Status: SeedStatus.Failed } && !record.IsDue(now))
            {
                // Its removal failed, and is tried again when it is due.
                memory.SetSettled(name.Value, etag: null, record.Due);
            }
            else
            {
                // Its current version is not settled. A due seed keeps its entry, because it will still be due.
                if (record?.SeedETag == etag && record?.Due is not null)
                {
                    memory.SetSettled(name.Value, etag, record.Due);
                }
                else
                {
                    memory.SetPending(name.Value);
                }

                requests[name] = CreateRequest(name, etag, record) with { IsNew = isNew };
            }
        }

        return [.. requests.Values.Where(request => !_requests.IsTooEarly(request, now))];

        void SettleOrAskForNeighbours(SeedName name, string? etag, SeedRecord? record, StaleSeeds? stale)
        {
            if (stale is { Seeds.Count: > 0 })
            {
                // Checked again until related seeds mention it.
                memory.SetPending(name.Value);
                if (now - stale.ChangedAt >= _relatedSeedGracePeriod)
                {
                    foreach (var neighbour in stale.Seeds)
                    {
                        requests.TryAdd(neighbour.Name, CreateRequest(neighbour.Name, neighbour.SeedETag, neighbour));
                    }
                }
            }
            else
            {
                var isChanged = etag is null ? memory.Remove(name.Value) : memory.SetSettled(name.Value, etag, record?.Due);
                if (isChanged && DocumentMetadata.IsName(name.Value))
                {
                    // It may schedule its document, whose own version is still the settled one.
                    memory.SetPending(MetadataFileStore.GetDocument(name).Value);
                }

                _requests.Complete(name.Value);
            }
        }
    }

    private static ReconcileRequest CreateRequest(SeedName name, string? etag, SeedRecord? record) =>
        record?.SeedETag == etag ? new ReconcileRequest(name, etag, record?.Due, IsScheduled: record is { Due: not null, Status: not SeedStatus.Failed }) : new ReconcileRequest(name, etag);

    private async Task<SeedSnapshot[]> ReadSnapshotsAsync(
        List<(SeedName Name, string? ETag)> open, Dictionary<string, SeedRecord>? known, HashSet<string> present, CancellationToken cancellationToken)
    {
        if (known is null && open.Count > MaxSingleReads && open.Count > present.Count / 1_000 * RecordsPerPageCost)
        {
            known = await ReadAllRecordsAsync(cancellationToken);
        }

        if (known is not null)
        {
            var stale = RelatedSeedNotifier.FindStale(known);
            var alone = FindUnrelated(open, known, present);
            return [.. open.Select(seed => new SeedSnapshot(known.GetValueOrDefault(seed.Name.Value), stale.GetValueOrDefault(seed.Name), alone.Contains(seed.Name)))];
        }

        var snapshots = new SeedSnapshot[open.Count];
        await Parallel.ForAsync(0, open.Count, CreateParallelOptions(cancellationToken), async (i, token) =>
        {
            // Its translations are in the same partition: one call for all.
            var group = await statusStore.ReadGroupAsync(open[i].Name, token);
            snapshots[i] = group.Own.ETag is null ? new SeedSnapshot(Record: null, Stale: null)
                : new SeedSnapshot(group.Own, group.Own.SeedETag == open[i].ETag ? await neighbours.FindStaleAsync(group, token) : null);
        });
        return snapshots;
    }

    // For new seeds of a backlog, the worker can skip the first read. Of two translations, the second finds its group changed, and reads after all.
    private static HashSet<SeedName> FindUnrelated(List<(SeedName Name, string? ETag)> open, Dictionary<string, SeedRecord> known, HashSet<string> present)
    {
        if (open.TrueForAll(seed => known.ContainsKey(seed.Name.Value)))
        {
            return [];
        }

        var members = present.Union(known.Keys).CountBy(name => SeedName.FromBlobName(name).TranslationGroup).ToDictionary();
        return [.. open.Select(seed => seed.Name).Where(name => !known.ContainsKey(name.Value) && members.GetValueOrDefault(name.TranslationGroup) == 1)];
    }

    private async Task<Dictionary<string, SeedRecord>> ReadAllRecordsAsync(CancellationToken cancellationToken) =>
        await statusStore.ReadAllAsync(cancellationToken).ToDictionaryAsync(record => record.Name.Value, cancellationToken: cancellationToken);

    private static ParallelOptions CreateParallelOptions(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = MaxParallelCalls, CancellationToken = cancellationToken };

    [LoggerMessage(LogLevel.Information, "The reconciler requested the ingestion of {Count} seeds")]
    private partial void LogRequested(int count);

    /// <param name="Record">The status record.</param>
    /// <param name="Stale">Seeds whose articles do not mention the current state of this one or of their images; it may be among them.</param>
    /// <param name="IsNew">Whether neither it nor a translation of its name has a record.</param>
    private sealed record SeedSnapshot(SeedRecord? Record, StaleSeeds? Stale, bool IsNew = false);
}
