using System.Security.Cryptography;
using Azure;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>Manages webhooks for the API and the editors' pages.</summary>
public sealed class WebhookService(WebhookStore store, WebhookDispatcher dispatcher, TimeProvider time)
{
    /// <summary>The most webhooks; each event is written once for each.</summary>
    public const int MaxWebhooks = 20;

    private const int MaxTries = 5;

    /// <summary>How long deliveries are signed with the former secret, too.</summary>
    private static readonly TimeSpan _rotation = TimeSpan.FromDays(1);

    public Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <returns>The webhook; <see langword="null"/> when there is none, or the id is no id.</returns>
    public async Task<Webhook?> FindAsync(string id, CancellationToken cancellationToken) => IsId(id) ? await store.FindAsync(id, cancellationToken) : null;

    /// <summary>Creates a webhook.</summary>
    /// <returns>The webhook; <see langword="null"/> when there are too many.</returns>
    public async Task<Webhook?> CreateAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        if ((await store.ListAsync(cancellationToken)).Count >= MaxWebhooks)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return await store.SaveAsync(
            new Webhook
            {
                Id = RandomNumberGenerator.GetHexString(16, lowercase: true),
                Url = request.Url,
                Events = request.Events,
                Description = request.Description,
                Secret = Webhook.CreateSecret(),
                Created = now,
                Since = now,
            },
            cancellationToken);
    }

    /// <summary>Deletes a webhook and its deliveries.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => store.DeleteAsync(id, cancellationToken);

    /// <summary>Gives a webhook a new secret. For a day, deliveries are signed with the former one, too.</summary>
    public Task<Webhook?> RotateAsync(string id, CancellationToken cancellationToken)
    {
        // Made once: if a response is lost and the change is made again, it is the same secret.
        var secret = Webhook.CreateSecret();
        return ChangeAsync(
            id, webhook => webhook.Secret == secret ? webhook : webhook with { Secret = secret, FormerSecret = webhook.Secret, FormerSecretExpires = time.GetUtcNow() + _rotation }, cancellationToken);
    }

    /// <summary>Enables or disables a webhook. Deliveries that failed meanwhile can be sent again.</summary>
    public Task<Webhook?> SetEnabledAsync(string id, bool isEnabled, CancellationToken cancellationToken) => ChangeAsync(
        id,
        webhook => isEnabled
            ? webhook with { IsEnabled = true, DisabledReason = null, FailingSince = null, Since = webhook.IsEnabled ? webhook.Since : time.GetUtcNow() }
            : webhook with { IsEnabled = false, DisabledReason = webhook.DisabledReason ?? "It was disabled by an operator." },
        cancellationToken);

    /// <summary>Sends a test.</summary>
    public Task<WebhookDelivery> SendTestAsync(Webhook webhook, CancellationToken cancellationToken) => dispatcher.SendTestAsync(webhook, cancellationToken);

    /// <inheritdoc cref="WebhookStore.ListDeliveriesAsync"/>
    public Task<(IReadOnlyList<WebhookDelivery> Deliveries, string? Continuation)> ListDeliveriesAsync(
        string webhook, WebhookDeliveryStatus? status, int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListDeliveriesAsync(webhook, status, limit, continuation, cancellationToken);

    /// <summary>Sends a delivery again.</summary>
    /// <returns>The delivery; <see langword="null"/> when there is none.</returns>
    public async Task<WebhookDelivery?> ReplayAsync(string webhook, string key, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (!IsId(webhook) || !IsKey(key) || await store.FindDeliveryAsync(webhook, key, cancellationToken) is not { } delivery)
            {
                return null;
            }

            try
            {
                return await dispatcher.ReplayAsync(delivery, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412 && tries < MaxTries)
            {
                // An attempt was stored at the same moment.
            }
        }
    }

    private async Task<Webhook?> ChangeAsync(string id, Func<Webhook, Webhook> change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (await FindAsync(id, cancellationToken) is not { } webhook)
            {
                return null;
            }

            try
            {
                return await store.SaveAsync(change(webhook), cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412 && tries < MaxTries)
            {
                // A delivery has recorded its outcome at the same moment.
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return null;
            }
        }
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 32 && id.All(char.IsAsciiHexDigitLower);

    private static bool IsKey(string key) => key.Length is > 0 and <= 64 && key.All(c => char.IsAsciiHexDigitLower(c) || c == '-');
}
