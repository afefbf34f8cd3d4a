using System.Globalization;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Notifications;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>An account on the emulator, and instances of the app that index and search it.</summary>
internal sealed class SearchSite : IAsyncDisposable
{
    private readonly string _connection;
    private readonly string _prefix = "s" + Guid.NewGuid().ToString("N")[..12];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("search-");
    private readonly List<Instance> _instances = [];
    private int _count;

    private SearchSite(string connection) => _connection = connection;

    /// <summary>The account without faults.</summary>
    public ContentAccount Account => Open(transport: null);

    public static async Task<SearchSite> CreateAsync(string connection)
    {
        var site = new SearchSite(connection);
        var account = site.Account;
        await account.Search.CreateIfNotExistsAsync();
        await account.Articles.CreateIfNotExistsAsync();
        await account.SearchEvents.CreateIfNotExistsAsync();
        await account.NotificationEvents.CreateIfNotExistsAsync();
        await account.OperationEvents.CreateIfNotExistsAsync();
        await account.OperationsTable.CreateIfNotExistsAsync();
        await account.ArticlesTable.CreateIfNotExistsAsync();
        await account.ChangesTable.CreateIfNotExistsAsync();
        return site;
    }

    /// <summary>Starts an instance with a disk of its own.</summary>
    public Instance Start(FaultyTransport? transport = null, Action<SearchOptions>? configure = null)
    {
        var options = new SearchOptions { LocalDirectory = Path.Combine(_directory.FullName, (++_count).ToString(CultureInfo.InvariantCulture)), FreshFor = TimeSpan.Zero };
        configure?.Invoke(options);
        var instance = new Instance(Open(transport), Account, options);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Stores an article as ingestion does.</summary>
    public static Article Create(string slug, string title, string text, string lang = "en", string day = "2017-01-04", string section = "news", string? source = null, IReadOnlyList<string>? tags = null, OfficialNotice? notice = null) => new()
    {
        Slug = slug,
        Lang = lang,
        Title = title,
        Published = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Source = source,
        Tags = tags ?? [],
        Section = new Section(section, section),
        Breadcrumb = [],
        Summary = text.Length <= 100 ? text : text[..100],
        Html = "",
        Text = text,
        Updated = DateTimeOffset.UnixEpoch,
        Translations = [],
        Document = notice,
    };

    /// <summary>Replaces or removes an article, without telling the index.</summary>
    public async Task StoreAsync(string slug, Article? article) => await Account.Articles.GetBlobClient($"{slug}.json").UploadAsync(
        new BinaryData(article is null ? "{}"u8.ToArray() : ArticleStore.SerializeContent(article)),
        new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = article is null ? new Dictionary<string, string> { ["gone"] = "true" } : new Dictionary<string, string>() });

    /// <summary>Starts an instance that builds the index.</summary>
    public async Task<Instance> StartBuiltAsync()
    {
        var instance = Start();
        await instance.Indexer.MaintainAsync(CancellationToken.None);
        await instance.RunOperationsAsync();
        return instance;
    }

    /// <summary>Stores and indexes articles.</summary>
    public async Task PublishAsync(Instance instance, params Article[] articles)
    {
        foreach (var article in articles)
        {
            await StoreAsync(article.Slug, article);
        }

        await instance.Indexer.IndexAsync([.. articles.Select(article => article.Slug)], CancellationToken.None);
    }

    /// <summary>Stores and indexes a number of articles.</summary>
    public async Task IndexManyAsync(Instance instance, int count) =>
        await PublishAsync(instance, [.. Enumerable.Range(0, count).Select(i => Create($"a{i}", $"Title {i}", $"Text number {i} of the harbour with words of its own: {Guid.NewGuid()}."))]);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    private ContentAccount Open(FaultyTransport? transport)
    {
        var blobs = new BlobServiceClient(_connection, With(new BlobClientOptions()));
        var queues = new QueueServiceClient(_connection, With(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
        var tables = new TableServiceClient(_connection, With(new TableClientOptions()));
        return new ContentAccount
        {
            Seeds = blobs.GetBlobContainerClient($"{_prefix}-seeds"),
            Articles = blobs.GetBlobContainerClient($"{_prefix}-articles"),
            SeedVersions = blobs.GetBlobContainerClient($"{_prefix}-seed-versions"),
            Media = blobs.GetBlobContainerClient($"{_prefix}-media"),
            Operations = blobs.GetBlobContainerClient($"{_prefix}-operations"),
            Imports = blobs.GetBlobContainerClient($"{_prefix}-imports"),
            Exports = blobs.GetBlobContainerClient($"{_prefix}-exports"),
            Search = blobs.GetBlobContainerClient($"{_prefix}-search"),
            SeedEvents = queues.GetQueueClient($"{_prefix}-seed-events"),
            SearchEvents = queues.GetQueueClient($"{_prefix}-search-events"),
            NotificationEvents = queues.GetQueueClient($"{_prefix}-notifications"),
            OperationEvents = queues.GetQueueClient($"{_prefix}-operations"),
            OperationsTable = tables.GetTableClient($"{_prefix}Operations"),
            SeedsTable = tables.GetTableClient($"{_prefix}Seeds"),
            ArticlesTable = tables.GetTableClient($"{_prefix}Articles"),
            ChangesTable = tables.GetTableClient($"{_prefix}Changes"),
            WebhooksTable = tables.GetTableClient($"{_prefix}Webhooks"),
            VisitsTable = tables.GetTableClient($"{_prefix}Visits"),
            VisitsTableForCounting = tables.GetTableClient($"{_prefix}Visits"),
        };

        TOptions With<TOptions>(TOptions options)
            where TOptions : ClientOptions
        {
            options.Retry.MaxRetries = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
            options.Retry.Mode = RetryMode.Fixed;
            if (transport is not null)
            {
                options.Transport = transport;
            }

            return options;
        }
    }

    /// <summary>One process of the app.</summary>
    internal sealed class Instance : IAsyncDisposable
    {
        private readonly OperationEventPublisher _operationEvents;

        // The Functions host has its own connection.
        private readonly ContentAccount _host;
        private bool _isDisposed;

        public Instance(ContentAccount account, ContentAccount host, SearchOptions options)
        {
            (Account, _host) = (account, host);
            Options = options;
            var wrapped = Microsoft.Extensions.Options.Options.Create(options);
            var articles = new ArticleStore(account, new ArticleChangeNotifier(new ReadingCache(Microsoft.Extensions.Options.Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance)));
            Manifests = new SearchManifestStore(account, NullLogger<SearchManifestStore>.Instance);
            Files = new SearchFileStore(account, wrapped, TimeProvider.System);
            Events = new SearchEventPublisher(account, TimeProvider.System);
            _operationEvents = new OperationEventPublisher(account);
            Operations = new OperationService(new OperationStore(account), _operationEvents, TimeProvider.System);
            Reader = new SearchIndexReader(Manifests, Files, wrapped, TimeProvider.System, NullLogger<SearchIndexReader>.Instance);
            var writer = new SearchIndexWriter(articles, Manifests, Files, Operations, Reader, TimeProvider.System, NullLogger<SearchIndexWriter>.Instance);
            Indexer = new SearchIndexer(writer, Manifests, Files, Events, new ChangeLog(account, articles, TimeProvider.System), new NotificationPublisher(account), wrapped, TimeProvider.System, NullLogger<SearchIndexer>.Instance);
            Inventory = new SearchInventory(Reader);
            Index = new LuceneSearchIndex(Reader, TimeProvider.System);
            var stock = new ArticleInventory(account);
            var operating = Microsoft.Extensions.Options.Options.Create(new OperationOptions { PageSize = 50 });
            var site = new SiteOperation(
                new SiteEnumerator(null!, null!, stock, Inventory), null!, null!, null!, null!, null!, stock, articles, Indexer, Events, operating, NullLogger<SiteOperation>.Instance);
            Runner = new OperationRunner(new OperationStore(account), _operationEvents, [site], operating, TimeProvider.System, NullLogger<OperationRunner>.Instance);
        }

        public ContentAccount Account { get; }

        public SearchOptions Options { get; }

        public SearchManifestStore Manifests { get; }

        public SearchFileStore Files { get; }

        public SearchEventPublisher Events { get; }

        public OperationService Operations { get; }

        public SearchIndexReader Reader { get; }

        public SearchIndexer Indexer { get; }

        public SearchInventory Inventory { get; }

        public LuceneSearchIndex Index { get; }

        public OperationRunner Runner { get; }

        /// <summary>Runs the operations that wait, as the queue trigger does.</summary>
        public async Task RunOperationsAsync()
        {
            while ((await _host.OperationEvents.ReceiveMessagesAsync(1)).Value is [var message])
            {
                await Runner.HandleAsync(message.Body.ToString(), CancellationToken.None);
                await _host.OperationEvents.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        /// <summary>Handles the messages that wait, as the queue trigger does: a failed one comes again.</summary>
        public async Task HandleEventsAsync(int tries = 5)
        {
            for (var failed = 0; ;)
            {
                if ((await _host.SearchEvents.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1))).Value is not [var message])
                {
                    return;
                }

                try
                {
                    await Indexer.HandleAsync(message.Body.ToString(), CancellationToken.None);
                    await _host.SearchEvents.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                }
                catch (Exception e) when (e is Azure.RequestFailedException or AggregateException or TaskCanceledException or TimeoutException && ++failed < tries)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1.1));
                }
            }
        }

        public async Task<SearchResults> SearchAsync(string text, Func<SearchRequest, SearchRequest>? change = null)
        {
            var request = new SearchRequest { Text = text, Today = new DateOnly(2018, 1, 1), Limit = 50 };
            var until = DateTime.UtcNow + TimeSpan.FromSeconds(20);
            await Index.FindVersionAsync(CancellationToken.None);
            while (true)
            {
                // The newest manifest is loaded in the background.
                var stored = await Manifests.FindAsync(known: null, CancellationToken.None);
                if (await Index.FindVersionAsync(CancellationToken.None) == stored?.Manifest?.Commit || DateTime.UtcNow > until)
                {
                    return await Index.SearchAsync(change?.Invoke(request) ?? request, CancellationToken.None) ?? throw new InvalidOperationException("There is no index.");
                }

                await Task.Delay(10);
            }
        }

        public async Task<IReadOnlyList<string>> FindAsync(string text, Func<SearchRequest, SearchRequest>? change = null) =>
            [.. (await SearchAsync(text, change)).Hits.Select(hit => hit.Article.Slug)];

        public async ValueTask DisposeAsync()
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            await Indexer.DisposeAsync();
            await Reader.DisposeAsync();
        }
    }
}
