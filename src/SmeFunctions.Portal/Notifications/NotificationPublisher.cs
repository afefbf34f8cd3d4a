using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Notifications;

/// <summary>The queue of requests to tell other systems of changes. Each call is safe to repeat.</summary>
public sealed class NotificationPublisher(ContentAccount account)
{
    // A message waits as long as its webhook is unreachable; the usual seven days would end before a long outage of the portal does.
    private static readonly TimeSpan _forever = TimeSpan.FromSeconds(-1);

    /// <summary>Says that articles have changed; one call.</summary>
    public Task PublishChangesAsync(CancellationToken cancellationToken) => PublishAsync(new NotificationEvent { Kind = NotificationKind.Changes }, delay: null, cancellationToken);

    /// <summary>Says that a seed was rejected, or failed; one call.</summary>
    public Task PublishSeedAsync(SeedName name, CancellationToken cancellationToken) =>
        PublishAsync(new NotificationEvent { Kind = NotificationKind.Seed, Seed = name.Value }, delay: null, cancellationToken);

    /// <summary>Requests a delivery; one call.</summary>
    /// <param name="webhook">The id of the webhook.</param>
    /// <param name="delivery">The key of the delivery.</param>
    /// <param name="delay">When it is due; <see langword="null"/> for at once.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task PublishDeliveryAsync(string webhook, string delivery, TimeSpan? delay, CancellationToken cancellationToken) =>
        PublishAsync(new NotificationEvent { Kind = NotificationKind.Delivery, Webhook = webhook, Delivery = delivery }, delay, cancellationToken);

    internal Task PublishAsync(NotificationEvent notification, TimeSpan? delay, CancellationToken cancellationToken) =>
        account.NotificationEvents.SendMessageAsync(notification.ToJson(), delay, _forever, cancellationToken);
}
