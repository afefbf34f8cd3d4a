using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Queues;

/// <summary>Records a seed as failed whose message the host gave up on.</summary>
internal sealed class IngestSeedPoison(SeedInbox inbox)
{
    [Function(nameof(IngestSeedPoison))]
    public Task Run(
        [QueueTrigger("%SeedEventsQueue%-poison", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        inbox.HandlePoisonAsync(message, cancellationToken);
}
