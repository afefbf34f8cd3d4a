using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Timers;

/// <summary>Finds uploads, changes and deletions that no event reported.</summary>
public sealed class ReconcileSeeds(SeedReconciler reconciler)
{
    [Function(nameof(ReconcileSeeds))]
    public Task Run([TimerTrigger("%ReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciler.ReconcileAsync(cancellationToken);
}
