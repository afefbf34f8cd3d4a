using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal;

/// <summary>The absolute addresses that readers, feeds and crawlers are given: this is the one place where they are built.</summary>
/// <param name="Site">Scheme and host, with the slash.</param>
internal sealed record PublicAddresses(Uri Site)
{
    private const string NonArticlePrefix = "sections";

    /// <summary>
    /// Addresses below the setting or, without it, below what the request was sent to. <c>X-Forwarded-*</c> is not read: anyone can send it,
    /// and a cache in between would give the answer to everyone.
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

    /// <summary>The same text for the same addresses, made at less cost: to keep by it what has them in it.</summary>
    public static string GetCacheKey(HttpRequest request, PortalOptions options) =>
        options.PublicUrl is not null ? "" : $"{(request.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{request.Host.Value}";

    public Uri Home(string lang) => Combine(lang);

    public Uri Article(string lang, string slug) => Combine($"{lang}/articles/{Uri.EscapeDataString(slug)}");

    public Uri About(string lang) => Combine($"{lang}/about");

    public Uri Contact(string lang) => Combine($"{lang}/contact");

    /// <param name="lang">Its language.</param>
    /// <param name="section">A section's slug: <c>policy/finance</c>.</param>
    public Uri Section(string lang, string section) => Combine($"{lang}/{(IsTaken(section) ? NonArticlePrefix + "/" : "")}{Escape(section)}");

    /// <summary>The slug of the section that a path below a language's leads to.</summary>
    public static string GetSection(string path) =>
        path.StartsWith(NonArticlePrefix + "/", StringComparison.Ordinal) && path[(NonArticlePrefix.Length + 1)..] is var section && IsTaken(section) ? section : path;

    /// <summary>A feed of a language, or of a section of it.</summary>
    /// <param name="name"><c>en.rss</c>.</param>
    /// <param name="section">The section's slug; <see langword="null"/> for the whole language.</param>
    public Uri Feed(string name, string? section) => Combine($"api/feeds/{name}{(section is null ? "" : $"?section={Escape(section)}")}");

    public Uri SitemapIndex() => Combine("sitemap.xml");

    /// <param name="name"><c>en-2017-01</c>.</param>
    public Uri Sitemap(string name) => Combine($"sitemap-{name}.xml");

    public Uri NewsSitemap() => Combine("news-sitemap.xml");

    /// <summary>
    /// What says the same in several languages, as <c>hreflang</c> has it: in the order of the portal's languages, of which the first is for who
    /// reads none of those there are.
    /// </summary>
    public static IReadOnlyList<(string Lang, Uri Page)> GetAlternates(IEnumerable<(string Lang, Uri Page)> pages, IReadOnlyList<string> languages)
    {
        var sorted = pages.OrderBy(page => languages.Index().FirstOrDefault(known => known.Item == page.Lang, (Index: int.MaxValue, Item: "")).Index).ToList();
        return [.. sorted, ("x-default", sorted[0].Page)];
    }

    // Other pages stand there, or the sections that had to give way to them.
    private static bool IsTaken(string section) => section.Split('/') is ["about" or "contact", ..] or ["articles" or NonArticlePrefix, _, ..];

    private static string Escape(string section) => string.Join('/', section.Split('/').Select(Uri.EscapeDataString));

    private Uri Combine(string path) => new(Site, path);
}
