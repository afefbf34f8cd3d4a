using System.Text.Json;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal.Notifications;

/// <summary>Handles the messages of the queue of notifications and of its poison queue.</summary>
public sealed partial class NotificationHandler(
    ChangeDispatcher dispatcher, WebhookDispatcher webhooks, NotificationPublisher publisher, ILogger<NotificationHandler> logger, PortalTelemetry? telemetry = null)
{
    private static readonly TimeSpan _poisonRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>Handles a queue message.</summary>
    /// <exception cref="JsonException">The message has another format.</exception>
    public Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var notification = NotificationEvent.Parse(message);
        return notification.Kind switch
        {
            NotificationKind.Delivery => webhooks.DeliverAsync(notification.Webhook!, notification.Delivery!, cancellationToken),
            NotificationKind.Seed => webhooks.HandleSeedAsync(SeedName.FromBlobName(notification.Seed!), cancellationToken),
            _ => DispatchAsync(notification, cancellationToken),
        };
    }

    /// <summary>Handles a message of the poison queue. Nothing is to be lost, so the message is sent again.</summary>
    public async Task HandlePoisonAsync(string message, CancellationToken cancellationToken)
    {
        telemetry?.PoisonMessageHandled("notification-events");
        try
        {
            var notification = NotificationEvent.Parse(message);
            LogPoison(notification.Kind, notification.Consumer ?? notification.Webhook ?? "");
            await publisher.PublishAsync(notification, _poisonRetryAfter, cancellationToken);
        }
        catch (JsonException e)
        {
            LogUnknownMessage(e);
        }
    }

    // One message for each consumer: one that fails does not keep the others waiting.
    private async Task DispatchAsync(NotificationEvent notification, CancellationToken cancellationToken)
    {
        if (notification.Consumer is { } consumer)
        {
            await dispatcher.DispatchAsync(consumer, cancellationToken);
            return;
        }

        var enabled = await dispatcher.FindEnabledAsync(cancellationToken);
        if (enabled is [var only])
        {
            await dispatcher.DispatchAsync(only, cancellationToken);
            return;
        }

        foreach (var name in enabled)
        {
            await publisher.PublishAsync(notification with { Consumer = name }, delay: null, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A notification ({Kind} {Target}) failed several times; it is tried again later")]
    private partial void LogPoison(NotificationKind kind, string target);

    [LoggerMessage(LogLevel.Error, "A message of the queue of notifications is not understood, and was dropped")]
    private partial void LogUnknownMessage(Exception exception);
}
