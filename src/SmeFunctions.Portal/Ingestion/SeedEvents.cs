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
internal sealed record SeedEvent(string? Name)
{
    /// <summary>Finds the seed that a message speaks of.</summary>
    /// <param name="message">The message's text.</param>
    /// <param name="seedsContainer">The container whose events are meant; those of another are refused.</param>
    /// <param name="name">The seed.</param>
    /// <param name="problem">What is wrong with the message, if it names none.</param>
    public static bool TryParse(
        string message, string seedsContainer, [NotNullWhen(true)] out SeedName? name, [NotNullWhen(false)] out SeedError? problem)
    {
        name = null;
        problem = null;
        try
        {
            using var json = JsonDocument.Parse(message);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = new SeedError("message-not-understood", "The message is JSON, but no object.");
            }
            else if (Text(json.RootElement, "name") is { Length: > 0 } text)
            {
                name = NameOf(text, out problem);
            }
            else if (Text(json.RootElement, "subject") is { } subject)
            {
                name = NameOf(subject, seedsContainer, out problem);
            }
            else
            {
                problem = new SeedError("message-not-understood", "The message has neither a name nor the subject of a storage event.");
            }
        }
        catch (JsonException e)
        {
            problem = new SeedError("message-not-json", $"The message is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // JsonDocument throws so for half of a surrogate pair, as such or escaped.
            problem = new SeedError("message-not-json", "The message is no JSON: it has half of a surrogate pair.");
        }

        return name is not null;
    }

    // A longer name is that of no blob; storage would refuse to look for it.
    private static SeedName? NameOf(string text, out SeedError? problem)
    {
        problem = text.Length > SeedName.MaxLength
            ? new SeedError("message-not-understood", $"The message's name is {text.Length:N0} characters long; {SeedName.MaxLength:N0} is the most.")
            : null;
        return problem is null ? SeedName.OfBlob(text) : null;
    }

    // Both forms of Event Grid name the blob so: /blobServices/default/containers/{container}/blobs/{name}
    private static SeedName? NameOf(string subject, string seedsContainer, out SeedError? problem)
    {
        const string Containers = "/blobServices/default/containers/";
        const string Blobs = "/blobs/";

        var blobs = subject.IndexOf(Blobs, Math.Min(Containers.Length, subject.Length), StringComparison.Ordinal);
        if (!subject.StartsWith(Containers, StringComparison.Ordinal) || blobs < 0 || blobs + Blobs.Length == subject.Length)
        {
            problem = new SeedError("message-not-understood", $"The event's subject '{Shortened(subject)}' is not that of a blob.");
            return null;
        }

        var container = subject[Containers.Length..blobs];
        if (container != seedsContainer)
        {
            problem = new SeedError("other-container", $"The event is of the container '{Shortened(container)}', not of '{seedsContainer}'.");
            return null;
        }

        return NameOf(subject[(blobs + Blobs.Length)..], out problem);
    }

    private static string Shortened(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SeedEvent))]
internal sealed partial class SeedEventJson : JsonSerializerContext;
