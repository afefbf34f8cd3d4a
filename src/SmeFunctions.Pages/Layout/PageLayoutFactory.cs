using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Assets;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Portal;

namespace SmeFunctions.Pages.Layout;

/// <summary>Creates page layouts and their links.</summary>
public sealed class PageLayoutFactory(PageLocalizer localizer, IOptions<PortalOptions> portal, IOptions<PagesOptions> pages)
{
    // Paths are the same on every host.
    private static readonly PublicAddresses _paths = new(new Uri("http://localhost/"));

    public IReadOnlyList<string> Languages => portal.Value.Languages;

    public bool Has(string lang) => portal.Value.Languages.Contains(lang);

    public LocalizedText GetTexts(string lang) => localizer.ForLanguage(lang);

    public string GetSiteName(string lang) => portal.Value.GetName(lang);

    /// <param name="lang">A language of the portal.</param>
    /// <param name="sections">The sections of the navigation.</param>
    public PageLayout Create(string lang, IEnumerable<PageLink> sections)
    {
        var text = localizer.ForLanguage(lang);
        var options = pages.Value;
        return new PageLayout
        {
            Text = text,
            SiteName = portal.Value.GetName(lang),
            Home = Home(lang),
            About = _paths.About(lang).PathAndQuery,
            Contact = _paths.Contact(lang).PathAndQuery,
            Search = Search(lang),
            OpenSearch = _paths.OpenSearch(lang).PathAndQuery,
            Sections = [.. sections],
            Imprint =
            [
                .. new[] { ("Sponsor", options.Sponsor), ("Director", options.Director), ("Undertaker", options.Undertaker) }
                    .Where(line => line.Item2.ContainsKey(lang))
                    .Select(line => text.Format(line.Item1, line.Item2[lang])),
            ],
            Style = PageAssets.Style,
            Script = PageAssets.Script,
            Icon = PageAssets.Icon,
        };
    }

    /// <summary>Creates the links to the other languages.</summary>
    /// <param name="lang">The page's own language.</param>
    /// <param name="find">Finds the path of the same page in a language; <see langword="null"/> for that language's home page.</param>
    public IReadOnlyList<LanguageLink> CreateLanguageLinks(string lang, Func<string, string?>? find = null) =>
    [
        .. portal.Value.Languages.Where(other => other != lang).Select(other =>
            new LanguageLink(other, localizer.ForLanguage(other).Tag, localizer.ForLanguage(other)["Language.Name"], find?.Invoke(other) ?? Home(other))),
    ];

    public static string Home(string lang) => _paths.Home(lang).PathAndQuery;

    public static string Search(string lang) => _paths.Search(lang).PathAndQuery;

    public static string Article(string lang, string slug) => _paths.Article(lang, slug).PathAndQuery;

    public static string Section(string lang, string slug) => _paths.Section(lang, slug).PathAndQuery;

    /// <summary>Creates the links to the feeds of a language or section.</summary>
    public static IReadOnlyList<FeedLink> CreateFeedLinks(string lang, string? section, string title) =>
    [
        new("application/rss+xml", _paths.Feed($"{lang}.rss", section).PathAndQuery, $"{title} – RSS"),
        new("application/atom+xml", _paths.Feed($"{lang}.atom", section).PathAndQuery, $"{title} – Atom"),
        new("application/feed+json", _paths.Feed($"{lang}.json", section).PathAndQuery, $"{title} – JSON Feed"),
    ];
}
