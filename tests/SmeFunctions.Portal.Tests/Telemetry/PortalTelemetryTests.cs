using System.Diagnostics;
using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Telemetry;

public sealed class PortalTelemetryTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_published_version_is_counted_once_with_the_time_since_its_upload()
    {
        using var ingested = _world.Measure<long>("portal.seeds.ingested");
        using var lag = _world.Measure<double>("portal.seeds.lag");
        _world.Put("en/a.txt", TestPortal.Page("One"));
        _world.Time.Advance(TimeSpan.FromSeconds(7));

        await _world.HandleAsync("en/a.txt");
        await _world.HandleAsync("en/a.txt");

        Assert.Equal(["1 status=published"], ingested.Lines);
        Assert.Equal(["7"], lag.Lines);
    }

    [Fact]
    public async Task What_nobody_waits_for_has_no_lag()
    {
        _world.Put("en/a.txt", TestPortal.Page("One"));
        await _world.HandleAsync("en/a.txt");
        _world.Time.Advance(TimeSpan.FromDays(30));
        _world.Put("zh/a.txt", TestPortal.Page("一"));
        await _world.HandleAsync("zh/a.txt");
        using var ingested = _world.Measure<long>("portal.seeds.ingested");
        using var lag = _world.Measure<double>("portal.seeds.lag");

        // It is told of its translation; then all is written once more.
        await _world.HandleAsync("en/a.txt");
        await _world.Ingester.IngestAgainAsync(SeedName.FromBlobName("en/a.txt"), CancellationToken.None);

        Assert.Equal(["1 status=published", "1 status=published"], ingested.Lines);
        Assert.Empty(lag.Lines);
    }

    [Fact]
    public void A_clock_that_is_behind_the_storages_makes_no_negative_lag()
    {
        using var lag = _world.Measure<double>("portal.seeds.lag");
        _world.Telemetry.SeedIngested(
            new SeedRecord { Name = SeedName.FromBlobName("a"), Status = SeedStatus.Published }, _world.Time.GetUtcNow().AddSeconds(2), _world.Time.GetUtcNow());

        Assert.Equal(["0"], lag.Lines);
    }

    [Fact]
    public async Task What_cannot_be_an_article_is_counted_by_its_code()
    {
        using var ingested = _world.Measure<long>("portal.seeds.ingested");
        using var rejected = _world.Measure<long>("portal.seeds.rejected");
        _world.Put("en/a.txt", "");
        _world.Put("en/b.txt", "---\ndraft: true\n---\n# Later\n\nText.\n");

        await _world.HandleAsync("en/a.txt");
        await _world.HandleAsync("en/b.txt");

        Assert.Equal([$"1 code={(await _world.RecordAsync("en/a.txt")).Error!.Code}"], rejected.Lines);
        Assert.Equal(["1 status=draft"], ingested.Lines);
    }

    [Fact]
    public async Task Messages_that_failed_too_often_are_counted_and_the_seeds_given_up_on()
    {
        using var poison = _world.Measure<long>("portal.queue.poison");
        using var failed = _world.Measure<long>("portal.seeds.failed");
        _world.Put("en/a.txt", TestPortal.Page("One"));
        _world.Put("en/b.txt", TestPortal.Page("Two"));
        await _world.HandleAsync("en/b.txt");

        await _world.Inbox.HandlePoisonAsync("""{"name":"en/a.txt"}""", CancellationToken.None);
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/b.txt"}""", CancellationToken.None);
        await _world.OperatorDesk.StartAsync(Portal.Operations.OperationKind.Sweep, CancellationToken.None);
        await _world.Runner.HandlePoisonAsync(_world.OperationQueue.Messages.Single(), CancellationToken.None);

        Assert.Equal(["1 queue=seed-events", "1 queue=seed-events", "1 queue=operations"], poison.Lines);
        Assert.Equal(["1"], failed.Lines);
    }

    [Fact]
    public async Task Visits_that_are_written_and_folded_are_counted()
    {
        using var size = _world.Measure<long>("portal.visits.flush.size");
        using var duration = _world.Measure<double>("portal.visits.flush.duration");
        using var folded = _world.Measure<long>("portal.visits.compacted");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _world.Visits.CountAsync("a-slug").AsTask()));
        _world.Time.Advance(TimeSpan.FromHours(1));
        await new VisitCompactor(
            _world.VisitsTable, Options.Create(new VisitOptions()), _world.Time, NullLogger<VisitCompactor>.Instance, _world.Telemetry).CompactAsync();

        Assert.Equal(5, size.Lines.Sum(long.Parse));
        Assert.Equal(size.Lines.Count(), duration.Lines.Count());
        Assert.Equal(["5"], folded.Lines);
    }

    [Fact]
    public async Task Looks_into_the_memory_are_counted_by_what_they_came_to()
    {
        using var requests = _world.Measure<long>("portal.cache.requests");
        using var cache = new ReadingCache(Options.Create(_world.Reading), TimeProvider.System, NullLoggerFactory.Instance, _world.Telemetry);
        var isDown = false;

        Assert.Equal("read", await GetAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("read", await GetAsync(TimeSpan.FromMinutes(1)));
        cache.Expire("key");
        isDown = true;
        Assert.Equal("read", await GetAsync(TimeSpan.FromTicks(1)));

        Assert.Equal(["1 outcome=hit", "1 outcome=miss", "1 outcome=stale"], requests.Ask().Lines);

        async Task<string> GetAsync(TimeSpan freshFor) =>
            cache.TryGet<string>("key", freshFor, out var kept) ? kept.Value
            : (await cache.GetAsync<string>(
                    "key", freshFor, (_, _) => isDown ? throw new RequestFailedException("down") : Task.FromResult("read"), _ => 1, CancellationToken.None)).Value;
    }

    [Fact]
    public void Answers_are_counted_by_status_without_an_allocation()
    {
        using (var answers = _world.Measure<long>("portal.responses"))
        {
            _world.Telemetry.ResponseSent(200);
            _world.Telemetry.ResponseSent(304);

            Assert.True(_world.Telemetry.MeasuresResponses);
            Assert.Equal(["1 status=200", "1 status=304"], answers.Ask().Lines);
        }

        Assert.False(_world.Telemetry.MeasuresResponses);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _world.Telemetry.ResponseSent(200);
            _world.Telemetry.CacheRequested(CacheOutcome.Hit);
            _world.Telemetry.StorageCalled("blob", StorageOutcome.Ok);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task The_work_on_a_seed_is_linked_to_the_request_that_uploaded_it()
    {
        using var seen = new SeenActivities();
        using var request = new Activity("PUT").SetIdFormat(ActivityIdFormat.W3C).Start();
        var name = SeedName.FromBlobName($"en/{Guid.NewGuid():N}.txt");
        await _world.Desk.UploadAsync(name, Encoded(TestPortal.Page("One")), contentType: null, CancellationToken.None);
        request.Stop();

        await _world.Inbox.HandleAsync(_world.Queue.Messages.Single(), CancellationToken.None);

        var activity = Assert.Single(seen.Of(name));
        Assert.Equal((request.TraceId, request.SpanId), (activity.Links.Single().Context.TraceId, activity.Links.Single().Context.SpanId));
        Assert.Equal("published", activity.GetTagItem("portal.seed.status"));
        Assert.Equal((await _world.RecordAsync(name.Value)).Slug, activity.GetTagItem("portal.article.slug"));
        Assert.DoesNotContain(activity.TagObjects, tag => tag.Value is string text && text.Contains(name.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_failed_says_so()
    {
        using var seen = new SeenActivities();
        var name = SeedName.FromBlobName($"en/{Guid.NewGuid():N}.txt");
        _world.Put(name.Value, TestPortal.Page("One"));
        _world.SeedsTable.Faults = _ => Storage.Fault.FailBefore;

        await Assert.ThrowsAsync<RequestFailedException>(() => _world.HandleAsync(name.Value));

        var activity = Assert.Single(seen.Of(name));
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Null(activity.GetTagItem("portal.seed.status"));
    }

    private static byte[] Encoded(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>All activities of the portal in this process; those of other tests have other seeds.</summary>
    private sealed class SeenActivities : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly List<Activity> _stopped = [];

        public SeenActivities()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == PortalTelemetry.Name,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    lock (_stopped)
                    {
                        _stopped.Add(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Of(SeedName name)
        {
            lock (_stopped)
            {
                return [.. _stopped.Where(activity => Equals(activity.GetTagItem("portal.seed"), name.Hash))];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
