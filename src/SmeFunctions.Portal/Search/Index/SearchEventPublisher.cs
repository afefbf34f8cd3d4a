using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// The queue of articles that the index must look at. A message only says <em>look at this slug</em>, so duplicate, late and reordered messages are
/// harmless.
/// </summary>
public sealed class SearchEventPublisher(ContentAccount account, TimeProvider time)
{
    // The most messages of one call.
    private const int MaxMessages = 32;

    /// <summary>How long received messages are hidden; then another writer gets them.</summary>
    private static readonly TimeSpan _hiddenFor = TimeSpan.FromMinutes(1);

    /// <summary>Requests that the index looks at an article; one call.</summary>
    /// <param name="slug">The article, published or taken down.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task PublishAsync(string slug, CancellationToken cancellationToken) => PublishAsync(new SearchEvent(slug, time.GetUtcNow()), delay: null, cancellationToken);

    /// <summary>Sends an event again.</summary>
    /// <param name="change">The event.</param>
    /// <param name="delay">When it becomes visible; <see langword="null"/> for at once.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task PublishAsync(SearchEvent change, TimeSpan? delay, CancellationToken cancellationToken) => account.SearchEvents.SendMessageAsync(
        JsonSerializer.Serialize(change, SearchEventJson.Default.SearchEvent), visibilityTimeout: delay, cancellationToken: cancellationToken);

    /// <summary>Parses a message.</summary>
    /// <exception cref="JsonException">The message has another format.</exception>
    public static SearchEvent Parse(string message) =>
        JsonSerializer.Deserialize(message, SearchEventJson.Default.SearchEvent) is { Slug.Length: > 0 } change ? change : throw new JsonException("The message names no article.");

    /// <summary>Receives waiting messages, so that one commit serves many; one call for each 32.</summary>
    /// <param name="limit">The most messages.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<List<ReceivedSearchEvent>> ReceiveAsync(int limit, CancellationToken cancellationToken)
    {
        var received = new List<ReceivedSearchEvent>();
        while (received.Count < limit)
        {
            var messages = (await account.SearchEvents.ReceiveMessagesAsync(Math.Min(MaxMessages, limit - received.Count), _hiddenFor, cancellationToken)).Value;
            foreach (var message in messages)
            {
                if (TryParse(message.Body.ToString()) is { } change)
                {
                    received.Add(new ReceivedSearchEvent(change, message.MessageId, message.PopReceipt));
                }
            }

            if (messages.Length < MaxMessages)
            {
                break;
            }
        }

        return received;
    }

    /// <summary>Deletes messages whose articles are in the index.</summary>
    internal Task DeleteAsync(IReadOnlyList<ReceivedSearchEvent> messages, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        messages,
        new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
        async (message, token) =>
        {
            try
            {
                await account.SearchEvents.DeleteMessageAsync(message.Id, message.Receipt, token);
            }
            catch (RequestFailedException e) when (e.Status is 400 or 404)
            {
                // It was hidden for too long, and another writer has it. It will find nothing to do.
                return;
            }
        });

    // A message that is not understood is left to the trigger, which moves it to the poison queue.
    private static SearchEvent? TryParse(string message)
    {
        try
        {
            return Parse(message);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Slug">The article.</param>
/// <param name="At">When it changed, UTC; for the lag.</param>
public sealed record SearchEvent(string Slug, DateTimeOffset At);

internal sealed record ReceivedSearchEvent(SearchEvent Event, string Id, string Receipt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchEvent))]
internal sealed partial class SearchEventJson : JsonSerializerContext;
