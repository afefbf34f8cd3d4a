using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Writes JSON Feed 1.1.</summary>
internal static class JsonFeedWriter
{
    public static byte[] Write(Feed feed) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonFeedView
        {
            Title = feed.Title,
            HomePageUrl = feed.Page.AbsoluteUri,
            FeedUrl = feed.Self.AbsoluteUri,
            Language = feed.Lang,
            Authors = [new(feed.SiteName)],
            Hubs = feed.Hubs.Count == 0 ? null : [.. feed.Hubs.Select(hub => new JsonFeedHub("WebSub", hub.AbsoluteUri))],
            Items =
            [
                .. feed.Items.Select(item => new JsonFeedItem
                {
                    Id = item.Id.AbsoluteUri,
                    Url = item.Page.AbsoluteUri,
                    Title = item.Title,
                    ContentHtml = item.Html,
                    Summary = item.Summary,
                    DatePublished = item.Published,
                    DateModified = item.Updated,
                    Language = item.Lang,
                    Authors = item.Author is null ? null : [new(item.Author)],
                    Tags = item.Tags,
                }),
            ],
        },
        JsonFeedJson.Readable.JsonFeedView);
}

internal sealed record JsonFeedView
{
    public string Version { get; } = "https://jsonfeed.org/version/1.1";

    public required string Title { get; init; }

    public required string HomePageUrl { get; init; }

    public required string FeedUrl { get; init; }

    public required string Language { get; init; }

    public required IReadOnlyList<JsonFeedAuthor> Authors { get; init; }

    public IReadOnlyList<JsonFeedHub>? Hubs { get; init; }

    public required IReadOnlyList<JsonFeedItem> Items { get; init; }
}

internal sealed record JsonFeedItem
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Title { get; init; }

    public required string ContentHtml { get; init; }

    public required string Summary { get; init; }

    public required DateTimeOffset DatePublished { get; init; }

    public required DateTimeOffset DateModified { get; init; }

    public required string Language { get; init; }

    public IReadOnlyList<JsonFeedAuthor>? Authors { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }
}

internal sealed record JsonFeedAuthor(string Name);

internal sealed record JsonFeedHub(string Type, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonFeedView))]
internal sealed partial class JsonFeedJson : JsonSerializerContext
{
    public static JsonFeedJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
