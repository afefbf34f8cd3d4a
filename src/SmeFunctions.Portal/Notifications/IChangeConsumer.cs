using SmeFunctions.Portal.Changes;

namespace SmeFunctions.Portal.Notifications;

/// <summary>Tells another system of changes of articles. It has a position of its own in the log of changes.</summary>
public interface IChangeConsumer
{
    /// <summary>Identifies its position; letters and hyphens.</summary>
    string Name { get; }

    /// <summary>Whether there is anybody to tell.</summary>
    ValueTask<bool> IsEnabledAsync(CancellationToken cancellationToken);

    /// <summary>Tells of changes, in order. The same changes come again if the process dies before the position is stored.</summary>
    /// <param name="changes">The changes; of each article the last one.</param>
    /// <param name="since">The last change before them. An article that was created later is new.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task HandleAsync(IReadOnlyList<ArticleChange> changes, long since, CancellationToken cancellationToken);
}
