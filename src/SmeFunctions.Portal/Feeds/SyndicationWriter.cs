using System.Net;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Writes RSS 2.0 and Atom 1.0 (RFC 4287).</summary>
internal static class SyndicationWriter
{
    private static readonly XNamespace _atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace _content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace _dublinCore = "http://purl.org/dc/elements/1.1/";

    private static readonly XmlWriterSettings _settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static byte[] WriteRss(Feed feed)
    {
        var channel = new SyndicationFeed(feed.Title, feed.Title, feed.Page)
        {
            Language = feed.Lang,
            LastUpdatedTime = feed.Updated,
            TimeToLive = TimeSpan.FromMinutes(feed.MinutesToLive),
            Items = [.. feed.Items.Select(CreateRssItem)],
        };

        // Declared once at the root with the usual prefixes, which many RSS readers rely on.
        Declare(channel, "atom", _atom);
        Declare(channel, "content", _content);
        Declare(channel, "dc", _dublinCore);
        Extend(channel.ElementExtensions, new XElement(
            _atom + "link", new XAttribute("href", feed.Self.AbsoluteUri), new XAttribute("rel", "self"), new XAttribute("type", "application/rss+xml")));
        foreach (var hub in feed.Hubs)
        {
            Extend(channel.ElementExtensions, new XElement(_atom + "link", new XAttribute("href", hub.AbsoluteUri), new XAttribute("rel", "hub")));
        }

        return Write(new Rss20FeedFormatter(channel, serializeExtensionsAsAtom: false).WriteTo);
    }

    public static byte[] WriteAtom(Feed feed)
    {
        var atom = new SyndicationFeed
        {
            Id = feed.Id.AbsoluteUri,
            Title = new TextSyndicationContent(feed.Title),
            Language = feed.Lang,
            LastUpdatedTime = feed.Updated,
            Items = [.. feed.Items.Select(CreateAtomItem)],
        };

        // The author of the feed applies to entries without one (RFC 4287 section 4.1.1).
        atom.Authors.Add(new SyndicationPerson(email: null, feed.SiteName, uri: null));
        atom.Links.Add(SyndicationLink.CreateAlternateLink(feed.Page, "text/html"));
        atom.Links.Add(SyndicationLink.CreateSelfLink(feed.Self, "application/atom+xml"));
        foreach (var hub in feed.Hubs)
        {
            atom.Links.Add(new SyndicationLink(hub) { RelationshipType = "hub" });
        }

        return Write(new Atom10FeedFormatter(atom).WriteTo);
    }

    private static SyndicationItem CreateRssItem(FeedItem article)
    {
        var item = new SyndicationItem
        {
            // Not an address, so the formatter writes isPermaLink="false".
            Id = article.Id.AbsoluteUri,
            Title = new TextSyndicationContent(article.Title),
            // Readers take a description as HTML.
            Summary = new TextSyndicationContent(WebUtility.HtmlEncode(article.Summary)),
            PublishDate = article.Published,
        };
        item.Links.Add(SyndicationLink.CreateAlternateLink(article.Page));
        foreach (var tag in article.Tags)
        {
            item.Categories.Add(new SyndicationCategory(tag));
        }

        // RSS authors are e-mail addresses, so dc:creator is used.
        if (article.Author is { } author)
        {
            Extend(item.ElementExtensions, new XElement(_dublinCore + "creator", author));
        }

        Extend(item.ElementExtensions, new XElement(_content + "encoded", article.Html));
        return item;
    }

    private static SyndicationItem CreateAtomItem(FeedItem article)
    {
        var item = new SyndicationItem
        {
            Id = article.Id.AbsoluteUri,
            Title = new TextSyndicationContent(article.Title),
            Summary = new TextSyndicationContent(article.Summary),
            Content = SyndicationContent.CreateHtmlContent(article.Html),
            PublishDate = article.Published,
            LastUpdatedTime = article.Updated,
        };
        item.Links.Add(SyndicationLink.CreateAlternateLink(article.Page, "text/html"));
        if (article.Author is { } author)
        {
            item.Authors.Add(new SyndicationPerson(email: null, author, uri: null));
        }

        foreach (var tag in article.Tags)
        {
            item.Categories.Add(new SyndicationCategory(tag));
        }

        return item;
    }

    private static void Declare(SyndicationFeed feed, string prefix, XNamespace name) =>
        feed.AttributeExtensions.Add(new XmlQualifiedName(prefix, XNamespace.Xmlns.NamespaceName), name.NamespaceName);

    private static void Extend(SyndicationElementExtensionCollection extensions, XElement element)
    {
        using var reader = element.CreateReader();
        extensions.Add(reader);
    }

    private static byte[] Write(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, _settings))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
