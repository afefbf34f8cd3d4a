using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Operations;

/// <summary>The queue of requests to go on with an operation.</summary>
public sealed class OperationEventPublisher(ContentAccount account)
{
    /// <summary>Asks for the next slice. Safe to repeat: two that work on one operation at once only do some of it twice.</summary>
    public Task PublishAsync(Operation operation, CancellationToken cancellationToken) =>
        account.OperationEvents.SendMessageAsync(
            JsonSerializer.Serialize(new OperationEvent(operation.Id, operation.Kind, operation.Started), OperationEventJson.Default.OperationEvent),
            cancellationToken);

    /// <exception cref="JsonException">The message is none of ours.</exception>
    public static Operation Parse(string message) =>
        JsonSerializer.Deserialize(message, OperationEventJson.Default.OperationEvent) is { Id.Length: > 0 } start
            ? Operation.Start(start.Id, start.Kind, start.Started)
            : throw new JsonException("The message names no operation.");
}

/// <summary>All that it takes to begin: the message may be there before the operation's row is.</summary>
internal sealed record OperationEvent(string Id, OperationKind Kind, DateTimeOffset Started);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OperationEvent))]
internal sealed partial class OperationEventJson : JsonSerializerContext;
