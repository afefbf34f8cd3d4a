using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Timers;

/// <summary>Counts the articles of each section after the lists changed.</summary>
public sealed class CountSections(SectionCountUpdater counter, ContentAccountState account)
{
    [Function(nameof(CountSections))]
    public Task Run([TimerTrigger("%SectionsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        account.IsCreated ? counter.UpdateAsync(cancellationToken) : Task.CompletedTask;
}
