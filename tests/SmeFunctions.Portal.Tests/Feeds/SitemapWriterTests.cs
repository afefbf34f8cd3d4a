using System.Text;
using CsCheck;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Portal.Tests.Feeds;

public sealed class SitemapWriterTests
{
    private static readonly Uri _page = new("https://portal.example/en/articles/a");

    [Fact]
    public void Whatever_a_title_is_the_news_sitemap_is_well_formed_and_says_it() =>
        Gen.String[Gen.Char, 0, 40].Sample(title =>
        {
            var news = Assert.Single(SitemapRules.CheckNews(SitemapWriter.WriteNews([new NewsEntry(_page, "x" + title, "en", new DateOnly(2026, 3, 1), title)])));

            Assert.Equal(XmlText.Clean(title).ReplaceLineEndings("\n").Trim(), news.Descendants(SitemapRules.News + "title").Single().Value.ReplaceLineEndings("\n").Trim());
        });

    [Theory]
    [InlineData("<script>]]>&amp;\0\ud800")]
    [InlineData("\ud83d\ude00")]
    public void A_hostile_title_is_text(string title) =>
        Assert.Equal(
            XmlText.Clean(title),
            Assert.Single(SitemapRules.CheckNews(SitemapWriter.WriteNews([new NewsEntry(_page, "The Portal", "en", new DateOnly(2026, 3, 1), title)]))).Descendants(SitemapRules.News + "title").Single().Value);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void The_largest_sitemap_there_can_be_keeps_the_limits(int languages)
    {
        var addresses = new PublicAddresses(new Uri($"https://{string.Join('.', Enumerable.Repeat(new string('a', 50), 4))}.{new string('b', 40)}:12345/"));
        var count = SitemapService.GetPartSize(languages) * 6 / 5;
        var entries = Enumerable.Range(0, count).Select(i =>
        {
            var page = addresses.Article("zho", new string('会', Slugs.MaxLength + 40 - 5) + i.ToString("D5", System.Globalization.CultureInfo.InvariantCulture));
            return new SitemapEntry(page, DateTimeOffset.UnixEpoch) { Alternates = [.. Enumerable.Range(0, languages).Select(l => ("z" + (char)('a' + l), page)), ("x-default", page)] };
        });

        var content = SitemapWriter.WritePages(entries);

        Assert.Equal(count, SitemapRules.CheckPages(content).Count);
        Assert.InRange(content.Length, 20_000_000, 50_000_000);
    }

    [Theory]
    [InlineData("en-2017-01", "en", 2017, 1, 1)]
    [InlineData("zho-0001-12-2", "zho", 1, 12, 2)]
    [InlineData("en-2017-01-999999", "en", 2017, 1, 999_999)]
    public void A_name_is_read_and_written_alike(string text, string lang, int year, int month, int number)
    {
        Assert.Equal(new SitemapName(lang, year, month, number), SitemapName.Parse(text));
        Assert.Equal(text, SitemapName.Parse(text)!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("en")]
    [InlineData("en-2017-13")]
    [InlineData("en-2017-00")]
    [InlineData("en-2017-1")]
    [InlineData("en-2017-01-1")]
    [InlineData("en-2017-01-0")]
    [InlineData("en-2017-01-02")]
    [InlineData("en-2017-01-9999999")]
    [InlineData("EN-2017-01")]
    [InlineData("en-2017-01\n")]
    [InlineData("en-２０１７-01")]
    public void What_is_no_name_is_none(string text) => Assert.Null(SitemapName.Parse(text));

    [Fact]
    public void Text_files_have_no_mark_before_them() =>
        Assert.Equal("<?xml", Encoding.UTF8.GetString(SitemapWriter.WriteIndex([new SitemapEntry(_page, Modified: null)]).AsSpan(0, 5)));
}
