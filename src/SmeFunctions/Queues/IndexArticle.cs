using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Queues;

/// <summary>Brings an article into the search index, or out of it.</summary>
public sealed class IndexArticle(SearchIndexer indexer)
{
    [Function(nameof(IndexArticle))]
    public Task Run(
        [QueueTrigger("%SearchEventsQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        indexer.HandleAsync(message, cancellationToken);
}
