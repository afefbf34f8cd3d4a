using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Notifications;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Signals;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Tests.Notifications;
using SmeFunctions.Portal.Tests.Search;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Tests.Telemetry;
using SmeFunctions.Portal.Visits;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>An account in memory, and the portal's services on it.</summary>
internal sealed class TestPortal : IDisposable
{
    private readonly List<SeedReconciler> _sweepers = [];
    private readonly RelatedSeedNotifier _neighbours;
    private readonly VisitStatistics _statistics;
    private readonly WebhookSender _webhookSender;
    private readonly SearchIndexReader _searchReader;
    private readonly SearchIndexer _indexer;
    private readonly TestMeters _meters = new();

    public TestPortal()
    {
        Telemetry = new PortalTelemetry(_meters.Factory);
        Seeds = new FakeBlobs(Time);
        Articles = new FakeBlobs(Time);
        Media = new FakeBlobs(Time);
        SeedVersions = new FakeBlobs(Time);
        OperationsTable = new FakeTable(new FakeTableServer(Time));
        Operations = new FakeBlobs(Time);
        Imports = new FakeBlobs(Time);
        Exports = new FakeBlobs(Time);
        WebhooksTable = new FakeTable(new FakeTableServer(Time));
        Search = new FakeBlobs(Time);
        SeedRows = new FakeTableServer(Time);
        SeedsTable = new FakeTable(SeedRows);
        ArticleRows = new FakeTableServer(Time);
        ArticlesTable = new FakeTable(ArticleRows);
        ChangesTable = new FakeTable(new FakeTableServer(Time));
        VisitsTable = new FakeTable(new FakeTableServer(Time));
        Account = new ContentAccount
        {
            Seeds = Seeds,
            Articles = Articles,
            SeedVersions = SeedVersions,
            Media = Media,
            Operations = Operations,
            Imports = Imports,
            Exports = Exports,
            NotificationEvents = NotificationQueue,
            WebhooksTable = WebhooksTable,
            Search = Search,
            SeedEvents = Queue,
            SearchEvents = SearchQueue,
            OperationEvents = OperationQueue,
            OperationsTable = OperationsTable,
            SeedsTable = SeedsTable,
            ArticlesTable = ArticlesTable,
            ChangesTable = ChangesTable,
            VisitsTable = VisitsTable,
            VisitsTableForCounting = VisitsTable,
        };
        Ledger = new SeedStatusStore(Account);
        Store = new SeedBlobStore(Account, Options.Create(Ingestion));
        Cache = new ReadingCache(Options.Create(Reading), Time, NullLoggerFactory.Instance, Telemetry);
        Changes = new ArticleChangeNotifier(Cache);
        ArticleStore = new ArticleStore(Account, Changes);
        ArticleLists = new ArticleListReader(Account);
        ArticleStock = new ArticleInventory(Account);
        Aliases = new AliasStore(Account, Changes);
        Visits = new VisitCounter(VisitsTable, Options.Create(new VisitOptions { GatherFrom = 1_000_000 }), Time, NullLogger<VisitCounter>.Instance, Telemetry);
        _statistics = new VisitStatistics(VisitsTable, Options.Create(new VisitOptions()), Time);
        Catalog = new ArticleCatalog(
            ArticleStore, ArticleLists, Changes, new VisitCountReader(Visits), Cache, Time, Options.Create(Portal), Options.Create(Reading));
        VisitService = new VisitService(Visits, _statistics, Catalog);
        var documents = new DocumentCache(Cache, Changes, Options.Create(Reading));
        Feeds = new FeedService(ArticleStore, ArticleLists, documents, Options.Create(Feeding), Options.Create(Portal));
        SectionStore = new SectionCountStore(Account);
        Sections = new SectionCatalog(SectionStore, documents, Options.Create(Portal));
        LlmsTexts = new LlmsTextService(ArticleLists, SectionStore, documents, Options.Create(Portal));
        SectionCounter = new SectionCountUpdater(ArticleStore, ArticleLists, SectionStore, Options.Create(Portal), Time, NullLogger<SectionCountUpdater>.Instance);
        Sitemaps = new SitemapService(ArticleLists, SectionStore, documents, Options.Create(Feeding), Options.Create(Portal), Time);
        Events = new SeedEventPublisher(Account);
        var notifications = new NotificationPublisher(Account);
        Health = new StorageHealthCheck(Account);
        MediaStore = new MediaStore(Account);
        var illustrator = new ImageResolver(Ledger, Events, MediaStore);
        var composer = new ArticleBuilder(Options.Create(Portal));
        var searchFiles = new SearchFileStore(Account, Options.Create(new SearchOptions()), Time);
        var manifests = new SearchManifestStore(Account, NullLogger<SearchManifestStore>.Instance);
        _searchReader = new SearchIndexReader(manifests, searchFiles, Options.Create(new SearchOptions()), Time, NullLogger<SearchIndexReader>.Instance);
        var searchEvents = new SearchEventPublisher(Account, Time);
        var statusWriter = new SeedStatusWriter(Store, Ledger);
        Versions = new SeedVersionStore(Account, Time);
        var metadataFiles = new MetadataFileStore(Store, Ledger);
        _neighbours = new RelatedSeedNotifier(Ledger, Events, illustrator, metadataFiles);
        Sweeper = NewSweeper(Seen);
        var publisher = new SeedPublisher(
            statusWriter, new TranslationLinks(Ledger, statusWriter, _neighbours), _neighbours, Ledger, ArticleStore, Visits, composer, illustrator, new AttachmentResolver(Ledger, Store, Events, MediaStore, Time), metadataFiles, new SeedAliasUpdater(Aliases), searchEvents, Time, NullLogger<SeedPublisher>.Instance);
        Ingester = new SeedIngester(Store, Ledger, ArticleStore, publisher, _neighbours, composer, illustrator, metadataFiles, Versions, Seen, Time, NullLogger<SeedIngester>.Instance, Telemetry);
        Inbox = new SeedMessageHandler(Ingester, Store, Ledger, SeedSource.Create(Account, new ContentStorageOptions()), notifications, Options.Create(Ingestion), Time, NullLogger<SeedMessageHandler>.Instance, Telemetry);
        Previews = new SeedPreviewService(Store, Ledger, Ingester, Options.Create(Ingestion), Time);
        Desk = new SeedService(Store, Ledger, Events, Previews);
        Edits = new SeedEditService(Desk, Store, Versions, Events, Options.Create(Ingestion));

        var operations = new OperationStore(Account);
        var operationEvents = new OperationEventPublisher(Account);
        OperatorDesk = new OperationService(operations, operationEvents, Time);
        SearchService = new SearchService(SearchIndex, Cache, Options.Create(Portal), Time);
        SearchInventory = new SearchInventory(_searchReader);
        Changelog = new ChangeLog(Account, ArticleStore, Time);
        ChangeFeed = new ChangeFeedService(Changelog);
        var searchWriter = new SearchIndexWriter(ArticleStore, manifests, searchFiles, OperatorDesk, _searchReader, Time, NullLogger<SearchIndexWriter>.Instance);
        _indexer = new SearchIndexer(searchWriter, manifests, searchFiles, searchEvents, Changelog, notifications, Options.Create(new SearchOptions()), Time, NullLogger<SearchIndexer>.Instance);
        WebhookStore = new WebhookStore(Account);
        _webhookSender = new WebhookSender(Options.Create(Webhooks), Time);
        var webhookDispatcher = new WebhookDispatcher(
            WebhookStore, notifications, _webhookSender, Ledger, Options.Create(Webhooks), Options.Create(Portal), Time, NullLogger<WebhookDispatcher>.Instance);
        WebhookService = new WebhookService(WebhookStore, webhookDispatcher, Time);
        ExportLinks = new ExportLinkService(Account, Time);
        Signals = new TestSignals(Account, Portal, Feeding, Time);
        Notifications = new NotificationHandler(
            new ChangeDispatcher(Account, Changelog, [webhookDispatcher, .. Signals.All], Time, NullLogger<ChangeDispatcher>.Instance), webhookDispatcher, notifications, NullLogger<NotificationHandler>.Instance, Telemetry);
        IndexNow = Signals.IndexNow;
        IOperationHandler[] handlers =
        [
            new SiteOperation(
                new SiteEnumerator(Store, Ledger, ArticleStock, SearchInventory), new SiteValidator(Ingester, Store, Ledger, ArticleStore, SearchInventory, Time),
                Ingester, Events, Store, Ledger, ArticleStock, ArticleStore, _indexer, searchEvents, Options.Create(Operating), NullLogger<SiteOperation>.Instance),
            new ExportOperation(
                Account, new SiteEnumerator(Store, Ledger, ArticleStock, SearchInventory), Store, Ledger, Versions, Ingester, ArticleStore, new VisitCountReader(Visits), Options.Create(Operating)),
            new ImportOperation(Account, Store, Events, operations, Options.Create(Ingestion), Options.Create(Operating)),
        ];
        Runner = new OperationRunner(operations, operationEvents, handlers, Options.Create(Operating), Time, NullLogger<OperationRunner>.Instance, Telemetry);
    }

    public ShortWaits Time { get; } = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));

    public PortalTelemetry Telemetry { get; }

    public IngestionOptions Ingestion { get; } = new();

    public PortalOptions Portal { get; } = new();

    public ReadingOptions Reading { get; } = new();

    public ReadingCache Cache { get; }

    public ArticleChangeNotifier Changes { get; }

    public FakeBlobs Seeds { get; }

    public FakeBlobs Articles { get; }

    public FakeBlobs Imports { get; }

    public FakeBlobs Exports { get; }

    public WebhookOptions Webhooks { get; } = new() { AllowPrivateAddresses = true, Timeout = TimeSpan.FromSeconds(2) };

    public WebhookStore WebhookStore { get; }

    public WebhookService WebhookService { get; }

    public ExportLinkService ExportLinks { get; }

    public TestSignals Signals { get; }

    public IndexNowSignal IndexNow { get; }

    public NotificationHandler Notifications { get; }

    public FakeBlobs Media { get; }

    public FakeBlobs SeedVersions { get; }

    public MediaStore MediaStore { get; }

    public FakeBlobs Operations { get; }

    public FakeBlobs Search { get; }

    public SearchInventory SearchInventory { get; }

    public FakeSearchIndex SearchIndex { get; } = new();

    public SearchService SearchService { get; }

    public FakeQueue Queue { get; } = new();

    public FakeQueue SearchQueue { get; } = new();

    public FakeQueue NotificationQueue { get; } = new();

    public FakeQueue OperationQueue { get; } = new();

    public FakeTable OperationsTable { get; }

    public FakeTable SeedsTable { get; }

    public FakeTable ArticlesTable { get; }

    public FakeTableServer ArticleRows { get; }

    public FakeTable ChangesTable { get; }

    public ChangeLog Changelog { get; }

    public ChangeFeedService ChangeFeed { get; }

    public LlmsTextService LlmsTexts { get; }

    public FakeTable WebhooksTable { get; }

    public FakeTable VisitsTable { get; }

    public ContentAccount Account { get; }

    public FakeTableServer SeedRows { get; }

    public SeedStatusStore Ledger { get; }

    public SeedBlobStore Store { get; }

    public ArticleStore ArticleStore { get; }

    public ArticleListReader ArticleLists { get; }

    public ArticleInventory ArticleStock { get; }

    public AliasStore Aliases { get; }

    public VisitCounter Visits { get; }

    public VisitService VisitService { get; }

    public ArticleCatalog Catalog { get; }

    public FeedOptions Feeding { get; } = new();

    public FeedService Feeds { get; }

    public SectionCountStore SectionStore { get; }

    public SectionCatalog Sections { get; }

    public SectionCountUpdater SectionCounter { get; }

    public SitemapService Sitemaps { get; }

    public SeedEventPublisher Events { get; }

    public SeedService Desk { get; }

    public SeedVersionStore Versions { get; }

    public SeedEditService Edits { get; }

    public SeedPreviewService Previews { get; }

    public StorageHealthCheck Health { get; }

    public RecentlyIngestedSeeds Seen { get; } = new();

    public SeedReconciler Sweeper { get; }

    public SeedIngester Ingester { get; }

    public SeedMessageHandler Inbox { get; }

    public OperationOptions Operating { get; } = new();

    public OperationService OperatorDesk { get; }

    public OperationRunner Runner { get; }

    /// <summary>What the lists have, without the guards that stand in none.</summary>
    public IReadOnlyList<TableEntity> ListRows => [.. ArticleRows.Rows.Where(row => ArticleKeys.IsArticleKey(row.RowKey) && !ArticleKeys.IsGuardKey(row.RowKey))];

    /// <summary>The rows that lead from the group of a document to those that say they are its translations.</summary>
    public IReadOnlyList<TableEntity> PointerRows => [.. SeedRows.Rows.Where(row => row.GetString("From") is not null)];

    public static string Page(string title, string day = "2017-01-04", string text = "A text of one sentence.") =>
        $"Current location: | Root | News\n\n{title}\n\n{day}     The Letter     visits:0\n\n{text}\n";

    /// <summary>Another one, as after a restart, or in another process.</summary>
    public SeedReconciler NewSweeper() => NewSweeper(new RecentlyIngestedSeeds());

    private SeedReconciler NewSweeper(RecentlyIngestedSeeds seen)
    {
        var reconciler = new SeedReconciler(Account, Store, Ledger, Events, _neighbours, seen, Options.Create(Ingestion), Time, NullLogger<SeedReconciler>.Instance);
        _sweepers.Add(reconciler);
        return reconciler;
    }

    public string Put(string name, string text) => Seeds.Put(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Collects what one of the portal's instruments measures from now on.</summary>
    public Measured<T> Measure<T>(string instrument)
        where T : struct => new(_meters, instrument);

    public Task HandleAsync(string name) => Inbox.HandleAsync(JsonSerializer.Serialize(new { name }), CancellationToken.None);

    private const int MaxIngestions = 100;

    /// <summary>Ingests these seeds and all that is requested meanwhile; a failed one comes again, as from the queue.</summary>
    public async Task IngestAsync(params string[] names)
    {
        var waiting = new Queue<string>(names);
        for (var tries = 0; tries < MaxIngestions; tries++)
        {
            foreach (var name in Queue.Names)
            {
                waiting.Enqueue(name);
            }

            Queue.Messages.Clear();
            if (!waiting.TryDequeue(out var next))
            {
                return;
            }

            try
            {
                await HandleAsync(next);
            }
            catch (RequestFailedException)
            {
                waiting.Enqueue(next);
            }
        }

        Assert.Fail("It never comes to rest.");
    }

    /// <summary>The published article of a seed.</summary>
    public async Task<ArticleView> ArticleAsync(string name) =>
        Assert.IsType<ArticleResult.Found>(await Catalog.FindAsync((await RecordAsync(name)).Slug!, CancellationToken.None)).Article;

    public async Task<SeedRecord> RecordAsync(string name) =>
        await Ledger.FindAsync(SeedName.FromBlobName(name), CancellationToken.None) ?? throw new InvalidOperationException($"No record of '{name}'.");

    public void Dispose()
    {
        _webhookSender.Dispose();
        Visits.Dispose();
        _statistics.Dispose();
        _indexer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _searchReader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Cache.Dispose();
        _sweepers.ForEach(reconciler => reconciler.Dispose());
        _meters.Dispose();
    }
}

/// <summary>A clock on which the short waits between tries take no time.</summary>
internal sealed class ShortWaits(DateTimeOffset now) : FakeTimeProvider(now)
{
    /// <summary>Waits shorter than this end at once.</summary>
    public TimeSpan Shortest { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The waits that were asked for.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < Shortest ? TimeSpan.Zero : dueTime, period);
    }
}

internal sealed class FakeQueue : QueueClient
{
    public List<string> Messages { get; } = [];

    /// <summary>For how long each message was to be hidden.</summary>
    public List<TimeSpan?> Delays { get; } = [];

    public RequestFailedException? Failure { get; set; }

    public IEnumerable<string> Names => Messages.SelectMany(NamesIn);

    /// <summary>Awaited on the way there and on the way back.</summary>
    public Func<Task> Travel { get; set; } = () => Task.CompletedTask;

    public override async Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default)
    {
        await Travel();
        if (Failure is not null)
        {
            throw Failure;
        }

        lock (Messages)
        {
            Messages.Add(messageText);
        }

        await Travel();
        return null!;
    }

    public override Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        // Storage takes no more.
        Assert.True(visibilityTimeout is null || (visibilityTimeout >= TimeSpan.Zero && visibilityTimeout <= TimeSpan.FromDays(7)), $"Hidden for {visibilityTimeout}.");
        Delays.Add(visibilityTimeout);
        return SendMessageAsync(messageText, cancellationToken);
    }

    private static IEnumerable<string> NamesIn(string message)
    {
        var json = JsonDocument.Parse(message).RootElement;
        return (json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : Enumerable.Repeat(json, 1)).Select(ask => ask.GetProperty("name").GetString()!);
    }

    public override Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default) =>
        Failure is not null ? Task.FromException<Response<QueueProperties>>(Failure) : Task.FromResult<Response<QueueProperties>>(null!);
}
