using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Serves feeds of languages and sections.</summary>
public sealed class FeedService(ArticleStore articles, ArticleListReader lists, DocumentCache documents, IOptions<FeedOptions> feeds, IOptions<PortalOptions> portal)
{
    private const int MaxParallelReads = 8;

    /// <summary>The names of feeds: <c>en.rss</c>.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. portal.Value.Languages.SelectMany(lang => FeedFormat.All.Select(format => $"{lang}.{format.Extension}"))];

    /// <summary>Gets a feed. No call while it is fresh; otherwise two, and one per article when an article changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="section">A section's slug; <see langword="null"/> for the whole language.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The response; <see langword="null"/> when there is no such section.</returns>
    public async Task<IResult?> GetResponseAsync(HttpRequest request, string name, string? section, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        var self = addresses.Feed(name, section);
        var answer = await documents.FindAsync(self.AbsoluteUri, token => CreateDraftAsync(name, section, self, addresses, token), cancellationToken);
        if (answer is not null && feeds.Value.Hubs.Length > 0)
        {
            // WebSub requires these links in the header, so a hub need not know the format.
            request.HttpContext.Response.Headers.Link = (string[])[.. feeds.Value.Hubs.Select(hub => $"<{hub.AbsoluteUri}>; rel=\"hub\""), $"<{self.AbsoluteUri}>; rel=\"self\""];
        }

        return answer;
    }

    private async Task<DocumentDraft?> CreateDraftAsync(string name, string? section, Uri self, PublicAddresses addresses, CancellationToken cancellationToken)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (lang, format) = (name[..dot], FeedFormat.All.First(format => format.Extension == name[(dot + 1)..]));

        // The date is read before the list. A change in between is in the list only, and is sent again. The other way round it would be in the date
        // only, and clients that ask by date would miss it.
        var modified = (await lists.FindChangeAsync(lang, cancellationToken))?.At;
        var list = await lists.ListAsync(lang, section is null ? ArticleList.All : ArticleList.ForSection(section), after: "", before: "}", feeds.Value.Items, cancellationToken);
        return section is not null && list.Count == 0 ? null : new DocumentDraft(
            [
                self.AbsoluteUri, portal.Value.GetName(lang), portal.Value.TimeZone, .. feeds.Value.Hubs.Select(hub => hub.AbsoluteUri),
                .. list.SelectMany(item => (string[])[item.Position, item.Stored.UtcTicks.ToString(CultureInfo.InvariantCulture)]),
            ],
            modified,
            $"{format.MediaType}; charset=utf-8",
            async token => format.Write(BuildFeed(lang, section, self, addresses, modified, await ReadAsync(list, token))));
    }

    private async Task<List<Article>> ReadAsync(IReadOnlyList<ListedArticle> list, CancellationToken cancellationToken)
    {
        var found = new Article?[list.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, list.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellationToken },
            async (i, token) => found[i] = (await articles.FindAsync(list[i].Summary.Slug, token)).Article);

        // An article that was taken down since it was listed is skipped.
        return [.. found.OfType<Article>()];
    }

    private Feed BuildFeed(
        string lang, string? section, Uri self, PublicAddresses addresses, DateTimeOffset? modified, List<Article> items)
    {
        var zone = portal.Value.FindTimeZone();
        var siteName = XmlText.Clean(portal.Value.GetName(lang));
        return new Feed
        {
            Id = Feed.CreateId("feed", $"{lang}|{section}"),
            Title = section is null || SectionTitles.Find(section, items) is not { } title ? siteName : $"{XmlText.Clean(title)} – {siteName}",
            SiteName = siteName,
            Lang = lang,
            Self = self,
            Page = section is null ? addresses.Home(lang) : addresses.Section(lang, section),
            Hubs = feeds.Value.Hubs,
            Updated = TimeZoneInfo.ConvertTime(items.Count > 0 ? items.Max(item => item.Updated) : modified ?? DateTimeOffset.UnixEpoch, zone),
            MinutesToLive = feeds.Value.MinutesToLive,
            Items = [.. items.Select(item => FeedItem.Create(item, addresses, zone))],
        };
    }
}
