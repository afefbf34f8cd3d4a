using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using Azure.Storage.Blobs;
using SmeFunctions.Documents;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// What a message of the queue speaks of: <c>{"name": "…"}</c>, an event of Event Grid in its own schema or as a CloudEvent 1.0, or an
/// array of these. Of an event only that counts where to look.
/// </summary>
/// <param name="Names">The seeds to look at, each once.</param>
/// <param name="Problems">The parts that name no seed.</param>
internal sealed record SeedMessage(IReadOnlyList<SeedName> Names, IReadOnlyList<MessageProblem> Problems)
{
    private const string Storage = "Microsoft.Storage.";

    private Dictionary<SeedName, ActivityContext> Origins { get; init; } = [];

    /// <summary>What asked for a look at a seed, if the message says so: its own member, or the extension of CloudEvents for distributed tracing.</summary>
    public ActivityContext GetOrigin(SeedName name) => Origins.GetValueOrDefault(name);

    private HashSet<SeedName> New { get; init; } = [];

    /// <summary>Whether who asked found nothing in the status store, neither of the seed nor of a translation of its name. It may not be so any more.</summary>
    public bool IsNew(SeedName name) => New.Contains(name);

    public static SeedMessage Parse(string message, SeedSource source)
    {
        var names = new List<string>();
        var origins = new Dictionary<SeedName, ActivityContext>();
        var fresh = new HashSet<SeedName>();
        var problems = new List<MessageProblem>();
        try
        {
            using var json = JsonDocument.Parse(message);
            if (json.RootElement is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0)
            {
                foreach (var element in array.EnumerateArray())
                {
                    Read(element, element.GetRawText());
                }

                if (names.Count == 0 && problems.Count == array.GetArrayLength())
                {
                    // Nothing in it makes sense: it is one message that does not.
                    problems = [problems[0] with { Text = message }];
                }
            }
            else
            {
                Read(json.RootElement, message);
            }
        }
        catch (JsonException e)
        {
            problems.Add(new MessageProblem(message, new DocumentError("message-not-json", $"The message is no JSON: {e.Message}")));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // JsonDocument throws so for half of a surrogate pair, as such or escaped.
            problems.Add(new MessageProblem(message, new DocumentError("message-not-json", "The message is no JSON: it has half of a surrogate pair.")));
        }

        return new SeedMessage([.. names.Distinct().Select(SeedName.FromBlobName)], problems) { Origins = origins, New = fresh };

        void Read(JsonElement element, string text)
        {
            var (found, problem) = ReadNames(element, source);
            problem ??= found.FirstOrDefault(name => name.Length > SeedName.MaxLength) is { } longest
                // That of no blob; storage would refuse to look for it.
                ? new DocumentError("message-not-understood", $"The message's name is {longest.Length:N0} characters long; {SeedName.MaxLength:N0} is the most.")
                : null;
            if (problem is not null)
            {
                problems.Add(new MessageProblem(text, problem));
            }
            else
            {
                names.AddRange(found);
                if (element.TryGetProperty("isNew", out var isNew) && isNew.ValueKind == JsonValueKind.True)
                {
                    fresh.UnionWith(found.Select(SeedName.FromBlobName));
                }

                if (ReadOrigin(element) is { } origin)
                {
                    found.ForEach(name => origins[SeedName.FromBlobName(name)] = origin);
                }
            }
        }
    }

    // Neither a name nor a problem means: an event that is none of the portal's business.
    private static (List<string> Names, DocumentError? Problem) ReadNames(JsonElement element, SeedSource source)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return ([], NotUnderstood("The message is JSON, but no object."));
        }

        if (Text(element, "name") is { Length: > 0 } name)
        {
            return ([name], null);
        }

        if (Text(element, "subject") is not { } subject)
        {
            return ([], NotUnderstood("The message has neither a name nor the subject of a storage event."));
        }

        object? data = null;
        string? type;
        string? topic;
        if (element.TryGetProperty("specversion", out _))
        {
            (type, topic) = (Text(element, "type"), Text(element, "source"));
            _ = CloudEvent.Parse(BinaryData.FromString(element.GetRawText()), skipValidation: true)?.TryGetSystemEventData(out data);
        }
        else
        {
            // Not parsed as a whole: who sends an event by hand leaves out what nobody here asks for, and Event Grid's own library insists on it.
            (type, topic) = (Text(element, "eventType"), Text(element, "topic"));
            if (type is { Length: > 0 } && subject.Length > 0 && element.TryGetProperty("data", out var body))
            {
                _ = new EventGridEvent(subject, type, dataVersion: "", BinaryData.FromString(body.GetRawText())).TryGetSystemEventData(out data);
            }
        }

        return ReadNames(type, topic, subject, data, source);
    }

    private static (List<string> Names, DocumentError? Problem) ReadNames(string? type, string? topic, string subject, object? data, SeedSource source)
    {
        if (type is not (null or SystemEventNames.StorageBlobCreated or SystemEventNames.StorageBlobDeleted or SystemEventNames.StorageBlobRenamed))
        {
            // A tier or a directory is no document; the reconciler finds what a directory took along.
            return type.StartsWith(Storage, StringComparison.Ordinal)
                ? ([], null)
                : ([], new DocumentError("other-event", $"The event is of the type '{Truncate(type)}', which says nothing of a document."));
        }

        if (ReadAccount(topic) is { } account && source.Account.Length > 0 && !account.Equals(source.Account, StringComparison.OrdinalIgnoreCase))
        {
            return ([], new DocumentError("other-account", $"The event is of the account '{Truncate(account)}', not of '{source.Account}'."));
        }

        if (ReadBlob(subject) is not { } blob)
        {
            return ([], NotUnderstood($"The event's subject '{Truncate(subject)}' is not that of a blob."));
        }

        // The address is escaped and complete; a subject has lost the letters beyond U+FFFF (a fault of the service). Where they differ, one of
        // the two names nothing, and a look at nothing changes nothing.
        (string Container, string Name)?[] blobs = data switch
        {
            StorageBlobCreatedEventData created => [blob, ReadBlobName(created.Url)],
            StorageBlobDeletedEventData deleted => [blob, ReadBlobName(deleted.Url)],
            StorageBlobRenamedEventData renamed => [blob, ReadBlobName(renamed.SourceUrl), ReadBlobName(renamed.DestinationUrl)],
            _ => [blob],
        };
        var names = blobs.Where(found => found?.Container == source.Container).Select(found => found!.Value.Name).Distinct().ToList();

        // What the portal itself writes is answered with nothing at all, or a subscription to the whole account would fill the status store.
        return names.Count > 0 || source.OwnContainers.Contains(blob.Container)
            ? (names, null)
            : ([], new DocumentError("other-container", $"The event is of the container '{Truncate(blob.Container)}', not of '{source.Container}'."));
    }

    private static ActivityContext? ReadOrigin(JsonElement element) =>
        Text(element, "traceparent") is { } parent && ActivityContext.TryParse(parent, Text(element, "tracestate"), isRemote: true, out var origin)
            ? origin
            : null;

    // /subscriptions/…/providers/Microsoft.Storage/storageAccounts/{account}; a topic of someone's own has none.
    private static string? ReadAccount(string? topic)
    {
        const string Accounts = "/storageAccounts/";

        return topic?.IndexOf(Accounts, StringComparison.OrdinalIgnoreCase) is >= 0 and var start
            ? topic[(start + Accounts.Length)..].Split('/')[0]
            : null;
    }

    // Both forms of Event Grid name the blob so: /blobServices/default/containers/{container}/blobs/{name}
    private static (string Container, string Name)? ReadBlob(string subject)
    {
        const string Containers = "/blobServices/default/containers/";
        const string Blobs = "/blobs/";

        var blobs = subject.IndexOf(Blobs, Math.Min(Containers.Length, subject.Length), StringComparison.Ordinal);
        return subject.StartsWith(Containers, StringComparison.Ordinal) && blobs >= 0 && blobs + Blobs.Length < subject.Length
            ? (subject[Containers.Length..blobs], subject[(blobs + Blobs.Length)..])
            : null;
    }

    private static (string Container, string Name)? ReadBlobName(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && new BlobUriBuilder(uri) is { BlobName.Length: > 0 } blob
            ? (blob.BlobContainerName, blob.BlobName)
            : null;

    private static DocumentError NotUnderstood(string message) => new("message-not-understood", message);

    private static string Truncate(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A message, or one event of several in it, that names no seed.</summary>
/// <param name="Text">As it came.</param>
/// <param name="Error">What is wrong with it.</param>
internal sealed record MessageProblem(string Text, DocumentError Error);

/// <summary>Whose events are meant.</summary>
/// <param name="Account">The storage account; empty when it is behind an address that does not name it.</param>
/// <param name="Container">The container of seeds.</param>
/// <param name="OwnContainers">Those that the portal itself writes.</param>
public sealed record SeedSource(string Account, string Container, IReadOnlySet<string> OwnContainers)
{
    public static SeedSource Create(ContentAccount account, ContentStorageOptions names) =>
        new(account.Seeds.AccountName ?? "", names.SeedsContainer, new HashSet<string> { names.ArticlesContainer, names.MediaContainer, names.OperationsContainer });
}
