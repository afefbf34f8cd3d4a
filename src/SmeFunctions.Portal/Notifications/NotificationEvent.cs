using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmeFunctions.Portal.Notifications;

/// <summary>A message of the queue of notifications. It only says where to look, so duplicate, late and reordered messages are harmless.</summary>
internal sealed record NotificationEvent
{
    /// <summary>See <see cref="NotificationKind"/>.</summary>
    public required NotificationKind Kind { get; init; }

    /// <summary>The consumer that is to read the log of changes; <see langword="null"/> for all.</summary>
    public string? Consumer { get; init; }

    /// <summary>The seed that was rejected, or failed.</summary>
    public string? Seed { get; init; }

    /// <summary>The webhook of a delivery.</summary>
    public string? Webhook { get; init; }

    /// <summary>The key of a delivery.</summary>
    public string? Delivery { get; init; }

    /// <exception cref="JsonException">The message has another format.</exception>
    public static NotificationEvent Parse(string message)
    {
        var read = JsonSerializer.Deserialize(message, NotificationEventJson.Default.NotificationEvent) ?? throw new JsonException("The message is null.");
        var isComplete = read.Kind switch
        {
            NotificationKind.Seed => read.Seed is { Length: > 0 },
            NotificationKind.Delivery => read is { Webhook.Length: > 0, Delivery.Length: > 0 },
            _ => true,
        };
        return isComplete ? read : throw new JsonException("The message names nothing.");
    }

    public string ToJson() => JsonSerializer.Serialize(this, NotificationEventJson.Default.NotificationEvent);
}

/// <summary>What a message is about. The names are part of the queue.</summary>
internal enum NotificationKind
{
    /// <summary>Articles have changed: the log of changes has them.</summary>
    Changes,

    /// <summary>A seed was rejected, or failed: its status record says so.</summary>
    Seed,

    /// <summary>A delivery of a webhook is due.</summary>
    Delivery,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NotificationEvent))]
internal sealed partial class NotificationEventJson : JsonSerializerContext;
