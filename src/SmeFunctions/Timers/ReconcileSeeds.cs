using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Timers;

/// <summary>Finds uploads, changes and deletions that no event reported.</summary>
public sealed class ReconcileSeeds(SeedReconciler reconciler, ContentAccountState account)
{
    [Function(nameof(ReconcileSeeds))]
    public Task Run([TimerTrigger("%ReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        account.IsCreated ? reconciler.ReconcileWhenDueAsync(cancellationToken) : Task.CompletedTask;
}
