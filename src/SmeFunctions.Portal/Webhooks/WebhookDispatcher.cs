using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Notifications;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>
/// Makes deliveries of events, and sends them until the receiver accepts them or a day is over. A delivery is stored before it is requested, and its
/// outcome before the next attempt is requested. So a process that dies loses none, and repeats one at most. docs/design/webhooks.md explains why.
/// </summary>
public sealed partial class WebhookDispatcher(
    WebhookStore store, NotificationPublisher publisher, WebhookSender sender, SeedStatusStore seeds, IOptions<WebhookOptions> options, IOptions<PortalOptions> portal, TimeProvider time, ILogger<WebhookDispatcher> logger)
    : IChangeConsumer
{
    /// <summary>Waits between attempts: almost a day in all.</summary>
    private static readonly TimeSpan[] _waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(16),
    ];

    /// <summary>A receiver that has accepted nothing for this long is not told any more.</summary>
    private static readonly TimeSpan _deadAfter = TimeSpan.FromHours(20);

    /// <summary>The longest wait that a receiver can ask for.</summary>
    private static readonly TimeSpan _maxRetryAfter = TimeSpan.FromHours(1);

    /// <summary>A message that comes this much too early is on time; clocks differ.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _cleanupInterval = TimeSpan.FromHours(6);

    private DateTimeOffset _nextCleanup = DateTimeOffset.MinValue;

    /// <inheritdoc />
    public string Name => "webhooks";

    /// <inheritdoc />
    public async ValueTask<bool> IsEnabledAsync(CancellationToken cancellationToken) => (await store.ListAsync(cancellationToken)).Any(webhook => webhook.IsEnabled);

    /// <inheritdoc />
    public async Task HandleAsync(IReadOnlyList<ArticleChange> changes, long since, CancellationToken cancellationToken)
    {
        var webhooks = await store.ListAsync(cancellationToken);
        foreach (var change in changes)
        {
            // The receivers never knew an article that came and went in between.
            if (change.IsRemoved && change.Created > since)
            {
                continue;
            }

            var type = change.IsRemoved ? WebhookEventTypes.ArticleUnpublished : change.Created > since ? WebhookEventTypes.ArticlePublished : WebhookEventTypes.ArticleUpdated;
            var payload = new WebhookPayload<ArticleEventData>(type, change.At, ArticleEventData.Create(change, portal.Value));
            var body = System.Text.Json.JsonSerializer.Serialize(payload, WebhookPayloadJson.Readable.WebhookPayloadArticleEventData);
            foreach (var webhook in webhooks.Where(webhook => webhook.IsEnabled && webhook.Events.Contains(type) && webhook.Since <= change.At))
            {
                await AddAsync(webhook, type, change.Slug, $"{change.Slug}|{change.Sequence}|{change.Version}", change.At, body, cancellationToken);
            }
        }

        await CleanUpAsync(webhooks, cancellationToken);
    }

    /// <summary>Tells of a seed that was rejected, or failed.</summary>
    public async Task HandleSeedAsync(SeedName name, CancellationToken cancellationToken)
    {
        if (await seeds.FindAsync(name, cancellationToken) is not { Status: SeedStatus.Rejected or SeedStatus.Failed } record)
        {
            // It was corrected meanwhile.
            return;
        }

        var type = record.Status == SeedStatus.Rejected ? WebhookEventTypes.SeedRejected : WebhookEventTypes.SeedFailed;
        var at = record.Updated ?? time.GetUtcNow();
        var payload = new WebhookPayload<SeedEventData>(type, at, SeedEventData.Create(record, portal.Value));
        var body = System.Text.Json.JsonSerializer.Serialize(payload, WebhookPayloadJson.Readable.WebhookPayloadSeedEventData);
        foreach (var webhook in (await store.ListAsync(cancellationToken)).Where(webhook => webhook.IsEnabled && webhook.Events.Contains(type) && webhook.Since <= at))
        {
            // A version that is rejected is one event, however often its record is written.
            var identity = $"{name.Value}|{record.SeedETag}";
            switch (await store.FindByEventAsync(webhook.Id, CreateEventId(webhook, type, identity), cancellationToken))
            {
                case null:
                    await AddAsync(webhook, type, name.Value, identity, at, body, cancellationToken);
                    break;
                case { Status: WebhookDeliveryStatus.Pending } known:
                    // The process may have died before it was requested.
                    await publisher.PublishDeliveryAsync(webhook.Id, known.Key, delay: null, cancellationToken);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Sends a test to a webhook.</summary>
    public async Task<WebhookDelivery> SendTestAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var payload = new WebhookPayload<TestEventData>(WebhookEventTypes.Test, now, new TestEventData(webhook.Id));
        return await AddAsync(
            webhook, WebhookEventTypes.Test, webhook.Id, Guid.NewGuid().ToString("N"), now, System.Text.Json.JsonSerializer.Serialize(payload, WebhookPayloadJson.Readable.WebhookPayloadTestEventData), cancellationToken);
    }

    /// <summary>Sends a delivery again, whatever came of it.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it changed at the same moment.</exception>
    public async Task<WebhookDelivery> ReplayAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var saved = await store.SaveAsync(delivery with { Status = WebhookDeliveryStatus.Pending, Attempts = 0, NextAttempt = null, Error = null }, cancellationToken);
        await publisher.PublishDeliveryAsync(delivery.WebhookId, delivery.Key, delay: null, cancellationToken);
        return saved;
    }

    /// <summary>Makes an attempt, if one is due.</summary>
    public async Task DeliverAsync(string webhookId, string key, CancellationToken cancellationToken)
    {
        if (await store.FindDeliveryAsync(webhookId, key, cancellationToken) is not { Status: WebhookDeliveryStatus.Pending } delivery
            || await store.FindAsync(webhookId, cancellationToken) is not { } webhook)
        {
            return;
        }

        if (!webhook.IsEnabled)
        {
            await TrySaveAsync(delivery with { Status = WebhookDeliveryStatus.Failed, NextAttempt = null, Error = "The webhook is disabled." }, cancellationToken);
            return;
        }

        var now = time.GetUtcNow();
        if (delivery.NextAttempt - now > _tolerance)
        {
            // The process died after it had stored the last attempt.
            await publisher.PublishDeliveryAsync(webhookId, key, delivery.NextAttempt - now, cancellationToken);
            return;
        }

        var response = await sender.SendAsync(webhook, delivery, cancellationToken);
        var outcome = GetOutcome(delivery, response);
        if (!await TrySaveAsync(outcome, cancellationToken))
        {
            // A duplicate message: another attempt was stored, and whoever stored it goes on.
            return;
        }

        LogAttempt(webhookId, delivery.EventId, outcome.Status, outcome.Attempts, response.Status);
        if (outcome.Status == WebhookDeliveryStatus.Pending)
        {
            await publisher.PublishDeliveryAsync(webhookId, key, outcome.NextAttempt - time.GetUtcNow(), cancellationToken);
        }

        await RecordHealthAsync(webhook, outcome, cancellationToken);
    }

    private WebhookDelivery GetOutcome(WebhookDelivery delivery, WebhookResponse response)
    {
        var next = delivery with { Attempts = delivery.Attempts + 1, ResponseStatus = response.Status, Error = response.Error, NextAttempt = null };
        if (response.Error is null)
        {
            return next with { Status = WebhookDeliveryStatus.Delivered };
        }

        if (delivery.Attempts >= _waits.Length || response.Status == 410)
        {
            return next with { Status = WebhookDeliveryStatus.Failed };
        }

        // Spread, because many deliveries to one receiver fail at the same moment.
        var wait = _waits[delivery.Attempts] * (1 + (Random.Shared.NextDouble() / 5));
        var asked = response.RetryAfter < _maxRetryAfter ? response.RetryAfter.Value : response.RetryAfter is null ? TimeSpan.Zero : _maxRetryAfter;
        return next with { NextAttempt = time.GetUtcNow() + (asked > wait ? asked : wait) };
    }

    // Since when a receiver fails, and whether it is dead. An attempt that meets another one leaves it to that one.
    private async Task RecordHealthAsync(Webhook webhook, WebhookDelivery outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reason = outcome.ResponseStatus == 410 ? "The receiver answered 410: it is gone for good."
            : outcome.Status == WebhookDeliveryStatus.Failed && now - webhook.FailingSince > _deadAfter ? $"The receiver has accepted nothing since {webhook.FailingSince:yyyy-MM-dd HH:mm} UTC. {outcome.Error}"
            : null;
        var changed = outcome.Status == WebhookDeliveryStatus.Delivered ? webhook with { FailingSince = null }
            : reason is not null ? webhook with { IsEnabled = false, DisabledReason = reason }
            : webhook with { FailingSince = webhook.FailingSince ?? now };
        if (changed == webhook)
        {
            return;
        }

        try
        {
            await store.SaveAsync(changed, cancellationToken);
            if (reason is not null)
            {
                LogDisabled(webhook.Id, reason);
            }
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            LogNotRecorded(webhook.Id, e.Status);
        }
    }

    private async Task<bool> TrySaveAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await store.SaveAsync(delivery, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<WebhookDelivery> AddAsync(Webhook webhook, string type, string subject, string identity, DateTimeOffset at, string body, CancellationToken cancellationToken)
    {
        var id = CreateEventId(webhook, type, identity);
        var delivery = new WebhookDelivery { WebhookId = webhook.Id, Key = WebhookDelivery.CreateKey(at, id), EventId = id, Type = type, Subject = subject, Payload = body, At = at };
        await store.AddAsync(delivery, cancellationToken);

        // Requested even if it was there: the process may have died in between.
        await publisher.PublishDeliveryAsync(webhook.Id, delivery.Key, delay: null, cancellationToken);
        return delivery;
    }

    // Equal for equal events, so that a receiver can drop what it gets twice.
    private static string CreateEventId(Webhook webhook, string type, string identity) => "msg_" + SeedName.ComputeHash($"{webhook.Id}|{type}|{identity}");

    private async Task CleanUpAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _nextCleanup)
        {
            return;
        }

        _nextCleanup = now + _cleanupInterval;
        foreach (var webhook in webhooks)
        {
            await store.DeleteDeliveriesAsync(webhook.Id, now - options.Value.KeepDeliveries, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Webhook {Webhook}: {Event} is {Status} after {Attempts} attempts ({Response})")]
    private partial void LogAttempt(string webhook, string @event, WebhookDeliveryStatus status, int attempts, int? response);

    [LoggerMessage(LogLevel.Warning, "Webhook {Webhook} is disabled: {Reason}")]
    private partial void LogDisabled(string webhook, string reason);

    [LoggerMessage(LogLevel.Information, "The health of webhook {Webhook} was not recorded ({Status}): it was changed at the same moment")]
    private partial void LogNotRecorded(string webhook, int status);
}
