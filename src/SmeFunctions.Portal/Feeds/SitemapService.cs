using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Feeds;

/// <summary>
/// Serves sitemaps and robots.txt. Sitemaps contain the articles of a language and month, in parts if there are many. The section counts list the
/// parts, so no request reads all articles.
/// </summary>
public sealed class SitemapService(
    ArticleListReader lists, SectionCountStore sections, DocumentCache documents, IOptions<FeedOptions> feeds, IOptions<PortalOptions> portal, TimeProvider time)
{
    /// <summary>The sitemap of pages that are not articles. Further ones are <c>pages-2</c> and so on.</summary>
    private const string Pages = "pages";

    private const string XmlType = "application/xml; charset=utf-8";
    private const int MaxNews = 1_000;
    private const int RowsPerQuery = 1_000;

    // Crawlers do not need these; two of them require a key. Listing them here reveals no secret.
    private static readonly string[] _private = ["/api/seeds", "/api/operations", "/api/preview", "/preview"];

    /// <summary>
    /// The number of articles in a sitemap when it is counted; it may have a fifth more. The limits are 50,000 addresses and 50 MB. The bytes come
    /// first: an address has up to 1,800 with its markup (a slug of 160 percent-encoded Han characters on the longest host), and each article lists
    /// its own, one per language, and the default.
    /// </summary>
    public static int GetPartSize(int languages) => Math.Min(5_000, 50_000_000 / 1_800 / (languages + 2) * 5 / 6);

    /// <summary>Gets the index of all sitemaps; one call per language when it is not fresh.</summary>
    public Task<IResult> GetIndexAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        return documents.GetAsync(addresses.SitemapIndex().AbsoluteUri, token => BuildIndexAsync(addresses, token), cancellationToken);
    }

    /// <summary>Gets a sitemap. When it is not fresh: two calls, and one per thousand articles.</summary>
    /// <param name="request">The request.</param>
    /// <param name="text">The sitemap's name.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The response; <see langword="null"/> when there is no such sitemap.</returns>
    public async Task<IResult?> GetSitemapAsync(HttpRequest request, string text, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        return IsPagesSitemap(text) ? await documents.FindAsync(addresses.Sitemap(text).AbsoluteUri, token => BuildPagesAsync(text, addresses, token), cancellationToken)
            : SitemapName.Parse(text) is { } name && portal.Value.Languages.Contains(name.Lang)
                ? await documents.FindAsync(addresses.Sitemap(text).AbsoluteUri, token => BuildSitemapAsync(name, addresses, token), cancellationToken)
            : null;
    }

    /// <summary>Gets the articles of yesterday and today; one call per language when it is not fresh.</summary>
    public Task<IResult> GetNewsSitemapAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        var today = portal.Value.GetDay(time.GetUtcNow());
        return documents.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"{addresses.NewsSitemap().AbsoluteUri}|{today:yyyyMMdd}"), token => BuildNewsAsync(today, addresses, token), cancellationToken);
    }

    /// <summary>Gets robots.txt; no call.</summary>
    public Task<IResult> GetRobotsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        return documents.GetAsync($"{addresses.Site.AbsoluteUri}|robots", _ => Task.FromResult(BuildRobots(addresses)), cancellationToken);
    }

    private async Task<DocumentDraft> BuildIndexAsync(PublicAddresses addresses, CancellationToken cancellationToken)
    {
        var found = await ReadCountsAsync(cancellationToken);
        return DocumentDraft.Create(
            [addresses.SitemapIndex().AbsoluteUri, .. found.SelectMany(counts => (string[])[counts.Lang, counts.ETag.ToString()])],
            found.Count == 0 ? null : found.Max(counts => counts.Stored),
            XmlType,
            () => SitemapWriter.WriteIndex(
            [
                // An index must not be empty, and a new site has no articles.
                .. GetPages(found, addresses).Keys.Select(name => new SitemapEntry(addresses.Sitemap(name), Modified: null)),
                .. found.SelectMany(counts => counts.Counts.Parts.Select(
                    part => new SitemapEntry(addresses.Sitemap(SitemapName.ForPart(counts.Lang, part).ToString()), part.Changed))),
            ]));
    }

    private async Task<DocumentDraft?> BuildSitemapAsync(SitemapName name, PublicAddresses addresses, CancellationToken cancellationToken)
    {
        if ((await sections.FindAsync(name.Lang, cancellationToken))?.Counts is not { } counts)
        {
            return null;
        }

        var month = counts.Parts.Where(part => (part.Year, part.Month) == (name.Year, name.Month)).OrderBy(part => part.Number).ToList();
        if (name.Number > month.Count)
        {
            return null;
        }

        var first = new DateOnly(name.Year, name.Month, 1);
        var after = name.Number > 1 ? month[name.Number - 2].Last : ArticleKeys.GetKeyBeforeDay(new DateOnly(name.Year, name.Month, DateTime.DaysInMonth(name.Year, name.Month)));
        var before = name.Number < month.Count ? ArticleKeys.GetKeyAfter(month[name.Number - 1].Last) : ArticleKeys.GetKeyAfterDay(first);
        var rows = await ReadAsync(name.Lang, after, before, cancellationToken);

        // Checks the current articles, because the counts may be older.
        return DocumentDraft.Create(
            ComputeVersion(addresses.Sitemap(name.ToString()), rows), modified: null, XmlType, () => SitemapWriter.WritePages(rows.Select(row => CreateEntry(row.Summary, addresses))));
    }

    private async Task<DocumentDraft> BuildNewsAsync(DateOnly today, PublicAddresses addresses, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(portal.Value.Languages.Select(lang => lists.ListAsync(
            lang, ArticleList.All, ArticleKeys.GetKeyBeforeDay(today), ArticleKeys.GetKeyAfterDay(today.AddDays(-1)), MaxNews, cancellationToken)));
        var news = found.SelectMany(list => list).OrderBy(article => article.Position, StringComparer.Ordinal).Take(MaxNews).ToList();
        return DocumentDraft.Create(
            ComputeVersion(addresses.NewsSitemap(), news, [.. portal.Value.Languages.Select(portal.Value.GetName)]),
            modified: null,
            XmlType,
            () => SitemapWriter.WriteNews(news.Select(row => new NewsEntry(
                addresses.Article(row.Summary.Lang, row.Summary.Slug),
                portal.Value.GetName(row.Summary.Lang),
                GetNewsLanguage(row.Summary),
                row.Summary.Published,
                row.Summary.Title))));
    }

    private DocumentDraft BuildRobots(PublicAddresses addresses)
    {
        string[] lines = feeds.Value.AllowCrawlers
            ? ["User-agent: *", .. _private.Select(path => $"Disallow: {path}"), "", $"Sitemap: {addresses.SitemapIndex()}", $"Sitemap: {addresses.NewsSitemap()}"]
            : ["User-agent: *", "Disallow: /"];
        return DocumentDraft.Create(lines, modified: null, "text/plain; charset=utf-8", () => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
    }

    private async Task<DocumentDraft?> BuildPagesAsync(string name, PublicAddresses addresses, CancellationToken cancellationToken)
    {
        var found = await ReadCountsAsync(cancellationToken);
        return GetPages(found, addresses).TryGetValue(name, out var entries)
            ? DocumentDraft.Create(
                [addresses.Sitemap(name).AbsoluteUri, .. portal.Value.Languages, .. found.SelectMany(counts => (string[])[counts.Lang, counts.ETag.ToString()])],
                modified: null,
                XmlType,
                () => SitemapWriter.WritePages(entries))
            : null;
    }

    private async Task<List<StoredSectionCounts>> ReadCountsAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(portal.Value.Languages.Select(lang => sections.FindAsync(lang, cancellationToken)))).OfType<StoredSectionCounts>()];

    // The pages that are not articles, by sitemap: those of each language, then the sections.
    private Dictionary<string, SitemapEntry[]> GetPages(List<StoredSectionCounts> found, PublicAddresses addresses)
    {
        Func<string, Uri>[] fixedPages = [addresses.Home, addresses.About, addresses.Contact];
        var languagesOf = found
            .SelectMany(counts => counts.Counts.Sections.Select(section => (section.Slug, counts.Lang)))
            .ToLookup(section => section.Slug, section => section.Lang);
        return fixedPages.SelectMany(page => InEach(portal.Value.Languages, page))
            .Concat(languagesOf.SelectMany(section => InEach(section.ToList(), lang => addresses.Section(lang, section.Key))))
            .Chunk(MaxPages)
            .Index()
            .ToDictionary(part => part.Index == 0 ? Pages : string.Create(CultureInfo.InvariantCulture, $"{Pages}-{part.Index + 1}"), part => part.Item);

        IEnumerable<SitemapEntry> InEach(IReadOnlyList<string> languages, Func<string, Uri> page)
        {
            var alternates = languages.Count > 1 ? GetAlternates(languages.Select(lang => (lang, page(lang)))) : [];
            return languages.Select(lang => new SitemapEntry(page(lang), Modified: null) { Alternates = alternates });
        }
    }

    private static bool IsPagesSitemap(string name) => name == Pages || name.StartsWith(Pages + "-", StringComparison.Ordinal);

    private static IEnumerable<string> ComputeVersion(Uri address, IEnumerable<ListedArticle> rows, params string[] more) =>
        [address.AbsoluteUri, .. more, .. rows.SelectMany(row => (string[])[row.Position, row.Stored.UtcTicks.ToString(CultureInfo.InvariantCulture)])];

    private static string GetNewsLanguage(ArticleSummary article) => article.LangTag switch
    {
        LanguageTag.Traditional => "zh-tw",
        var tag when LanguageTag.GetPrimary(tag) == "zh" => "zh-cn",
        var tag => LanguageTag.GetPrimary(tag),
    };

    // Articles since the last count may be in a part, too. The slug of a nested section is up to three times as long as an article's.
    private int MaxPages => GetPartSize(portal.Value.Languages.Length) / 3;

    private int MaxRows => GetPartSize(portal.Value.Languages.Length) * 6 / 5;

    private async Task<List<ListedArticle>> ReadAsync(string lang, string after, string before, CancellationToken cancellationToken)
    {
        var rows = new List<ListedArticle>();
        for (var more = true; more && rows.Count < MaxRows;)
        {
            var page = await lists.ListAsync(lang, ArticleList.All, after, before, Math.Min(RowsPerQuery, MaxRows - rows.Count), cancellationToken);
            rows.AddRange(page);
            more = page.Count > 0;
            after = more ? page[^1].Position : after;
        }

        return rows;
    }

    private SitemapEntry CreateEntry(ArticleSummary article, PublicAddresses addresses) =>
        new(addresses.Article(article.Lang, article.Slug), article.Updated)
        {
            Alternates = article.Translations.Count == 0
                ? []
                : GetAlternates([(article.Lang, addresses.Article(article.Lang, article.Slug)), .. article.Translations.Select(other => (other.Lang, addresses.Article(other.Lang, other.Slug)))]),
        };

    private IReadOnlyList<(string Lang, Uri Page)> GetAlternates(IEnumerable<(string Lang, Uri Page)> pages) => PublicAddresses.GetAlternates(pages, portal.Value.Languages);
}
