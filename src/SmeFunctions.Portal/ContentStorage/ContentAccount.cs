using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>The containers, the queue and the tables the portal works on.</summary>
public sealed class ContentAccount
{
    /// <summary>What editors upload: the source of truth.</summary>
    public required BlobContainerClient Seeds { get; init; }

    /// <summary>What readers get.</summary>
    public required BlobContainerClient Articles { get; init; }

    /// <summary>Images, named by their content.</summary>
    public required BlobContainerClient Media { get; init; }

    /// <summary>What the portal notes for itself.</summary>
    public required BlobContainerClient Operations { get; init; }

    /// <summary>Messages that say "look at this seed".</summary>
    public required QueueClient SeedEvents { get; init; }

    /// <summary>Messages that say "go on with this operation".</summary>
    public required QueueClient OperationEvents { get; init; }

    /// <summary>How far each operation is, and what it found.</summary>
    public required TableClient OperationsTable { get; init; }

    /// <summary>What became of each seed.</summary>
    public required TableClient SeedsTable { get; init; }

    /// <summary>The lists that articles stand in.</summary>
    public required TableClient ArticlesTable { get; init; }

    /// <summary>Visit counters.</summary>
    public required TableClient VisitsTable { get; init; }

    /// <summary>The same, for who must see each answer itself: a retry below would report the success of the first try as a conflict.</summary>
    public required TableClient VisitsTableForCounting { get; init; }

    /// <param name="connection">Where it is.</param>
    /// <param name="names">Of all that is in it.</param>
    /// <param name="telemetry">Told of every call; <see langword="null"/> for none of them.</param>
    public static ContentAccount Create(ContentConnection connection, ContentStorageOptions names, PortalTelemetry? telemetry = null)
    {
        var blobs = connection.CreateBlobs(StorageCallPolicy.AddTo(WithRetries(new BlobClientOptions()), telemetry, "blob"));
        var queues = connection.CreateQueues(StorageCallPolicy.AddTo(
            WithRetries(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }), telemetry, "queue"));
        var tables = connection.CreateTables(StorageCallPolicy.AddTo(WithRetries(new TableClientOptions()), telemetry, "table"));

        return new ContentAccount
        {
            Seeds = blobs.GetBlobContainerClient(names.SeedsContainer),
            Articles = blobs.GetBlobContainerClient(names.ArticlesContainer),
            Media = blobs.GetBlobContainerClient(names.MediaContainer),
            Operations = blobs.GetBlobContainerClient(names.OperationsContainer),
            SeedEvents = queues.GetQueueClient(names.SeedEventsQueue),
            OperationEvents = queues.GetQueueClient(names.OperationsQueue),
            OperationsTable = tables.GetTableClient(names.OperationsTable),
            SeedsTable = tables.GetTableClient(names.SeedsTable),
            ArticlesTable = tables.GetTableClient(names.ArticlesTable),
            VisitsTable = tables.GetTableClient(names.VisitsTable),
            VisitsTableForCounting = connection.CreateTables(StorageCallPolicy.AddTo(VisitOptions.CreateClientOptions(), telemetry, "table"))
                .GetTableClient(names.VisitsTable),
        };
    }

    // The default of 100 s a try and half a minute of waiting is longer than a reader, or a function's lease on a message, has.
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
