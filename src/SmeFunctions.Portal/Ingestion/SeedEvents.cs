using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The queue of requests to look at a seed. A message says which one, never what to do with it.</summary>
internal sealed class SeedEvents(ContentAccount account)
{
    /// <summary>What the queue is called in measurements, whatever its name.</summary>
    public const string QueueTag = "seed-events";

    /// <summary>Asks for a look at a seed. Safe to repeat: looking twice changes nothing.</summary>
    public Task AskAsync(SeedName name, CancellationToken cancellationToken) =>
        account.SeedEvents.SendMessageAsync(
            JsonSerializer.Serialize(new SeedEvent(name.Value, TraceParent()), SeedEventJson.Default.SeedEvent), cancellationToken);

    // Leads from the article back to who asked: the upload, as a rule.
    private static string? TraceParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;
}

/// <summary>A message of the portal's own: <c>{"name": "en/2017/china-asean.txt"}</c>.</summary>
/// <param name="Name">Of the seed.</param>
/// <param name="Traceparent">What asked for it, as W3C Trace Context has it; none when nothing is traced.</param>
internal sealed record SeedEvent(string Name, string? Traceparent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SeedEvent))]
internal sealed partial class SeedEventJson : JsonSerializerContext;
