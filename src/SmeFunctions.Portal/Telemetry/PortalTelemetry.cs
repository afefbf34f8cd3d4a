using System.Diagnostics;
using System.Diagnostics.Metrics;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>
/// The portal's metrics and traces. Alerts, dashboards and <c>docs/telemetry.md</c> use the names. Without a listener, a measurement costs a check of
/// a flag.
/// </summary>
public sealed class PortalTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
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
    private readonly Histogram<double> _searchLag;
    private readonly Histogram<double> _searchDuration;
    private readonly Counter<long> _searches;
    private readonly Counter<long> _searchBytes;
    private readonly Gauge<long> _searchDocuments;
    private readonly Gauge<long> _searchFiles;
    private readonly Gauge<long> _searchSize;

    // Per-request values are summed here, and read at export. This is a hundred times cheaper than a listener per measurement.
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
        _searchLag = meter.CreateHistogram(
            "portal.search.lag", "s", "Time from the publication of an article until the search index has it.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 900, 3600] });
        _searchDuration = meter.CreateHistogram(
            "portal.search.duration", "s", "Time of a query in the search index.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1] });
        _searches = meter.CreateCounter<long>("portal.search.queries", "{query}", "Queries, by whether they found an article.");
        _searchBytes = meter.CreateCounter<long>("portal.search.transferred", "By", "Bytes of segment files, by direction.");
        _searchDocuments = meter.CreateGauge<long>("portal.search.documents", "{article}", "Articles in the search index.");
        _searchFiles = meter.CreateGauge<long>("portal.search.files", "{file}", "Segment files of the search index.");
        _searchSize = meter.CreateGauge<long>("portal.search.size", "By", "Size of the search index.");
    }

    /// <summary>Whether the response metrics are enabled, so that callers can skip finding the status.</summary>
    public bool MeasuresResponses => _responses.Enabled;

    /// <summary>Starts the ingestion of a seed.</summary>
    /// <param name="name">The seed. Only its hash appears in telemetry and logs, because names may be confidential.</param>
    /// <param name="origin">The cause, if known: the upload request, or the event.</param>
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

    /// <summary>Records the outcome of a seed.</summary>
    /// <param name="record">The outcome.</param>
    /// <param name="uploaded">When the version was uploaded, if this is its first ingestion.</param>
    /// <param name="now">The current time.</param>
    public void SeedIngested(SeedRecord record, DateTimeOffset? uploaded, DateTimeOffset now)
    {
        var activity = Activity.Current;
        if (activity is { IsAllDataRequested: true } && activity.Source == _source)
        {
            activity.SetTag("portal.seed.status", GetName(record.Status));
            if (record is { Status: SeedStatus.Published, Slug: { } slug })
            {
                // The article is public now, and its slug connects the upload with the page.
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
            // The clock of storage may be ahead of the local one, so the lag must not become negative.
            _lag.Record(Math.Max(0, (now - since).TotalSeconds));
        }
    }

    /// <summary>Records a seed that failed on its last attempt.</summary>
    public void SeedFailed() => _failed.Add(1);

    /// <param name="queue">The queue that the message came from.</param>
    public void PoisonMessageHandled(string queue) => _poison.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>Records that the search index has a change.</summary>
    /// <param name="lag">The time since the change.</param>
    public void SearchIndexed(TimeSpan lag) => _searchLag.Record(Math.Max(0, lag.TotalSeconds));

    /// <summary>Records a commit of the search index.</summary>
    /// <param name="documents">Articles in the index.</param>
    /// <param name="files">Files of the index.</param>
    /// <param name="bytes">Size of the index.</param>
    /// <param name="uploaded">Bytes of new files.</param>
    public void SearchCommitted(long documents, int files, long bytes, long uploaded)
    {
        _searchDocuments.Record(documents);
        _searchFiles.Record(files);
        _searchSize.Record(bytes);
        _searchBytes.Add(uploaded, new KeyValuePair<string, object?>("direction", "upload"));
    }

    /// <param name="bytes">Bytes of the file.</param>
    public void SearchFileDownloaded(long bytes) => _searchBytes.Add(bytes, new KeyValuePair<string, object?>("direction", "download"));

    /// <summary>Records a query of the search index.</summary>
    public void Searched(TimeSpan duration, long total)
    {
        _searchDuration.Record(duration.TotalSeconds);
        _searches.Add(1, new KeyValuePair<string, object?>("outcome", total > 0 ? "found" : "empty"));
    }

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
    /// <param name="outcome">The result.</param>
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

/// <summary>The result of a cache lookup.</summary>
public enum CacheOutcome
{
    /// <summary>The value was cached, or being read for another caller.</summary>
    Hit,

    /// <summary>The value was read from storage.</summary>
    Miss,

    /// <summary>Storage did not answer in time, so a stale value was returned.</summary>
    Stale,
}

/// <summary>The result of one attempt of a storage call.</summary>
public enum StorageOutcome
{
    Ok,

    /// <summary>4xx: often expected, because every write is conditional.</summary>
    Rejected,

    /// <summary>Throttled: 429, 503, or a 500 that reports a timeout.</summary>
    Throttled,

    /// <summary>Any other 5xx.</summary>
    Failed,

    /// <summary>No response.</summary>
    NoResponse,
}
