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
/// A parsed queue message: <c>{"name": "…"}</c>, an Event Grid event, a CloudEvent 1.0, or an array of these. Only the names of an event matter.
/// </summary>
/// <param name="Names">The seeds to ingest, each once.</param>
/// <param name="Problems">The parts that name no seed.</param>
internal sealed record SeedMessage(IReadOnlyList<SeedName> Names, IReadOnlyList<MessageProblem> Problems)
{
    private const string Storage = "Microsoft.Storage.";

    private Dictionary<SeedName, ActivityContext> Origins { get; init; } = [];

    /// <summary>
    /// The cause of the request, if the message names it: the member of our own messages, or the CloudEvents extension for distributed tracing.
    /// </summary>
    public ActivityContext GetOrigin(SeedName name) => Origins.GetValueOrDefault(name);

    private HashSet<SeedName> New { get; init; } = [];

    /// <summary>Whether the sender found no status record of the seed or of a translation of its name. This may have changed since.</summary>
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
                    // The whole message is one problem.
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
            problems.Add(new MessageProblem(message, new DocumentError("message-not-json", $"The message is not JSON: {e.Message}")));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // JsonDocument throws this for half of a surrogate pair, escaped or not.
            problems.Add(new MessageProblem(message, new DocumentError("message-not-json", "The message is not JSON: it has half of a surrogate pair.")));
        }

        return new SeedMessage([.. names.Distinct().Select(SeedName.FromBlobName)], problems) { Origins = origins, New = fresh };

        void Read(JsonElement element, string text)
        {
            var (found, problem) = ReadNames(element, source);
            problem ??= found.FirstOrDefault(name => name.Length > SeedName.MaxLength) is { } longest
                // No blob can have this name; storage would refuse the request.
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

    // Neither a name nor a problem: an event that does not concern the portal.
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
            // The event is not parsed as a whole: the Event Grid library requires members that nobody needs here, and that hand-written events lack.
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
            // Tiers and directories are no documents. The reconciler finds the blobs of a renamed directory.
            return type.StartsWith(Storage, StringComparison.Ordinal)
                ? ([], null)
                : ([], new DocumentError("other-event", $"The event is of the type '{Truncate(type)}', which is not about a document."));
        }

        if (ReadAccount(topic) is { } account && source.Account.Length > 0 && !account.Equals(source.Account, StringComparison.OrdinalIgnoreCase))
        {
            return ([], new DocumentError("other-account", $"The event is of the account '{Truncate(account)}', not of '{source.Account}'."));
        }

        if (ReadBlob(subject) is not { } blob)
        {
            return ([], NotUnderstood($"The event's subject '{Truncate(subject)}' is not that of a blob."));
        }

        // The URL is escaped and complete. The subject lacks characters beyond U+FFFF, which is a bug of the service. If the two differ, one of them
        // names no blob, and ingesting that changes nothing.
        (string Container, string Name)?[] blobs = data switch
        {
            StorageBlobCreatedEventData created => [blob, ReadBlobName(created.Url)],
            StorageBlobDeletedEventData deleted => [blob, ReadBlobName(deleted.Url)],
            StorageBlobRenamedEventData renamed => [blob, ReadBlobName(renamed.SourceUrl), ReadBlobName(renamed.DestinationUrl)],
            _ => [blob],
        };
        var names = blobs.Where(found => found?.Container == source.Container).Select(found => found!.Value.Name).Distinct().ToList();

        // Events of the portal's own containers are ignored silently. A subscription to the whole account would otherwise fill the status table.
        return names.Count > 0 || source.OwnContainers.Contains(blob.Container)
            ? (names, null)
            : ([], new DocumentError("other-container", $"The event is of the container '{Truncate(blob.Container)}', not of '{source.Container}'."));
    }

    private static ActivityContext? ReadOrigin(JsonElement element) =>
        Text(element, "traceparent") is { } parent && ActivityContext.TryParse(parent, Text(element, "tracestate"), isRemote: true, out var origin)
            ? origin
            : null;

    // subscriptions/…/providers/Microsoft.Storage/storageAccounts/{account}; a custom topic has none.
    private static string? ReadAccount(string? topic)
    {
        const string Accounts = "/storageAccounts/";

        return topic?.IndexOf(Accounts, StringComparison.OrdinalIgnoreCase) is >= 0 and var start
            ? topic[(start + Accounts.Length)..].Split('/')[0]
            : null;
    }

    // Both event schemas name the blob like this: /blobServices/default/containers/{container}/blobs/{name}
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

/// <summary>A message, or one event of an array, that names no seed.</summary>
/// <param name="Text">The text that was received.</param>
/// <param name="Error">The problem.</param>
internal sealed record MessageProblem(string Text, DocumentError Error);

/// <summary>The account and container whose events are accepted.</summary>
/// <param name="Account">The storage account; empty when the endpoint does not name it.</param>
/// <param name="Container">The container of seeds.</param>
/// <param name="OwnContainers">The containers that the portal writes.</param>
public sealed record SeedSource(string Account, string Container, IReadOnlySet<string> OwnContainers)
{
    public static SeedSource Create(ContentAccount account, ContentStorageOptions names) =>
        new(account.Seeds.AccountName ?? "", names.SeedsContainer, new HashSet<string> { names.ArticlesContainer, names.MediaContainer, names.OperationsContainer });
}
