using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Queues;

/// <summary>Sends a poison message again, later.</summary>
public sealed class IndexArticlePoison(SearchIndexer indexer)
{
    [Function(nameof(IndexArticlePoison))]
    public Task Run(
        [QueueTrigger("%SearchEventsQueue%-poison", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        indexer.HandlePoisonAsync(message, cancellationToken);
}
