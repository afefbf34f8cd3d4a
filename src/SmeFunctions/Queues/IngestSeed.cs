using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Queues;

/// <summary>Ingests the seeds that a message names.</summary>
public sealed class IngestSeed(SeedMessageHandler inbox)
{
    [Function(nameof(IngestSeed))]
    public Task Run(
        [QueueTrigger("%SeedEventsQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        inbox.HandleAsync(message, cancellationToken);
}
