using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal;

/// <summary>Builds all absolute addresses that readers, feeds and crawlers get.</summary>
/// <param name="Site">Scheme and host with a trailing slash.</param>
internal sealed record PublicAddresses(Uri Site)
{
    private const string NonArticlePrefix = "sections";

    /// <summary>
    /// Creates addresses from the setting or, without it, from the host of the request. <c>X-Forwarded-*</c> is ignored: anyone can send it, and a
    /// cache would give the response to everyone.
    /// </summary>
    public static PublicAddresses Create(HttpRequest request, PortalOptions options)
    {
        if (options.PublicUrl is { } site)
        {
            return new PublicAddresses(site);
        }

        var asked = $"{(request.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{request.Host.ToUriComponent()}/";
        return new PublicAddresses(
            request.Host.HasValue && Uri.TryCreate(asked, UriKind.Absolute, out var address) && address.PathAndQuery == "/" ? address : new Uri("http://localhost/"));
    }

    /// <summary>A cheap text that is equal for equal addresses; part of cache keys.</summary>
    public static string GetCacheKey(HttpRequest request, PortalOptions options) =>
        options.PublicUrl is not null ? "" : $"{(request.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{request.Host.Value}";

    public Uri Home(string lang) => Combine(lang);

    public Uri Article(string lang, string slug) => Combine($"{lang}/articles/{Uri.EscapeDataString(slug)}");

    public Uri About(string lang) => Combine($"{lang}/about");

    public Uri Contact(string lang) => Combine($"{lang}/contact");

    public Uri Search(string lang) => Combine($"{lang}/search");

    /// <summary>The description of the search for browsers.</summary>
    public Uri OpenSearch(string lang) => Combine($"opensearch-{lang}.xml");

    /// <param name="lang">The language.</param>
    /// <param name="section">A section's slug: <c>policy/finance</c>.</param>
    public Uri Section(string lang, string section) => Combine($"{lang}/{(IsTaken(section) ? NonArticlePrefix + "/" : "")}{Escape(section)}");

    /// <summary>Gets the slug of the section from the path below a language.</summary>
    public static string GetSection(string path) =>
        path.StartsWith(NonArticlePrefix + "/", StringComparison.Ordinal) && path[(NonArticlePrefix.Length + 1)..] is var section && IsTaken(section) ? section : path;

    /// <summary>The address of a feed.</summary>
    /// <param name="name"><c>en.rss</c>.</param>
    /// <param name="section">The section's slug; <see langword="null"/> for the whole language.</param>
    public Uri Feed(string name, string? section) => Combine($"api/feeds/{name}{(section is null ? "" : $"?section={Escape(section)}")}");

    public Uri SitemapIndex() => Combine("sitemap.xml");

    /// <param name="name"><c>en-2017-01</c>.</param>
    public Uri Sitemap(string name) => Combine($"sitemap-{name}.xml");

    public Uri NewsSitemap() => Combine("news-sitemap.xml");

    /// <summary>The translations of a page for <c>hreflang</c>, in the order of the portal's languages. The first is also <c>x-default</c>.</summary>
    public static IReadOnlyList<(string Lang, Uri Page)> GetAlternates(IEnumerable<(string Lang, Uri Page)> pages, IReadOnlyList<string> languages)
    {
        var sorted = pages.OrderBy(page => languages.Index().FirstOrDefault(known => known.Item == page.Lang, (Index: int.MaxValue, Item: "")).Index).ToList();
        return [.. sorted, ("x-default", sorted[0].Page)];
    }

    // Other pages have these paths, or sections that were moved because of them.
    private static bool IsTaken(string section) => section.Split('/') is ["about" or "contact" or "search", ..] or ["articles" or NonArticlePrefix, _, ..];

    private static string Escape(string section) => string.Join('/', section.Split('/').Select(Uri.EscapeDataString));

    private Uri Combine(string path) => new(Site, path);
}
