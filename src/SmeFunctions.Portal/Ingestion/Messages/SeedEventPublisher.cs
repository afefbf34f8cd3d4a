using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The queue of requests to look at a seed. A message says which one, never what to do with it.</summary>
public sealed class SeedEventPublisher(ContentAccount account)
{
    /// <summary>What the queue is called in measurements, whatever its name.</summary>
    public const string QueueTag = "seed-events";

    /// <summary>Seeds in a message; some take a second or two, and a function has five minutes.</summary>
    private const int MaxSeeds = 16;

    /// <summary>Messages that keep two workers busy.</summary>
    private const int MessagesAtOnce = 32;

    /// <summary>Characters of a message's JSON, which has but ASCII: storage takes 48 KiB.</summary>
    private const int MaxLength = 32_000;

    /// <summary>Asks for a look at a seed. Safe to repeat: looking twice changes nothing.</summary>
    public Task PublishAsync(SeedName name, CancellationToken cancellationToken) =>
        account.SeedEvents.SendMessageAsync(JsonSerializer.Serialize(new SeedEvent(name.Value, TraceParent()), SeedEventJson.Default.SeedEvent), cancellationToken);

    /// <summary>Asks for a look at several, in one message.</summary>
    /// <param name="asks">So many that <see cref="Pack"/> gave; the worker takes them one after the other.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task PublishAsync(IReadOnlyList<ReconcileRequest> asks, CancellationToken cancellationToken) => account.SeedEvents.SendMessageAsync(
        JsonSerializer.Serialize([.. asks.Select(ask => new SeedEvent(ask.Name.Value, TraceParent(), ask.IsNew ? true : null))], SeedEventJson.Default.SeedEventArray), cancellationToken);

    /// <summary>
    /// Parts what is to be asked for into messages. A message costs its sending, its share of a fetch and its deletion, so that many seeds share one;
    /// but never so many that workers would have nothing to do at the same time.
    /// </summary>
    public static IEnumerable<IReadOnlyList<T>> Pack<T>(IReadOnlyCollection<T> asks, Func<T, SeedName> nameOf)
    {
        var most = Math.Clamp(asks.Count / MessagesAtOnce, 1, MaxSeeds);
        var pack = new List<T>(most);
        var length = 0;
        foreach (var ask in asks)
        {
            // With what stands around it, and who asked.
            var own = JsonEncodedText.Encode(nameOf(ask).Value).Value.Length + 100;
            if (pack.Count == most || (pack.Count > 0 && length + own > MaxLength))
            {
                yield return pack;
                (pack, length) = ([], 0);
            }

            pack.Add(ask);
            length += own;
        }

        if (pack.Count > 0)
        {
            yield return pack;
        }
    }

    // Leads from the article back to who asked: the upload, as a rule.
    private static string? TraceParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;
}

/// <summary>A message of the portal's own: <c>{"name": "en/2017/china-asean.txt"}</c>.</summary>
/// <param name="Name">Of the seed.</param>
/// <param name="Traceparent">What asked for it, as W3C Trace Context has it; none when nothing is traced.</param>
/// <param name="IsNew">That nothing was known of it nor of a translation of its name; nothing relies on that being so.</param>
internal sealed record SeedEvent(string Name, string? Traceparent, bool? IsNew = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SeedEvent))]
[JsonSerializable(typeof(SeedEvent[]))]
internal sealed partial class SeedEventJson : JsonSerializerContext;
