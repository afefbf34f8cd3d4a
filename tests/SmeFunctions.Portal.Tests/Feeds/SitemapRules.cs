using System.Xml.Linq;

namespace SmeFunctions.Portal.Tests.Feeds;

/// <summary>Holds sitemaps against sitemaps.org's protocol and Google's extensions.</summary>
internal static class SitemapRules
{
    public static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    public static readonly XNamespace News = "http://www.google.com/schemas/sitemap-news/0.9";
    public static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <returns>The addresses of the sitemaps, and when they changed.</returns>
    public static IReadOnlyList<(string Address, string? Modified)> CheckIndex(byte[] content)
    {
        var index = FeedRules.Load(content).Root!;
        Assert.Equal(Sitemap + "sitemapindex", index.Name);
        Assert.NotEmpty(index.Elements());
        Assert.All(index.Elements(), sitemap => Assert.Equal(Sitemap + "sitemap", sitemap.Name));
        return CheckEntries(content, index);
    }

    /// <returns>The pages.</returns>
    public static IReadOnlyList<XElement> CheckPages(byte[] content)
    {
        var pages = FeedRules.Load(content).Root!;
        Assert.Equal(Sitemap + "urlset", pages.Name);
        Assert.All(pages.Elements(), page => Assert.Equal(Sitemap + "url", page.Name));
        CheckEntries(content, pages);
        foreach (var page in pages.Elements())
        {
            var links = page.Elements(Xhtml + "link").ToList();
            Assert.All(links, link => Assert.Equal("alternate", (string?)link.Attribute("rel")));
            Assert.All(links, link => Assert.Matches("^([a-z]{2,3}|x-default)$", (string)link.Attribute("hreflang")!));
            Assert.All(links, link => FeedRules.CheckAddress((string)link.Attribute("href")!));
            Assert.Equal(links.Count, links.Select(link => (string?)link.Attribute("hreflang")).Distinct().Count());
            // Each version names itself, and one is for all other languages.
            Assert.True(links.Count == 0 || links.Exists(link => (string?)link.Attribute("href") == page.Element(Sitemap + "loc")!.Value));
            Assert.Equal(links.Count > 0 ? 1 : 0, links.Count(link => (string?)link.Attribute("hreflang") == "x-default"));
        }

        return [.. pages.Elements()];
    }

    /// <returns>The articles.</returns>
    public static IReadOnlyList<XElement> CheckNews(byte[] content)
    {
        var pages = CheckPages(content);
        Assert.InRange(pages.Count, 0, 1_000);
        foreach (var page in pages)
        {
            var news = Assert.Single(page.Elements(News + "news"));
            var publication = Assert.Single(news.Elements(News + "publication"));
            Assert.NotEmpty(Assert.Single(publication.Elements(News + "name")).Value);
            Assert.Matches("^([a-z]{2,3}|zh-cn|zh-tw)$", Assert.Single(publication.Elements(News + "language")).Value);
            Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", Assert.Single(news.Elements(News + "publication_date")).Value);
            Assert.NotNull(Assert.Single(news.Elements(News + "title")));
        }

        return pages;
    }

    private static List<(string Address, string? Modified)> CheckEntries(byte[] content, XElement root)
    {
        Assert.True(content.Length <= 50 * 1024 * 1024);
        var entries = root.Elements().Select(entry => (Assert.Single(entry.Elements(Sitemap + "loc")).Value, (string?)entry.Element(Sitemap + "lastmod"))).ToList();
        Assert.InRange(entries.Count, 0, 50_000);
        Assert.Equal(entries.Count, entries.Select(entry => entry.Value).Distinct().Count());
        foreach (var (address, modified) in entries)
        {
            FeedRules.CheckAddress(address);
            Assert.True(address.Length < 2_048);
            if (modified is not null)
            {
                FeedRules.CheckTimestamp(modified);
            }
        }

        // One site, and above all pages in it: a sitemap speaks for its own folder only.
        Assert.Single(entries.Select(entry => new Uri(entry.Value).Authority).DefaultIfEmpty("").Distinct());
        return entries;
    }
}
