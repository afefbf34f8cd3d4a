using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Notifications;

namespace SmeFunctions.Queues;

/// <summary>Tells other systems of changes.</summary>
public sealed class SendNotification(NotificationHandler handler)
{
    [Function(nameof(SendNotification))]
    public Task Run(
        [QueueTrigger("%NotificationEventsQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        handler.HandleAsync(message, cancellationToken);
}
