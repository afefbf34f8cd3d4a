using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>The containers, queues and tables of the portal.</summary>
public sealed class ContentAccount
{
    /// <summary>Uploaded documents: the source of truth.</summary>
    public required BlobContainerClient Seeds { get; init; }

    /// <summary>Earlier versions of uploaded documents, by content hash.</summary>
    public required BlobContainerClient SeedVersions { get; init; }

    /// <summary>Published articles.</summary>
    public required BlobContainerClient Articles { get; init; }

    /// <summary>Images, named by their content.</summary>
    public required BlobContainerClient Media { get; init; }

    /// <summary>Internal state, such as the reconciliation checkpoint.</summary>
    public required BlobContainerClient Operations { get; init; }

    /// <summary>Sites to import, uploaded by any tool.</summary>
    public required BlobContainerClient Imports { get; init; }

    /// <summary>Exports of the portal.</summary>
    public required BlobContainerClient Exports { get; init; }

    /// <summary>The search index: segment files and the manifest.</summary>
    public required BlobContainerClient Search { get; init; }

    /// <summary>Ingestion requests.</summary>
    public required QueueClient SeedEvents { get; init; }

    /// <summary>Requests to continue an operation.</summary>
    public required QueueClient OperationEvents { get; init; }

    /// <summary>Requests to bring an article into the search index, or out of it.</summary>
    public required QueueClient SearchEvents { get; init; }

    /// <summary>Requests to tell other systems of changes.</summary>
    public required QueueClient NotificationEvents { get; init; }

    /// <summary>Operations and their findings.</summary>
    public required TableClient OperationsTable { get; init; }

    /// <summary>The status of each seed.</summary>
    public required TableClient SeedsTable { get; init; }

    /// <summary>Lists of articles.</summary>
    public required TableClient ArticlesTable { get; init; }

    /// <summary>The log of changes of articles.</summary>
    public required TableClient ChangesTable { get; init; }

    /// <summary>Webhooks and their deliveries.</summary>
    public required TableClient WebhooksTable { get; init; }

    /// <summary>Visits.</summary>
    public required TableClient VisitsTable { get; init; }

    /// <summary>The same without retries, for the visit counter: it must see each response itself.</summary>
    public required TableClient VisitsTableForCounting { get; init; }

    /// <param name="connection">The account.</param>
    /// <param name="names">Names of containers, queues and tables.</param>
    /// <param name="telemetry">Measures every call; <see langword="null"/> for none.</param>
    public static ContentAccount Create(ContentConnection connection, ContentStorageOptions names, PortalTelemetry? telemetry = null)
    {
        var blobs = connection.CreateBlobs(StorageCallPolicy.AddTo(WithRetries(new BlobClientOptions()), telemetry, "blob"));
        var queues = connection.CreateQueues(StorageCallPolicy.AddTo(
            WithRetries(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }), telemetry, "queue"));
        var tables = connection.CreateTables(StorageCallPolicy.AddTo(WithRetries(new TableClientOptions()), telemetry, "table"));

        return new ContentAccount
        {
            Seeds = blobs.GetBlobContainerClient(names.SeedsContainer),
            SeedVersions = blobs.GetBlobContainerClient(names.SeedVersionsContainer),
            Articles = blobs.GetBlobContainerClient(names.ArticlesContainer),
            Media = blobs.GetBlobContainerClient(names.MediaContainer),
            Operations = blobs.GetBlobContainerClient(names.OperationsContainer),
            Imports = blobs.GetBlobContainerClient(names.ImportsContainer),
            Exports = blobs.GetBlobContainerClient(names.ExportsContainer),
            Search = blobs.GetBlobContainerClient(names.SearchContainer),
            SeedEvents = queues.GetQueueClient(names.SeedEventsQueue),
            OperationEvents = queues.GetQueueClient(names.OperationsQueue),
            SearchEvents = queues.GetQueueClient(names.SearchEventsQueue),
            NotificationEvents = queues.GetQueueClient(names.NotificationEventsQueue),
            OperationsTable = tables.GetTableClient(names.OperationsTable),
            SeedsTable = tables.GetTableClient(names.SeedsTable),
            ArticlesTable = tables.GetTableClient(names.ArticlesTable),
            ChangesTable = tables.GetTableClient(names.ChangesTable),
            WebhooksTable = tables.GetTableClient(names.WebhooksTable),
            VisitsTable = tables.GetTableClient(names.VisitsTable),
            VisitsTableForCounting = connection.CreateTables(StorageCallPolicy.AddTo(VisitOptions.CreateClientOptions(), telemetry, "table"))
                .GetTableClient(names.VisitsTable),
        };
    }

    // The default of 100 s per attempt is longer than a reader waits, and than a function may keep a message.
    private static TOptions WithRetries<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 3;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(3);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        return options;
    }
}
