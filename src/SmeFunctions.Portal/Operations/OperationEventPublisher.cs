using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Import;

namespace SmeFunctions.Portal.Operations;

/// <summary>The queue of requests to continue an operation.</summary>
public sealed class OperationEventPublisher(ContentAccount account)
{
    /// <summary>Requests the next slice. Safe to repeat: two workers on one operation only do some of it twice.</summary>
    public Task PublishAsync(Operation operation, CancellationToken cancellationToken) =>
        account.OperationEvents.SendMessageAsync(
            JsonSerializer.Serialize(new OperationEvent(operation.Id, operation.Kind, operation.Started, operation.Import, operation.Export), OperationEventJson.Default.OperationEvent),
            cancellationToken);

    /// <exception cref="JsonException">The message has another format.</exception>
    public static Operation Parse(string message) =>
        JsonSerializer.Deserialize(message, OperationEventJson.Default.OperationEvent) is { Id.Length: > 0 } start
            ? Operation.Start(start.Id, start.Kind, start.Started) with { Import = start.Import, Export = start.Export }
            : throw new JsonException("The message names no operation.");
}

/// <summary>Everything that is needed to begin, because the message may arrive before the entity exists.</summary>
internal sealed record OperationEvent(string Id, OperationKind Kind, DateTimeOffset Started, ImportRequest? Import = null, ExportRequest? Export = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OperationEvent))]
internal sealed partial class OperationEventJson : JsonSerializerContext;
