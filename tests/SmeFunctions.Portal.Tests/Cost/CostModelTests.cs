using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Benchmarks.Cost;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Cost;

public sealed class CostModelTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_page_shows_what_the_model_works_out()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmeFunctions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }

        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "cost.md")).ReplaceLineEndings("\n");

        Assert.Contains(CostReport.Write(), page, StringComparison.Ordinal);
        Assert.Contains(Prices.AsOf, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_of_a_process_that_knows_nothing_takes_no_more_calls_than_are_reckoned_with()
    {
        _world.Put("en/a.txt", TestPortal.Page("One", "2017-01-04"));
        _world.Put("en/b.txt", TestPortal.Page("Two", "2017-01-05"));
        await _world.HandleAsync("en/a.txt");
        await _world.HandleAsync("en/b.txt");
        var slug = (await _world.RecordAsync("en/a.txt")).Slug!;

        // Another process, on the same storage.
        using var cache = new ReadingCache(Options.Create(_world.Reading), _world.Time, NullLoggerFactory.Instance);
        using var counter = new VisitCounter(_world.VisitsTable, Options.Create(new VisitOptions()), _world.Time, NullLogger<VisitCounter>.Instance);
        using var statistics = new VisitStatistics(_world.VisitsTable, Options.Create(new VisitOptions()), _world.Time);
        var changes = new ArticleChangeNotifier(cache);
        var catalog = new ArticleCatalog(
            new ArticleStore(_world.Account, changes), new ArticleListReader(_world.Account), changes, new VisitCountReader(counter), cache, _world.Time, Options.Create(_world.Portal), Options.Create(_world.Reading));
        var before = Calls();

        Assert.IsType<ArticleResult.Found>(await catalog.FindAsync(slug, CancellationToken.None));
        Assert.True((await new VisitService(counter, statistics, catalog).CountAsync(slug, isMachine: false, CancellationToken.None))!.Value.IsStored);

        AssertAtMost(CallsPerUnit.ColdView, before);
    }

    [Fact]
    public async Task A_document_takes_no_more_calls_than_are_reckoned_with()
    {
        var name = SeedName.FromBlobName("en/a.txt");
        var before = Calls();

        await _world.Desk.UploadAsync(name, System.Text.Encoding.UTF8.GetBytes(TestPortal.Page("One")), contentType: null, CancellationToken.None);
        await _world.Inbox.HandleAsync(_world.Queue.Messages.Single(), CancellationToken.None);

        // Fetched and deleted by the host.
        AssertAtMost(CallsPerUnit.Document, before, more: 2);
    }

    [Fact]
    public async Task Timers_with_nothing_to_do_take_no_more_calls_than_are_reckoned_with()
    {
        _world.Put("en/a.txt", TestPortal.Page("One"));
        await _world.HandleAsync("en/a.txt");
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await _world.SectionCounter.UpdateAsync(CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);

        var before = Calls();
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        AssertAtMost(CallsPerUnit.Sweep, before);

        before = Calls();
        await _world.SectionCounter.UpdateAsync(CancellationToken.None);
        AssertAtMost(CallsPerUnit.SectionLook, before);

        before = Calls();
        await new VisitCompactor(_world.VisitsTable, Options.Create(new VisitOptions()), _world.Time, NullLogger<VisitCompactor>.Instance).CompactAsync();
        AssertAtMost(CallsPerUnit.Fold, before);
    }

    [Fact]
    public void Few_requests_are_billed_a_second_each_and_many_share_theirs()
    {
        var (few, many) = (Of(views: 1_000), Of(views: 1e10));

        Assert.InRange(few.ServingSeconds, 0.99 * few.Requests, few.Requests);
        Assert.Equal(many.Requests / CostModel.RequestsPerInstance, many.ServingSeconds, precision: 0);
    }

    [Fact]
    public void What_is_free_is_not_billed()
    {
        var model = Of(views: 0);

        Assert.Equal(0, model.Items.Single(item => item.What == "executions").Dollars);
        Assert.Equal(0, model.Items.Single(item => item.What == "telemetry").Dollars);
        Assert.True(model.Items.Single(item => item.What == "storage calls: timers").Dollars > 0);
    }

    private static CostModel Of(double views) => new(new CostInputs { Name = "", Views = views, Documents = 0, Articles = 0, Telemetry = 0 });

    private (long Blobs, long Tables, long Queues) Calls() => (
        _world.Seeds.Calls + _world.Articles.Calls + _world.Media.Calls + _world.SeedVersions.Calls + _world.Operations.Calls,
        _world.SeedsTable.Calls.Count + _world.ArticlesTable.Calls.Count + _world.VisitsTable.Calls.Count + _world.OperationsTable.Calls.Count,
        _world.Queue.Messages.Count);

    private void AssertAtMost(CallsPerUnit reckoned, (long Blobs, long Tables, long Queues) before, long more = 0)
    {
        var after = Calls();
        var (blobs, tables, queues) = (after.Blobs - before.Blobs, after.Tables - before.Tables, after.Queues - before.Queues + more);
        Assert.True(
            blobs <= reckoned.BlobReads + reckoned.BlobWrites && tables <= reckoned.Tables && queues <= reckoned.Queues,
            $"{blobs} calls to blobs, {tables} to tables, {queues} to queues; reckoned with are {reckoned}.");
        // Nor fewer by half, or the page would say nothing.
        Assert.True(2 * (blobs + tables) >= reckoned.BlobReads + reckoned.BlobWrites + reckoned.Tables, $"Only {blobs} and {tables}; reckoned with are {reckoned}.");
    }
}
