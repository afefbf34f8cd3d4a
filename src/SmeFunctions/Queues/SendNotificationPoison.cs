using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Notifications;

namespace SmeFunctions.Queues;

/// <summary>Sends a poison message again, later.</summary>
public sealed class SendNotificationPoison(NotificationHandler handler)
{
    [Function(nameof(SendNotificationPoison))]
    public Task Run(
        [QueueTrigger("%NotificationEventsQueue%-poison", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        handler.HandlePoisonAsync(message, cancellationToken);
}
