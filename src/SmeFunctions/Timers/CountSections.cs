using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Timers;

/// <summary>Counts the articles of each section, when something was published or taken down.</summary>
internal sealed class CountSections(SectionCounter counter)
{
    [Function(nameof(CountSections))]
    public Task Run([TimerTrigger("%SectionsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        counter.CountAsync(cancellationToken);
}
