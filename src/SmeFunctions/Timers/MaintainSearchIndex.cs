using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Timers;

/// <summary>Builds a search index that is missing or damaged, and deletes files that it no longer uses.</summary>
public sealed class MaintainSearchIndex(SearchIndexer indexer, ContentAccountState account)
{
    [Function(nameof(MaintainSearchIndex))]
    public Task Run([TimerTrigger("%SearchSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        account.IsCreated ? indexer.MaintainAsync(cancellationToken) : Task.CompletedTask;
}
