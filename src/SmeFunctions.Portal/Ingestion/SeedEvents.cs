using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The queue of requests to look at a seed. A message says which one, never what to do with it.</summary>
internal sealed class SeedEvents(ContentAccount account)
{
    /// <summary>Asks for a look at a seed. Safe to repeat: looking twice changes nothing.</summary>
    public Task AskAsync(SeedName name, CancellationToken cancellationToken) =>
        account.SeedEvents.SendMessageAsync(JsonSerializer.Serialize(new SeedEvent(name.Value), SeedEventJson.Default.SeedEvent), cancellationToken);
}

/// <summary>A message of the portal's own: <c>{"name": "en/2017/china-asean.txt"}</c>.</summary>
internal sealed record SeedEvent(string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SeedEvent))]
internal sealed partial class SeedEventJson : JsonSerializerContext;
