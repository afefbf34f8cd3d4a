using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>A webhook in a response.</summary>
internal sealed record WebhookView
{
    public required string Id { get; init; }

    /// <summary>Where events are sent.</summary>
    public required string Url { get; init; }

    /// <summary>Types of events.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    public required string Description { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Why it was disabled.</summary>
    public required string? DisabledReason { get; init; }

    /// <summary>Since when no delivery has succeeded.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Signs deliveries; only in the responses that create it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static WebhookView Create(Webhook webhook) => new()
    {
        Id = webhook.Id,
        Url = webhook.Url.AbsoluteUri,
        Events = webhook.Events,
        Description = webhook.Description,
        Enabled = webhook.IsEnabled,
        DisabledReason = webhook.DisabledReason,
        FailingSince = webhook.FailingSince,
        Created = webhook.Created,
    };

    public static IResult Ok(Webhook webhook) => TypedResults.Json(Create(webhook), WebhookViewJson.Readable.WebhookView);

    public static IResult Ok(IReadOnlyList<Webhook> webhooks) => TypedResults.Json(new WebhookListView([.. webhooks.Select(Create)]), WebhookViewJson.Readable.WebhookListView);

    /// <summary>With the secret, which is shown only once.</summary>
    public static IResult WithSecret(HttpRequest request, Webhook webhook, int status)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status201Created)
        {
            request.HttpContext.Response.Headers.Location = "/api/webhooks/" + webhook.Id;
        }

        return TypedResults.Json(Create(webhook) with { Secret = webhook.Secret }, WebhookViewJson.Readable.WebhookView, statusCode: status);
    }

    public static IResult NotFound(string id) => Problems.NotFound($"There is no webhook '{id}'.");
}

/// <param name="Items">All webhooks.</param>
internal sealed record WebhookListView(IReadOnlyList<WebhookView> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(WebhookListView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryPageView))]
internal sealed partial class WebhookViewJson : JsonSerializerContext
{
    public static WebhookViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
