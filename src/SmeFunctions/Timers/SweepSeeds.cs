using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Timers;

/// <summary>Finds uploads, changes and deletions that no event told of.</summary>
internal sealed class SweepSeeds(SeedSweeper sweeper)
{
    [Function(nameof(SweepSeeds))]
    public Task Run([TimerTrigger("%SweepSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeper.SweepAsync(cancellationToken);
}
