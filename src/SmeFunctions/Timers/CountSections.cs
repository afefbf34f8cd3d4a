using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Timers;

/// <summary>Counts the articles of each section after the lists changed.</summary>
public sealed class CountSections(SectionCountUpdater counter)
{
    [Function(nameof(CountSections))]
    public Task Run([TimerTrigger("%SectionsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        counter.UpdateAsync(cancellationToken);
}
