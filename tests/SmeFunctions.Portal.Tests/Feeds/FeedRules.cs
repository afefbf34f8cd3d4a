using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace SmeFunctions.Portal.Tests.Feeds;

/// <summary>Holds feeds against the rules of their specifications, read with parsers that know nothing of how they were written.</summary>
internal static partial class FeedRules
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    public static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";

    /// <summary>RSS 2.0, its advisory board's profile, and content:encoded.</summary>
    /// <returns>The channel.</returns>
    public static XElement CheckRss(byte[] content)
    {
        var rss = Load(content).Root!;
        Assert.Equal("rss", rss.Name);
        Assert.Equal("2.0", (string?)rss.Attribute("version"));
        var channel = Assert.Single(rss.Elements());
        Assert.Equal("channel", channel.Name);
        foreach (var name in (string[])["title", "link", "description", "language", "lastBuildDate", "ttl"])
        {
            Assert.NotEmpty(Assert.Single(channel.Elements(name)).Value);
        }

        CheckMoment(channel.Element("lastBuildDate")!.Value);
        Assert.True(int.Parse(channel.Element("ttl")!.Value, NumberStyles.None, CultureInfo.InvariantCulture) > 0);
        CheckAddress(channel.Element("link")!.Value);

        var self = Assert.Single(channel.Elements(Atom + "link"), link => (string?)link.Attribute("rel") == "self");
        CheckAddress((string)self.Attribute("href")!);
        Assert.Equal("application/rss+xml", (string?)self.Attribute("type"));
        Assert.Equal("atom", self.GetPrefixOfNamespace(self.Name.Namespace));

        foreach (var item in channel.Elements("item"))
        {
            Assert.True(item.Elements("title").Any() || item.Elements("description").Any());
            CheckAddress(Assert.Single(item.Elements("link")).Value);
            CheckMoment(Assert.Single(item.Elements("pubDate")).Value);
            var guid = Assert.Single(item.Elements("guid"));
            Assert.Equal("false", (string?)guid.Attribute("isPermaLink"));
            Assert.Matches(UuidUrn(), guid.Value);
            var encoded = Assert.Single(item.Elements(Content + "encoded"));
            Assert.Equal("content", encoded.GetPrefixOfNamespace(Content));
            // Not even once: it would be a mail address.
            Assert.Empty(item.Elements("author"));
            // Markup is escaped, not a part of the document.
            Assert.All(item.Elements(), element => Assert.False(element.HasElements));
        }

        CheckUnique(channel.Elements("item").Select(item => item.Element("guid")!.Value));
        return channel;
    }

    /// <summary>RFC 4287.</summary>
    /// <returns>The feed.</returns>
    public static XElement CheckAtom(byte[] content)
    {
        var feed = Load(content).Root!;
        Assert.Equal(Atom + "feed", feed.Name);
        Assert.NotEmpty((string?)feed.Attribute(XNamespace.Xml + "lang") ?? "");
        CheckIdentity(feed);
        Assert.NotEmpty(Assert.Single(feed.Elements(Atom + "author")).Element(Atom + "name")!.Value);

        // 4.1.1: a self link should be there; no two alternates of one type and language.
        CheckAddress((string)Assert.Single(feed.Elements(Atom + "link"), link => (string?)link.Attribute("rel") == "self").Attribute("href")!);
        Assert.Single(feed.Elements(Atom + "link"), link => (string?)link.Attribute("rel") == "alternate");
        Assert.All(feed.Elements(Atom + "link"), link => CheckAddress((string)link.Attribute("href")!));

        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            CheckIdentity(entry);
            CheckAddress((string)Assert.Single(entry.Elements(Atom + "link"), link => (string?)link.Attribute("rel") == "alternate").Attribute("href")!);
            CheckTimestamp(Assert.Single(entry.Elements(Atom + "published")).Value);
            var text = Assert.Single(entry.Elements(Atom + "content"));
            Assert.Equal("html", (string?)text.Attribute("type"));
            // 4.1.3.3: with type html the text is escaped and has no child elements.
            Assert.False(text.HasElements);
            Assert.Single(entry.Elements(Atom + "summary"));
            Assert.All(entry.Elements(Atom + "category"), category => Assert.NotEmpty((string?)category.Attribute("term") ?? ""));
            Assert.All(entry.Elements(Atom + "author"), author => Assert.NotEmpty(author.Element(Atom + "name")!.Value));
        }

        CheckUnique(feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")!.Value));
        return feed;
    }

    /// <summary>JSON Feed 1.1.</summary>
    /// <returns>The feed.</returns>
    public static JsonElement CheckJson(byte[] content)
    {
        var feed = JsonDocument.Parse(content).RootElement;
        Assert.Equal("https://jsonfeed.org/version/1.1", feed.GetProperty("version").GetString());
        Assert.NotEmpty(feed.GetProperty("title").GetString()!);
        Assert.NotEmpty(feed.GetProperty("language").GetString()!);
        CheckAddress(feed.GetProperty("feed_url").GetString()!);
        CheckAddress(feed.GetProperty("home_page_url").GetString()!);
        foreach (var item in feed.GetProperty("items").EnumerateArray())
        {
            Assert.NotEmpty(item.GetProperty("id").GetString()!);
            CheckAddress(item.GetProperty("url").GetString()!);
            Assert.Equal(JsonValueKind.String, item.GetProperty("content_html").ValueKind);
            CheckTimestamp(item.GetProperty("date_published").GetString()!);
            CheckTimestamp(item.GetProperty("date_modified").GetString()!);
            Assert.All(item.GetProperty("tags").EnumerateArray(), tag => Assert.NotEmpty(tag.GetString()!));
            if (item.TryGetProperty("authors", out var authors))
            {
                Assert.All(authors.EnumerateArray(), author => Assert.NotEmpty(author.GetProperty("name").GetString()!));
            }
        }

        CheckUnique(feed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
        return feed;
    }

    /// <summary>Reads to the end, with every check that a parser has.</summary>
    public static XDocument Load(byte[] content)
    {
        // No byte order mark: it is not part of UTF-8 to every reader.
        Assert.Equal((byte)'<', content[0]);
        using var reader = XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true });
        return XDocument.Load(reader);
    }

    public static void CheckAddress(string address)
    {
        Assert.True(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https", address);
        Assert.Matches(AddressCharacters(), address);
    }

    public static void CheckTimestamp(string text)
    {
        Assert.Matches(Rfc3339(), text);
        Assert.True(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _), text);
    }

    private static void CheckIdentity(XElement element)
    {
        Assert.Matches(UuidUrn(), Assert.Single(element.Elements(Atom + "id")).Value);
        Assert.Single(element.Elements(Atom + "title"));
        CheckTimestamp(Assert.Single(element.Elements(Atom + "updated")).Value);
    }

    private static void CheckMoment(string text)
    {
        var match = Rfc822().Match(text);
        Assert.True(match.Success, text);
        var day = DateTime.ParseExact(match.Groups["day"].Value, "dd MMM yyyy", CultureInfo.InvariantCulture);
        Assert.Equal(day.ToString("ddd", CultureInfo.InvariantCulture), match.Groups["name"].Value);
    }

    private static void CheckUnique(IEnumerable<string> ids)
    {
        var all = ids.ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [GeneratedRegex("^(?<name>Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>[0-9]{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4}) [0-9]{2}:[0-9]{2}:[0-9]{2} (Z|GMT|[+-][0-9]{4})$", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Rfc822();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Rfc3339();

    [GeneratedRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", RegexOptions.None, 30_000)]
    private static partial Regex UuidUrn();

    // RFC 3986: all else is percent-encoded.
    [GeneratedRegex(@"^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$", RegexOptions.None, 30_000)]
    private static partial Regex AddressCharacters();
}
