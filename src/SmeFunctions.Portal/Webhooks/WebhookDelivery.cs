using System.Globalization;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Webhooks;

public enum WebhookDeliveryStatus
{
    /// <summary>It is tried, or tried again.</summary>
    Pending,

    /// <summary>The receiver has accepted it.</summary>
    Delivered,

    /// <summary>It is no longer tried.</summary>
    Failed,
}

/// <summary>An event for a webhook: an entity of the table <c>Webhooks</c>, in the partition <c>d|{webhook}</c>, the newest first.</summary>
public sealed record WebhookDelivery
{
    public required string WebhookId { get; init; }

    /// <summary>Identifies it among those of the webhook; sorts the newest first.</summary>
    public required string Key { get; init; }

    /// <summary>The header <c>webhook-id</c>: the same for all attempts, and if the portal itself repeats an event.</summary>
    public required string EventId { get; init; }

    /// <summary>See <see cref="WebhookEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The article or seed.</summary>
    public required string Subject { get; init; }

    /// <summary>The body; JSON.</summary>
    public required string Payload { get; init; }

    public WebhookDeliveryStatus Status { get; init; }

    public int Attempts { get; init; }

    /// <summary>When it is tried again, UTC.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>The status code of the last response.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>Why the last attempt failed; a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>When the event was, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When this entity was last written, UTC.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The version of this entity; <see langword="null"/> when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>The key of an event; equal for equal events.</summary>
    public static string CreateKey(DateTimeOffset at, string eventId) => $"{GetTimeKey(at)}-{SeedName.ComputeHash(eventId)[..12]}";

    /// <summary>The start of the keys of events of a time; keys of earlier events are greater.</summary>
    internal static string GetTimeKey(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:x16}");

    internal static string GetPartition(string webhookId) => $"d|{webhookId}";

    internal TableEntity ToEntity() => new(GetPartition(WebhookId), Key)
    {
        ["EventId"] = EventId,
        ["Type"] = Type,
        ["Subject"] = Subject,
        ["Payload"] = Payload,
        ["Status"] = Status.ToString(),
        ["Attempts"] = Attempts,
        ["NextAttempt"] = NextAttempt,
        ["ResponseStatus"] = ResponseStatus,
        ["Error"] = Error,
        ["At"] = At,
    };

    internal static WebhookDelivery Read(TableEntity row) => new()
    {
        WebhookId = row.PartitionKey[(row.PartitionKey.IndexOf('|', StringComparison.Ordinal) + 1)..],
        Key = row.RowKey,
        EventId = row.GetString("EventId"),
        Type = row.GetString("Type"),
        Subject = row.GetString("Subject"),
        Payload = row.GetString("Payload"),
        Status = Enum.Parse<WebhookDeliveryStatus>(row.GetString("Status")),
        Attempts = row.GetInt32("Attempts") ?? 0,
        NextAttempt = row.GetDateTimeOffset("NextAttempt"),
        ResponseStatus = row.GetInt32("ResponseStatus"),
        Error = row.GetString("Error"),
        At = row.GetDateTimeOffset("At") ?? default,
        Updated = row.Timestamp,
        ETag = row.ETag,
    };
}
