using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Queues;

/// <summary>Records the seeds of a poison message as failed.</summary>
public sealed class IngestSeedPoison(SeedMessageHandler inbox)
{
    [Function(nameof(IngestSeedPoison))]
    public Task Run(
        [QueueTrigger("%SeedEventsQueue%-poison", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        inbox.HandlePoisonAsync(message, cancellationToken);
}
