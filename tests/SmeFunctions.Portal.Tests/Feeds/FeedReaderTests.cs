using System.Globalization;
using System.Text;
using CodeHollow.FeedReader;
using CodeHollow.FeedReader.Feeds;
using SmeFunctions.Portal.Feeds;
using Feed = SmeFunctions.Portal.Feeds.Feed;

namespace SmeFunctions.Portal.Tests.Feeds;

/// <summary>
/// Feeds as a program gets them that subscribes to them: read by a library for that, which shares nothing with what wrote them. It decodes an
/// article's text once more than it was encoded; titles it leaves alone.
/// </summary>
public sealed class FeedReaderTests
{
    [Theory]
    [InlineData("Bread, <b>salt</b> & \"tea\"")]
    [InlineData("<script>alert('1')</script>")]
    [InlineData("]]> ends a section, <![CDATA[ begins one, <!-- hides the rest")]
    [InlineData("&amp; is not & and &lt;i&gt; is not <i>")]
    [InlineData("</title></item><item><title>Another article")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>&b;")]
    [InlineData("中小企业服务“十条” 😀")]
    public void A_title_is_a_title_in_each_form(string title)
    {
        var feed = FeedWriterTests.FeedOf(FeedWriterTests.Sample with { Title = title }) with { Title = title };

        var rss = Read(SyndicationWriter.WriteRss(feed), FeedType.Rss_2_0);
        var atom = Read(SyndicationWriter.WriteAtom(feed), FeedType.Atom);

        Assert.Equal((title, title), (rss.Title, Assert.Single(rss.Items).Title));
        Assert.Equal((title, title), (atom.Title, Assert.Single(atom.Items).Title));
    }

    [Fact]
    public void A_reader_of_rss_finds_all_of_an_article()
    {
        var feed = Read(SyndicationWriter.WriteRss(FeedWriterTests.FeedOf(FeedWriterTests.Sample)), FeedType.Rss_2_0);

        Assert.Equal(("SME Portal Online", "https://portal.example/en", "en"), (feed.Title, feed.Link, feed.Language));
        Assert.Equal(new DateTime(2017, 1, 6, 12, 30, 0, DateTimeKind.Utc), feed.LastUpdatedDate?.ToUniversalTime());
        var item = Assert.Single(feed.Items);
        Assert.Equal(("A headline", "https://portal.example/en/articles/2017-01-04-a-headline"), (item.Title, item.Link));
        Assert.Equal(new DateTime(2017, 1, 3, 16, 0, 0, DateTimeKind.Utc), item.PublishingDate?.ToUniversalTime());
        Assert.Equal(("<p>Bread & salt</p>", "Bread &amp; salt"), (item.Content, item.Description));
        Assert.Equal(["News", "trade"], item.Categories);
        Assert.Equal(Feed.CreateId("article", FeedWriterTests.Sample.Slug).AbsoluteUri, item.Id);
        Assert.Equal("The Letter", Assert.IsType<Rss20FeedItem>(item.SpecificItem).DC.Creator);
    }

    [Fact]
    public void A_reader_of_atom_finds_all_of_an_article()
    {
        var feed = Read(SyndicationWriter.WriteAtom(FeedWriterTests.FeedOf(FeedWriterTests.Sample)), FeedType.Atom);

        Assert.Equal(("SME Portal Online", "https://portal.example/en"), (feed.Title, feed.Link));
        Assert.Equal(new DateTime(2017, 1, 6, 12, 30, 0, DateTimeKind.Utc), feed.LastUpdatedDate?.ToUniversalTime());
        var item = Assert.Single(feed.Items);
        Assert.Equal(("A headline", "https://portal.example/en/articles/2017-01-04-a-headline"), (item.Title, item.Link));
        Assert.Equal(new DateTime(2017, 1, 3, 16, 0, 0, DateTimeKind.Utc), item.PublishingDate?.ToUniversalTime());
        Assert.Equal(("<p>Bread & salt</p>", "Bread & salt", "The Letter"), (item.Content, item.Description, item.Author));
        Assert.Equal(["News", "trade"], item.Categories);
        Assert.Equal(Feed.CreateId("article", FeedWriterTests.Sample.Slug).AbsoluteUri, item.Id);
    }

    [Fact]
    public void A_reader_finds_as_many_articles_as_there_are_in_their_order()
    {
        var items = Enumerable.Range(1, 20)
            .Select(i => Assert.Single(FeedWriterTests.FeedOf(FeedWriterTests.Sample with { Slug = $"2017-01-04-{i}", Title = i.ToString(CultureInfo.InvariantCulture) }).Items))
            .ToList();
        var feed = FeedWriterTests.FeedOf(FeedWriterTests.Sample) with { Items = items };

        Assert.Equal(items.Select(item => item.Title), Read(SyndicationWriter.WriteRss(feed), FeedType.Rss_2_0).Items.Select(item => item.Title));
        Assert.Equal(items.Select(item => item.Title), Read(SyndicationWriter.WriteAtom(feed), FeedType.Atom).Items.Select(item => item.Title));
    }

    private static CodeHollow.FeedReader.Feed Read(byte[] content, FeedType expected)
    {
        var feed = FeedReader.ReadFromString(Encoding.UTF8.GetString(content));
        Assert.Equal(expected, feed.Type);
        return feed;
    }
}
