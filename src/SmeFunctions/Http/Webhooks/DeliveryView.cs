using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>A delivery of a webhook in a response.</summary>
internal sealed record DeliveryView
{
    public required string Id { get; init; }

    /// <summary>The header <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>The article or seed.</summary>
    public required string Subject { get; init; }

    /// <summary>pending, delivered or failed.</summary>
    public required string Status { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset? NextAttempt { get; init; }

    /// <summary>The status code of the last response.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public required string? Error { get; init; }

    /// <summary>When the event was.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset? Updated { get; init; }

    /// <summary>The body that is sent.</summary>
    public required JsonElement Payload { get; init; }

    public static DeliveryView Create(WebhookDelivery delivery)
    {
        using var payload = JsonDocument.Parse(delivery.Payload);
        return new DeliveryView
        {
            Id = delivery.Key,
            EventId = delivery.EventId,
            Type = delivery.Type,
            Subject = delivery.Subject,
            Status = delivery.Status.ToString().ToLowerInvariant(),
            Attempts = delivery.Attempts,
            NextAttempt = delivery.NextAttempt,
            ResponseStatus = delivery.ResponseStatus,
            Error = delivery.Error,
            At = delivery.At,
            Updated = delivery.Updated,
            Payload = payload.RootElement.Clone(),
        };
    }

    public static IResult Ok(IReadOnlyList<WebhookDelivery> deliveries, string? next) =>
        TypedResults.Json(new DeliveryPageView([.. deliveries.Select(Create)], next), WebhookViewJson.Readable.DeliveryPageView);

    /// <summary>202, because it is sent a moment later.</summary>
    public static IResult Accepted(WebhookDelivery delivery) => TypedResults.Json(Create(delivery), WebhookViewJson.Readable.DeliveryView, statusCode: StatusCodes.Status202Accepted);
}

/// <param name="Items">The deliveries of this page.</param>
/// <param name="Next">Address of the next page; <see langword="null"/> on the last page.</param>
internal sealed record DeliveryPageView(IReadOnlyList<DeliveryView> Items, string? Next);
