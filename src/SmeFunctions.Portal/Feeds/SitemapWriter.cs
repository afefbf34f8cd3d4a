using System.Globalization;
using System.Text;
using System.Xml;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Writes sitemaps (sitemaps.org) with Google's extensions.</summary>
internal static class SitemapWriter
{
    private const string Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string News = "http://www.google.com/schemas/sitemap-news/0.9";
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private static readonly XmlWriterSettings _settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static byte[] WriteIndex(IEnumerable<SitemapEntry> sitemaps) => Write("sitemapindex", writer =>
    {
        foreach (var sitemap in sitemaps)
        {
            WriteEntry(writer, "sitemap", sitemap, more: null);
        }
    });

    public static byte[] WritePages(IEnumerable<SitemapEntry> pages) => Write("urlset", writer =>
    {
        writer.WriteAttributeString("xmlns", "xhtml", ns: null, Xhtml);
        foreach (var page in pages)
        {
            WriteEntry(writer, "url", page, () =>
            {
                foreach (var (lang, address) in page.Alternates)
                {
                    writer.WriteStartElement("xhtml", "link", Xhtml);
                    writer.WriteAttributeString("rel", "alternate");
                    writer.WriteAttributeString("hreflang", lang);
                    writer.WriteAttributeString("href", address.AbsoluteUri);
                    writer.WriteEndElement();
                }
            });
        }
    });

    public static byte[] WriteNews(IEnumerable<NewsEntry> articles) => Write("urlset", writer =>
    {
        writer.WriteAttributeString("xmlns", "news", ns: null, News);
        foreach (var article in articles)
        {
            WriteEntry(writer, "url", new SitemapEntry(article.Page, Modified: null), () =>
            {
                writer.WriteStartElement("news", "news", News);
                writer.WriteStartElement("news", "publication", News);
                writer.WriteElementString("news", "name", News, XmlText.Clean(article.Publication));
                writer.WriteElementString("news", "language", News, article.Language);
                writer.WriteEndElement();
                writer.WriteElementString("news", "publication_date", News, article.Published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                writer.WriteElementString("news", "title", News, XmlText.Clean(article.Title));
                writer.WriteEndElement();
            });
        }
    });

    private static void WriteEntry(XmlWriter writer, string name, SitemapEntry entry, Action? more)
    {
        writer.WriteStartElement(name, Sitemap);
        writer.WriteElementString("loc", Sitemap, entry.Page.AbsoluteUri);
        if (entry.Modified is { } modified)
        {
            writer.WriteElementString("lastmod", Sitemap, modified.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        more?.Invoke();
        writer.WriteEndElement();
    }

    private static byte[] Write(string root, Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, _settings))
        {
            writer.WriteStartElement(root, Sitemap);
            write(writer);
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }
}

/// <summary>A page, or a sitemap in an index.</summary>
/// <param name="Page">Its address.</param>
/// <param name="Modified">Its last change; <see langword="null"/> when unknown.</param>
internal sealed record SitemapEntry(Uri Page, DateTimeOffset? Modified)
{
    /// <summary>The page in each of its languages, including itself, and <c>x-default</c>; empty when there is only one.</summary>
    public IReadOnlyList<(string Lang, Uri Page)> Alternates { get; init; } = [];
}

/// <param name="Page">Address of the article.</param>
/// <param name="Publication">The portal's name in the article's language.</param>
/// <param name="Language">In Google's form: a code of two or three letters, or zh-cn, zh-tw.</param>
/// <param name="Published">The day of publication.</param>
/// <param name="Title">Its title.</param>
internal sealed record NewsEntry(Uri Page, string Publication, string Language, DateOnly Published, string Title);
