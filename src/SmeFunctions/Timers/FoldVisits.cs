using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Timers;

/// <summary>Adds the rows of processes that have ended, or count no more, to the totals.</summary>
internal sealed class FoldVisits(VisitFolder folder)
{
    [Function(nameof(FoldVisits))]
    public Task Run([TimerTrigger("%FoldSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        folder.FoldAsync(cancellationToken);
}
