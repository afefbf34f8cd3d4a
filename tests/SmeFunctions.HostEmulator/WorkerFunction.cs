using System.Text.Json;
using SmeFunctions.HostEmulator.Protocol;

namespace SmeFunctions.HostEmulator;

/// <summary>A function as the worker's metadata describes it.</summary>
public sealed class WorkerFunction
{
    private readonly JsonElement _trigger;

    internal WorkerFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        foreach (var raw in metadata.RawBindings)
        {
            using var binding = JsonDocument.Parse(raw);
            var root = binding.RootElement.Clone();
            var direction = Text(root, "direction") ?? "In";
            metadata.Bindings[Text(root, "name")!] = new BindingInfo
            {
                Type = Text(root, "type"),
                Direction = direction.Equals("Out", StringComparison.OrdinalIgnoreCase) ? BindingInfo.Types.Direction.Out : BindingInfo.Types.Direction.In,
            };
            if (Text(root, "type")!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
            {
                _trigger = root;
            }
        }
    }

    public string Name => Metadata.Name;

    public string EntryPoint => Metadata.EntryPoint;

    /// <summary><c>httpTrigger</c>, <c>queueTrigger</c> or <c>timerTrigger</c>.</summary>
    public string TriggerType => Text(_trigger, "type")!;

    internal RpcFunctionMetadata Metadata { get; }

    internal string Parameter => Text(_trigger, "name")!;

    public string? Route => Text(_trigger, "route");

    public string? AuthLevel => Text(_trigger, "authLevel");

    public string? QueueName => Text(_trigger, "queueName");

    public string? Connection => Text(_trigger, "connection");

    public string? Schedule => Text(_trigger, "schedule");

    public IReadOnlyList<string> Methods => _trigger.TryGetProperty("methods", out var methods) && methods.ValueKind == JsonValueKind.Array
        ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())]
        : [];

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().FirstOrDefault(each => each.Name.Equals(property, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: JsonValueKind.String } found
            ? found.Value.GetString()
            : null;
}
