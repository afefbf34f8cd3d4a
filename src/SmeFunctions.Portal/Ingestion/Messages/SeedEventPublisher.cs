using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The queue of ingestion requests. A message names a seed; it never says what to do with it.</summary>
public sealed class SeedEventPublisher(ContentAccount account)
{
    /// <summary>The name of the queue in metrics, whatever its name in storage is.</summary>
    public const string QueueTag = "seed-events";

    /// <summary>Seeds per message. Some take a second or two, and a function has five minutes.</summary>
    private const int MaxSeeds = 16;

    /// <summary>Messages that are needed to keep two workers busy.</summary>
    private const int MessagesAtOnce = 32;

    /// <summary>Characters of a message's JSON, which is ASCII. Storage accepts 48 KiB before base64.</summary>
    private const int MaxLength = 32_000;

    /// <summary>Requests the ingestion of a seed. Safe to repeat: a second ingestion changes nothing.</summary>
    public Task PublishAsync(SeedName name, CancellationToken cancellationToken) =>
        account.SeedEvents.SendMessageAsync(JsonSerializer.Serialize(new SeedEvent(name.Value, TraceParent()), SeedEventJson.Default.SeedEvent), cancellationToken);

    /// <summary>Requests the ingestion of several seeds in one message.</summary>
    /// <param name="requests">A batch from <see cref="Pack"/>. The worker ingests them one after the other.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task PublishAsync(IReadOnlyList<ReconcileRequest> requests, CancellationToken cancellationToken) => account.SeedEvents.SendMessageAsync(
        JsonSerializer.Serialize([.. requests.Select(request => new SeedEvent(request.Name.Value, TraceParent(), request.IsNew ? true : null))], SeedEventJson.Default.SeedEventArray), cancellationToken);

    /// <summary>
    /// Groups requests into messages. Many seeds share a message, because a message costs its sending, its share of a fetch and its deletion. There
    /// are enough messages for all workers to have work.
    /// </summary>
    public static IEnumerable<IReadOnlyList<T>> Pack<T>(IReadOnlyCollection<T> requests, Func<T, SeedName> nameOf)
    {
        var most = Math.Clamp(requests.Count / MessagesAtOnce, 1, MaxSeeds);
        var pack = new List<T>(most);
        var length = 0;
        foreach (var request in requests)
        {
            // With the JSON around it and the trace context.
            var own = JsonEncodedText.Encode(nameOf(request).Value).Value.Length + 100;
            if (pack.Count == most || (pack.Count > 0 && length + own > MaxLength))
            {
                yield return pack;
                (pack, length) = ([], 0);
            }

            pack.Add(request);
            length += own;
        }

        if (pack.Count > 0)
        {
            yield return pack;
        }
    }

    // Links the ingestion to its cause, usually the upload.
    private static string? TraceParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;
}

/// <summary>A message of the portal itself: <c>{"name": "en/2017/china-asean.txt"}</c>.</summary>
/// <param name="Name">Name of the seed.</param>
/// <param name="Traceparent">The cause, as W3C Trace Context; <see langword="null"/> without tracing.</param>
/// <param name="IsNew">Whether neither the seed nor a translation of its name had a status record. This may have changed since.</param>
internal sealed record SeedEvent(string Name, string? Traceparent, bool? IsNew = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SeedEvent))]
[JsonSerializable(typeof(SeedEvent[]))]
internal sealed partial class SeedEventJson : JsonSerializerContext;
