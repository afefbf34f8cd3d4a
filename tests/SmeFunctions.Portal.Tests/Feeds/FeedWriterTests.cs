using CsCheck;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Portal.Tests.Feeds;

public sealed class FeedWriterTests
{
    private static readonly PublicAddresses _addresses = new(new Uri("https://portal.example/"));
    private static readonly TimeZoneInfo _zone = new PortalOptions().FindTimeZone();

    // What XML takes only in part or not at all, what ends a section of it, and halves of pairs.
    private static readonly string[] _awkward =
    [
        "]]>", "<![CDATA[", "<script>alert(1)</script>", "&amp;", "&#0;", "<!--", "-->", "<?xml?>", "\"'", "\0", "\u0001", "\u001f", "\u000b", "\t", "\r\n",
        "\ufffe", "\uffff", "\ud800", "\udc00", "\ud83d\ude00", "\u0085", "\u2028", "中小企业", " ",
    ];

    private static readonly Gen<string> _hostile =
        Gen.OneOf(Gen.Int[0, _awkward.Length - 1].Select(i => _awkward[i]), Gen.Char.Select(c => c.ToString())).Array[0, 12].Select(string.Concat);

    [Fact]
    public void Rss_keeps_the_rules_and_says_all()
    {
        var channel = FeedRules.CheckRss(SyndicationWriter.WriteRss(FeedOf(Sample)));

        var item = Assert.Single(channel.Elements("item"));
        Assert.Equal(("SME Portal Online", "en", "15"), (channel.Element("title")!.Value, channel.Element("language")!.Value, channel.Element("ttl")!.Value));
        Assert.Equal("https://portal.example/en", channel.Element("link")!.Value);
        Assert.Equal("Fri, 06 Jan 2017 20:30:00 +0800", channel.Element("lastBuildDate")!.Value);
        Assert.Equal("A headline", item.Element("title")!.Value);
        Assert.Equal("https://portal.example/en/articles/2017-01-04-a-headline", item.Element("link")!.Value);
        Assert.Equal("Wed, 04 Jan 2017 00:00:00 +0800", item.Element("pubDate")!.Value);
        Assert.Equal("<p>Bread &amp; salt</p>", item.Element(FeedRules.Content + "encoded")!.Value);
        Assert.Equal("Bread &amp; salt", item.Element("description")!.Value);
        Assert.Equal("The Letter", item.Element(FeedRules.DublinCore + "creator")!.Value);
        Assert.Equal(["News", "trade"], item.Elements("category").Select(category => category.Value));
    }

    [Fact]
    public void Atom_keeps_the_rules_and_says_all()
    {
        var feed = FeedRules.CheckAtom(SyndicationWriter.WriteAtom(FeedOf(Sample)));

        var entry = Assert.Single(feed.Elements(FeedRules.Atom + "entry"));
        string Value(string name) => entry.Element(FeedRules.Atom + name)!.Value;
        Assert.Equal("SME Portal Online", feed.Element(FeedRules.Atom + "title")!.Value);
        Assert.Equal(("A headline", "<p>Bread &amp; salt</p>", "Bread & salt"), (Value("title"), Value("content"), Value("summary")));
        Assert.Equal(("2017-01-04T00:00:00+08:00", "2017-01-06T12:30:00Z"), (Value("published"), Value("updated")));
        Assert.Equal("The Letter", entry.Element(FeedRules.Atom + "author")!.Value);
        Assert.Equal(["News", "trade"], entry.Elements(FeedRules.Atom + "category").Select(category => (string?)category.Attribute("term")));
    }

    [Fact]
    public void A_json_feed_keeps_the_rules_and_says_all()
    {
        var feed = FeedRules.CheckJson(JsonFeedWriter.Write(FeedOf(Sample)));

        var item = feed.GetProperty("items")[0];
        Assert.Equal("https://portal.example/api/feeds/en.rss", feed.GetProperty("feed_url").GetString());
        Assert.Equal(
            ("https://portal.example/en/articles/2017-01-04-a-headline", "A headline", "<p>Bread &amp; salt</p>", "2017-01-04T00:00:00+08:00", "en", "The Letter"),
            (item.GetProperty("url").GetString(), item.GetProperty("title").GetString(), item.GetProperty("content_html").GetString(),
                item.GetProperty("date_published").GetString(), item.GetProperty("language").GetString(), item.GetProperty("authors")[0].GetProperty("name").GetString()));
        Assert.Equal(["News", "trade"], item.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.False(feed.TryGetProperty("hubs", out _));
    }

    [Fact]
    public void A_hub_is_named_in_each_form()
    {
        var feed = FeedOf(Sample) with { Hubs = [new Uri("https://hub.example/?a=1&b=2")] };

        static IEnumerable<string?> Of(System.Xml.Linq.XElement element) =>
            element.Elements(FeedRules.Atom + "link").Where(link => (string?)link.Attribute("rel") == "hub").Select(link => (string?)link.Attribute("href"));
        Assert.Equal(["https://hub.example/?a=1&b=2"], Of(FeedRules.CheckRss(SyndicationWriter.WriteRss(feed))));
        Assert.Equal(["https://hub.example/?a=1&b=2"], Of(FeedRules.CheckAtom(SyndicationWriter.WriteAtom(feed))));
        Assert.Equal("""[{"type":"WebSub","url":"https://hub.example/?a=1&b=2"}]""", FeedRules.CheckJson(JsonFeedWriter.Write(feed)).GetProperty("hubs").GetRawText());
    }

    [Fact]
    public void A_feed_without_articles_is_a_feed()
    {
        var feed = FeedOf(Sample) with { Items = [] };

        Assert.Empty(FeedRules.CheckRss(SyndicationWriter.WriteRss(feed)).Elements("item"));
        Assert.Empty(FeedRules.CheckAtom(SyndicationWriter.WriteAtom(feed)).Elements(FeedRules.Atom + "entry"));
        Assert.Equal(0, FeedRules.CheckJson(JsonFeedWriter.Write(feed)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void An_article_is_the_same_to_a_reader_wherever_the_site_is()
    {
        var here = FeedItem.Create(Sample, _addresses, _zone);
        var there = FeedItem.Create(Sample, new PublicAddresses(new Uri("http://other.example/")), _zone);
        var another = FeedItem.Create(Sample with { Slug = "2017-01-04-another" }, _addresses, _zone);

        Assert.Equal(here.Id, there.Id);
        Assert.NotEqual(here.Page, there.Page);
        Assert.NotEqual(here.Id, another.Id);
    }

    [Theory]
    [InlineData("""<p><img alt="a > b" src="/media/a.png"> <img src="/media/b.png"></p>""", """<p><img alt="a > b" src="https://portal.example/media/a.png"> <img src="https://portal.example/media/b.png"></p>""")]
    [InlineData("""<p>Write src="/media/a.png" so.</p>""", """<p>Write src="/media/a.png" so.</p>""")]
    [InlineData("""<img src="https://other.example/a.png">""", """<img src="https://other.example/a.png">""")]
    [InlineData("""<img src="//other.example/a.png">""", """<img src="//other.example/a.png">""")]
    public void An_image_of_the_site_has_its_whole_address(string html, string expected) =>
        Assert.Equal(expected, FeedItem.Create(Sample with { Html = html }, _addresses, _zone).Html);

    [Fact]
    public void A_chinese_slug_is_percent_encoded() =>
        Assert.Equal(
            "https://portal.example/zh/articles/2017-01-04-%E4%BC%9A",
            FeedItem.Create(Sample with { Lang = "zh", Slug = "2017-01-04-会" }, _addresses, _zone).Page.AbsoluteUri);

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void The_first_and_the_last_day_there_is_are_days_like_others(int year) =>
        Assert.Equal(year, FeedItem.Create(Sample with { Published = new DateOnly(year, 1, 1) }, _addresses, _zone).Published.Year);

    [Fact]
    public void Whatever_documents_say_a_feed_is_well_formed_and_says_it() =>
        Gen.Select(_hostile, _hostile, _hostile, _hostile).Sample((title, html, name, tag) =>
        {
            var article = Sample with { Title = title, Html = html, Summary = html, Source = name, Tags = [tag], Section = new Section("news", tag) };
            var feed = FeedOf(article) with { SiteName = "x" + XmlText.Clean(name), Title = "x" + XmlText.Clean(title) };

            var rss = FeedRules.CheckRss(SyndicationWriter.WriteRss(feed)).Element("item")!;
            var atom = FeedRules.CheckAtom(SyndicationWriter.WriteAtom(feed)).Element(FeedRules.Atom + "entry")!;
            var json = FeedRules.CheckJson(JsonFeedWriter.Write(feed)).GetProperty("items")[0];

            Assert.Equal(Shown(title), Shown(rss.Element("title")!.Value));
            Assert.Equal(Shown(html), Shown(rss.Element(FeedRules.Content + "encoded")!.Value));
            Assert.Equal(Shown(title), Shown(atom.Element(FeedRules.Atom + "title")!.Value));
            Assert.Equal(Shown(html), Shown(atom.Element(FeedRules.Atom + "content")!.Value));
            Assert.Equal(XmlText.Clean(title), json.GetProperty("title").GetString());
            Assert.Equal(XmlText.Clean(html), json.GetProperty("content_html").GetString());
        });

    [Fact]
    public void What_xml_takes_is_kept_and_what_it_does_not_take_is_left_out() =>
        _hostile.Sample(text =>
        {
            var clean = XmlText.Clean(text);

            System.Xml.XmlConvert.VerifyXmlChars(clean);
            Assert.Equal(clean, XmlText.Clean(clean));
            Assert.Equal(
                text.EnumerateRunes().Where(rune => rune.Value is 9 or 10 or 13 or (>= 0x20 and < 0xFFFD) or >= 0x10000).Select(rune => rune.ToString()),
                clean.EnumerateRunes().Where(rune => rune.Value != 0xFFFD).Select(rune => rune.ToString()));
        });

    internal static Article Sample { get; } = new()
    {
        Slug = "2017-01-04-a-headline",
        Lang = "en",
        Title = "A headline",
        Published = new DateOnly(2017, 1, 4),
        Source = "The Letter",
        Tags = ["trade", "News"],
        Section = new Section("news", "News"),
        Breadcrumb = ["Root", "News"],
        Summary = "Bread & salt",
        Html = "<p>Bread &amp; salt</p>",
        Text = "Bread & salt",
        Updated = new DateTimeOffset(2017, 1, 6, 12, 30, 0, TimeSpan.Zero),
        Translations = [],
    };

    internal static Feed FeedOf(Article article) => new()
    {
        Id = Feed.CreateId("feed", "en"),
        Title = "SME Portal Online",
        SiteName = "SME Portal Online",
        Lang = "en",
        Self = _addresses.Feed("en.rss", section: null),
        Page = _addresses.Home("en"),
        Hubs = [],
        Updated = TimeZoneInfo.ConvertTime(article.Updated, _zone),
        MinutesToLive = 15,
        Items = [FeedItem.Create(article, _addresses, _zone)],
    };

    // A parser makes line ends alike (XML 1.0 2.11); white space around an element's text is nobody's.
    private static string Shown(string text) => XmlText.Clean(text).ReplaceLineEndings("\n").Trim();
}
