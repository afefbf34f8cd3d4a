using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Timers;

/// <summary>Adds idle visit entities to the totals.</summary>
public sealed class CompactVisits(VisitCompactor compactor, ContentAccountState account)
{
    [Function(nameof(CompactVisits))]
    public Task Run([TimerTrigger("%CompactSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        account.IsCreated ? compactor.CompactAsync(cancellationToken) : Task.CompletedTask;
}
