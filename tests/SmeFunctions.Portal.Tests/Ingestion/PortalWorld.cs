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
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>An account in memory, and the portal's services on it.</summary>
internal sealed class PortalWorld : IDisposable
{
    private readonly KnownArticles _known;
    private readonly VisitStatistics _statistics;

    public PortalWorld()
    {
        Seeds = new FakeBlobs(Time);
        Articles = new FakeBlobs(Time);
        OperationsTable = new FakeTable(new FakeTableServer(Time));
        SeedsTable = new FakeTable(new FakeTableServer(Time));
        ArticleRows = new FakeTableServer(Time);
        ArticlesTable = new FakeTable(ArticleRows);
        VisitsTable = new FakeTable(new FakeTableServer(Time));
        Account = new ContentAccount
        {
            Seeds = Seeds,
            Articles = Articles,
            Media = new FakeBlobs(Time),
            SeedEvents = Queue,
            OperationEvents = OperationQueue,
            OperationsTable = OperationsTable,
            SeedsTable = SeedsTable,
            ArticlesTable = ArticlesTable,
            VisitsTable = VisitsTable,
            VisitsTableForCounting = VisitsTable,
        };
        Ledger = new SeedLedger(Account);
        Store = new SeedStore(Account, Options.Create(Ingestion));
        ArticleStore = new ArticleStore(Account);
        Visits = new VisitCounter(VisitsTable, Options.Create(new VisitOptions { GatherFrom = 1_000_000 }), Time, NullLogger<VisitCounter>.Instance);
        _known = new KnownArticles(ArticleStore, Time);
        _statistics = new VisitStatistics(VisitsTable, Options.Create(new VisitOptions()), Time);
        VisitDesk = new VisitDesk(Visits, _statistics, _known);
        Catalog = new ArticleCatalog(ArticleStore, new VisitNumbers(Visits), Options.Create(new PortalOptions()));
        Feeds = new FeedDesk(ArticleStore, Options.Create(Feeding), Options.Create(Portal));
        SectionStore = new SectionStore(Account);
        Sections = new SectionCatalog(SectionStore, Options.Create(Portal));
        SectionCounter = new SectionCounter(ArticleStore, SectionStore, Options.Create(Portal), Time, NullLogger<SectionCounter>.Instance);
        Sitemaps = new SitemapDesk(ArticleStore, SectionStore, Options.Create(Feeding), Options.Create(Portal), Time);
        Events = new SeedEvents(Account);
        Desk = new SeedDesk(Store, Ledger, Events);
        Health = new StorageHealth(Account);
        Sweeper = new SeedSweeper(Store, Ledger, Events, Options.Create(Ingestion), Time, NullLogger<SeedSweeper>.Instance);
        Ingester = new SeedIngester(
            Store, Ledger, ArticleStore, Visits, Events, new SeedComposer(Options.Create(new PortalOptions())),
            Options.Create(new ContentStorageOptions()), NullLogger<SeedIngester>.Instance);

        var operations = new OperationLedger(Account);
        var operationEvents = new OperationEvents(Account);
        Operations = new OperationDesk(operations, operationEvents, Time);
        Runner = new OperationRunner(
            operations, operationEvents, new SiteWalk(Store, Ledger, ArticleStore), new SiteComparison(Ingester, Store, Ledger, ArticleStore),
            Ingester, Events, Store, Ledger, ArticleStore, Options.Create(Operating), Time, NullLogger<OperationRunner>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));

    public IngestionOptions Ingestion { get; } = new();

    public FakeBlobs Seeds { get; }

    public FakeBlobs Articles { get; }

    public FakeQueue Queue { get; } = new();

    public FakeQueue OperationQueue { get; } = new();

    public FakeTable OperationsTable { get; }

    public FakeTable SeedsTable { get; }

    public FakeTable ArticlesTable { get; }

    public FakeTableServer ArticleRows { get; }

    /// <summary>The rows of lists alone.</summary>
    public IReadOnlyList<TableEntity> ListRows => [.. ArticleRows.Rows.Where(row => ArticleKeys.IsOfList(row.RowKey))];

    public FakeTable VisitsTable { get; }

    public ContentAccount Account { get; }

    public SeedLedger Ledger { get; }

    public SeedStore Store { get; }

    public ArticleStore ArticleStore { get; }

    public VisitCounter Visits { get; }

    public VisitDesk VisitDesk { get; }

    public ArticleCatalog Catalog { get; }

    public PortalOptions Portal { get; } = new();

    public FeedOptions Feeding { get; } = new();

    public FeedDesk Feeds { get; }

    public SectionStore SectionStore { get; }

    public SectionCatalog Sections { get; }

    public SectionCounter SectionCounter { get; }

    public SitemapDesk Sitemaps { get; }

    public SeedEvents Events { get; }

    public SeedDesk Desk { get; }

    public StorageHealth Health { get; }

    public SeedSweeper Sweeper { get; }

    public SeedIngester Ingester { get; }

    public OperationOptions Operating { get; } = new();

    public OperationDesk Operations { get; }

    public OperationRunner Runner { get; }

    public static string Page(string title, string day = "2017-01-04", string text = "A text of one sentence.") =>
        $"Current location: | Root | News\n\n{title}\n\n{day}     The Letter     visits:0\n\n{text}\n";

    public string Put(string name, string text) => Seeds.Put(name, Encoding.UTF8.GetBytes(text));

    public Task HandleAsync(string name) => Ingester.HandleAsync(JsonSerializer.Serialize(new { name }), CancellationToken.None);

    public async Task<SeedRecord> RecordAsync(string name) =>
        await Ledger.FindAsync(SeedName.OfBlob(name), CancellationToken.None) ?? throw new InvalidOperationException($"No record of '{name}'.");

    public void Dispose()
    {
        Visits.Dispose();
        _statistics.Dispose();
        _known.Dispose();
    }
}

internal sealed class FakeQueue : QueueClient
{
    public List<string> Messages { get; } = [];

    public RequestFailedException? Failure { get; set; }

    public IEnumerable<string> Names => Messages.Select(message => JsonDocument.Parse(message).RootElement.GetProperty("name").GetString()!);

    public override Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default)
    {
        if (Failure is not null)
        {
            return Task.FromException<Response<SendReceipt>>(Failure);
        }

        Messages.Add(messageText);
        return Task.FromResult<Response<SendReceipt>>(null!);
    }

    public override Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default) =>
        Failure is not null ? Task.FromException<Response<QueueProperties>>(Failure) : Task.FromResult<Response<QueueProperties>>(null!);
}
