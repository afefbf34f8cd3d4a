using System.Diagnostics;
using System.Diagnostics.Metrics;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>
/// What the portal tells of its work. Names are part of the promise: alerts, dashboards and <c>docs/telemetry.md</c> use them. While nobody
/// listens a measurement costs a look at a flag.
/// </summary>
public sealed class PortalTelemetry
{
    /// <summary>Of the meter and of the source of activities.</summary>
    public const string Name = "SmeFunctions.Portal";

    private static readonly ActivitySource _source = new(Name);

    private readonly Counter<long> _ingested;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _lag;
    private readonly Histogram<long> _flushSize;
    private readonly Histogram<double> _flushDuration;
    private readonly Counter<long> _compacted;
    private readonly ObservableCounter<long> _responses;
    private readonly Counter<long> _storageCalls;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _poison;

    // What happens at every request is added up here, and asked for when it is exported: a hundred times cheaper than a listener's own sums.
    private readonly long[] _responseCounts = new long[600];
    private readonly long[] _cacheCounts = new long[3];

    public PortalTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _ingested = meter.CreateCounter<long>("portal.seeds.ingested", "{seed}", "Versions of seeds that were ingested, by their status.");
        _rejected = meter.CreateCounter<long>("portal.seeds.rejected", "{seed}", "Versions of seeds that cannot be articles, by error code.");
        _failed = meter.CreateCounter<long>("portal.seeds.failed", "{seed}", "Seeds that failed on the last attempt.");
        _lag = meter.CreateHistogram(
            "portal.seeds.lag", "s", "Time from the upload of a version until readers can get it.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600] });
        _flushSize = meter.CreateHistogram(
            "portal.visits.flush.size", "{visit}", "Visits in one write.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] });
        _flushDuration = meter.CreateHistogram(
            "portal.visits.flush.duration", "s", "Time until a write of visits was stored, including retries.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _compacted = meter.CreateCounter<long>("portal.visits.compacted", "{visit}", "Visits that compaction added to the totals.");
        meter.CreateObservableCounter("portal.cache.requests", CountCacheRequests, "{request}", "Lookups in the response cache.");
        _responses = meter.CreateObservableCounter("portal.responses", CountResponses, "{response}", "HTTP responses, by status.");
        _storageCalls = meter.CreateCounter<long>("portal.storage.calls", "{call}", "Requests sent to storage; each attempt counts.");
        _throttled = meter.CreateCounter<long>("portal.storage.throttled", "{call}", "Requests that storage throttled.");
        _poison = meter.CreateCounter<long>("portal.queue.poison", "{message}", "Messages that were moved to a poison queue.");
    }

    /// <summary>Whether to take the pains of finding out an answer's status.</summary>
    public bool MeasuresResponses => _responses.Enabled;

    /// <summary>Begins the work on a seed.</summary>
    /// <param name="name">Which; it is known by its hash, as in the log, since what editors call their files is theirs.</param>
    /// <param name="origin">What asked for it, if it said so: the request that uploaded it, or the event's own.</param>
    public static Activity? StartIngestion(SeedName name, ActivityContext origin)
    {
        var links = origin == default ? null : (ActivityLink[])[new ActivityLink(origin)];
        var activity = _source.StartActivity("ingest seed", ActivityKind.Internal, parentContext: default, tags: null, links);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("portal.seed", name.Hash);
        }

        return activity;
    }

    /// <summary>A seed was seen through.</summary>
    /// <param name="record">To what end.</param>
    /// <param name="uploaded">When this version was, if it is the first time that it is seen through and readers wait for it.</param>
    /// <param name="now">The time.</param>
    public void SeedIngested(SeedRecord record, DateTimeOffset? uploaded, DateTimeOffset now)
    {
        var activity = Activity.Current;
        if (activity is { IsAllDataRequested: true } && activity.Source == _source)
        {
            activity.SetTag("portal.seed.status", GetName(record.Status));
            if (record is { Status: SeedStatus.Published, Slug: { } slug })
            {
                // Published, so no secret any more; this is what leads from an upload to the page.
                activity.SetTag("portal.article.slug", slug);
            }
        }

        if (record.Status == SeedStatus.Rejected)
        {
            _rejected.Add(1, new KeyValuePair<string, object?>("code", record.Error?.Code));
            return;
        }

        _ingested.Add(1, new KeyValuePair<string, object?>("status", GetName(record.Status)));
        if (record.Status == SeedStatus.Published && uploaded is { } since)
        {
            // The storage's clock against this one's: a difference of them must not make it less than nothing.
            _lag.Record(Math.Max(0, (now - since).TotalSeconds));
        }
    }

    /// <summary>A seed was given up on.</summary>
    public void SeedFailed() => _failed.Add(1);

    /// <param name="queue">Where it came from.</param>
    public void PoisonMessageHandled(string queue) => _poison.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public bool MeasuresFlushes => _flushSize.Enabled || _flushDuration.Enabled;

    public void VisitsFlushed(long visits, TimeSpan duration)
    {
        _flushSize.Record(visits);
        _flushDuration.Record(duration.TotalSeconds);
    }

    public void VisitsCompacted(long visits) => _compacted.Add(visits);

    public void CacheRequested(CacheOutcome outcome) => Interlocked.Increment(ref _cacheCounts[(int)outcome]);

    public void ResponseSent(int status) => Interlocked.Increment(ref _responseCounts[Math.Clamp(status, 0, _responseCounts.Length - 1)]);

    /// <param name="service"><c>blob</c>, <c>queue</c> or <c>table</c>.</param>
    /// <param name="outcome">What came of it.</param>
    public void StorageCalled(string service, StorageOutcome outcome)
    {
        if (_storageCalls.Enabled)
        {
            _storageCalls.Add(1, new("service", service), new("outcome", outcome switch
            {
                StorageOutcome.Ok => "ok",
                StorageOutcome.Rejected => "refused",
                StorageOutcome.Throttled => "throttled",
                StorageOutcome.Failed => "failed",
                _ => "lost",
            }));
        }

        if (outcome == StorageOutcome.Throttled)
        {
            _throttled.Add(1, new KeyValuePair<string, object?>("service", service));
        }
    }

    private IEnumerable<Measurement<long>> CountCacheRequests() =>
    [
        new(Volatile.Read(ref _cacheCounts[(int)CacheOutcome.Hit]), new KeyValuePair<string, object?>("outcome", "hit")),
        new(Volatile.Read(ref _cacheCounts[(int)CacheOutcome.Miss]), new KeyValuePair<string, object?>("outcome", "miss")),
        new(Volatile.Read(ref _cacheCounts[(int)CacheOutcome.Stale]), new KeyValuePair<string, object?>("outcome", "stale")),
    ];

    private IEnumerable<Measurement<long>> CountResponses()
    {
        for (var status = 0; status < _responseCounts.Length; status++)
        {
            if (Volatile.Read(ref _responseCounts[status]) is > 0 and var count)
            {
                yield return new(count, new KeyValuePair<string, object?>("status", status));
            }
        }
    }

    private static string GetName(SeedStatus status) => status switch
    {
        SeedStatus.Published => "published",
        SeedStatus.Draft => "draft",
        SeedStatus.Scheduled => "scheduled",
        SeedStatus.Expired => "expired",
        SeedStatus.Rejected => "rejected",
        SeedStatus.Removed => "removed",
        SeedStatus.Failed => "failed",
        _ => "queued",
    };
}

/// <summary>What a look into the memory came to.</summary>
public enum CacheOutcome
{
    /// <summary>It was there, or another one was just reading it.</summary>
    Hit,

    /// <summary>It was read from storage for this one.</summary>
    Miss,

    /// <summary>Storage did not answer in time, so an older one was given.</summary>
    Stale,
}

/// <summary>What came of one try of a call to storage.</summary>
public enum StorageOutcome
{
    Ok,

    /// <summary>4xx: often an ordinary answer here, as every write is conditional.</summary>
    Rejected,

    /// <summary>Too busy: 429, 503, or a 500 that says the time ran out.</summary>
    Throttled,

    /// <summary>Any other 5xx.</summary>
    Failed,

    /// <summary>No answer.</summary>
    NoResponse,
}
