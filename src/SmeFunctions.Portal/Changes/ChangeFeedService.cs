using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Changes;

/// <summary>Serves the log of changes to mirrors.</summary>
public sealed class ChangeFeedService(ChangeLog log)
{
    // A cache in between would hide a change; with the ETag, nothing is sent twice.
    private const string CacheControl = "no-cache";

    /// <summary>Gets a page of changes; two calls.</summary>
    /// <param name="since">The position; <see langword="null"/> for the start.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The response; <see langword="null"/> when the position is unknown, and the client must begin anew.</returns>
    public async Task<IResult?> GetResponseAsync(ChangeCursor? since, int limit, CancellationToken cancellationToken)
    {
        if (await log.ReadAsync(since, limit, cancellationToken) is not { } page)
        {
            return null;
        }

        var from = since?.Sequence ?? 0;
        var view = new ChangePageView(
            [.. page.Changes.Where(change => !(change.IsRemoved && change.Created > from)).Select(change => ChangeView.Create(change, from))],
            page.Next.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"/api/changes?since={page.Next}&limit={limit}"),
            page.HasMore);
        var body = JsonSerializer.SerializeToUtf8Bytes(view, ChangeViewJson.Readable.ChangePageView);
        return new CachedResponseResult(new CachedResponse(body, "application/json; charset=utf-8", $"W/\"{ContentVersion.Compute(body)}\"", lastModified: null), CacheControl, staleAge: null);
    }
}

/// <summary>A change in a response.</summary>
/// <param name="Change">created, updated or removed.</param>
/// <param name="Slug">The article.</param>
/// <param name="Lang">Its language.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Url">Its address in the API.</param>
/// <param name="Version">The version of its content; empty when it was taken down.</param>
/// <param name="At">When the change was recorded.</param>
internal sealed record ChangeView(string Change, string Slug, string Lang, string Title, string Url, string Version, DateTimeOffset At)
{
    /// <param name="change">The last change of an article.</param>
    /// <param name="since">The last change that the client has. An article that was created later is new to it.</param>
    public static ChangeView Create(ArticleChange change, long since) => new(
        change.IsRemoved ? "removed" : change.Created > since ? "created" : "updated", change.Slug, change.Lang, change.Title, ArticleSummaryView.GetUrl(change.Slug), change.Version, change.At);
}

/// <param name="Items">The changes, in order.</param>
/// <param name="Cursor">The position after them.</param>
/// <param name="Next">The address of what comes after them, now or later.</param>
/// <param name="HasMore">Whether there is more now.</param>
internal sealed record ChangePageView(IReadOnlyList<ChangeView> Items, string Cursor, string Next, bool HasMore);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChangePageView))]
internal sealed partial class ChangeViewJson : JsonSerializerContext
{
    public static ChangeViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
