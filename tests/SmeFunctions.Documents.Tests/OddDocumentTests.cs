
namespace SmeFunctions.Documents.Tests;

/// <summary>Documents as they come when nobody looked at them before: copied out of pages, of other generators, with wrong endings.</summary>
public sealed class OddDocumentTests
{
    [Theory]
    // A page of a Chinese authority without a blank line, its way without a label, the next page at its end.
    [InlineData("bare-copy.zh-Hans.txt")]
    // One of Taiwan: years of the Republic, other words for all that a page has.
    [InlineData("republic.zh-Hant.txt")]
    // What is drawn with signs.
    [InlineData("ruled.en.txt")]
    public void Reads_a_page(string name) => GoldenDocument.AssertExpected(name, GoldenDocument.Document(GoldenDocument.Read(name, GoldenDocument.Bytes(name))));

    [Theory]
    [InlineData("A talk on 2018-03-04\n\nIt was held in the town.\n\nMore text.\n", "A talk on 2018-03-04", null)]
    [InlineData("2018-03-04 is the day\n\nIt was held in the town.\n", "2018-03-04 is the day", null)]
    [InlineData("The Letter  2018-03-04\n\nA talk\n\nIt was held in the town.\n", "A talk", "2018-03-04")]
    [InlineData("A talk\nThe Letter 2018-03-04\n\nIt was held in the town.\n", "A talk", "2018-03-04")]
    [InlineData("Current location: | Home | News\nThe Letter 2018-03-04\nA talk\n\nIt was held in the town.\n", "A talk", "2018-03-04")]
    public void A_day_in_a_headline_is_part_of_it(string text, string title, string? published)
    {
        var document = GoldenDocument.Document("a.txt", text);

        Assert.Equal((title, published), (document.Title, document.Published?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("首页 > 新闻 > 通知\n一个通知\n\n正文在此。\n", "首页|新闻|通知")]
    [InlineData("網站首頁 » 最新消息\n一個通知\n\n內文在此。\n", "網站首頁|最新消息")]
    [InlineData("Home › News\nA notice\n\nIts text.\n", "Home|News")]
    [InlineData("Home comforts > all\n\nIts text.\n", "")]
    [InlineData("Homes > flats\n\nIts text.\n", "")]
    public void A_way_from_the_home_page_needs_no_label(string text, string crumbs) =>
        Assert.Equal(crumbs, string.Join('|', GoldenDocument.Document("a.txt", text).Breadcrumb));

    [Theory]
    [InlineData("106/01/04", "2017-01-04")]
    [InlineData("106年1月4日", "2017-01-04")]
    [InlineData("民國106年1月4日 10:30", "2017-01-04")]
    [InlineData("中華民國 99 年 1 月 4 日", "2010-01-04")]
    public void Years_of_the_Republic_are_understood(string stated, string day) =>
        Assert.Equal(day, GoldenDocument.Document("a.txt", $"標題在此\n發布時間：{stated}\n\n內文。\n").Published?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("{\n  \"title\": \"A post\"\n}\n\nThe text.\n", "The front matter is JSON")]
    [InlineData("---\ntitle: A post\ndate: 2018-01-02\n\n# A heading\n\nThe text.\n", "The front matter has no end")]
    [InlineData("\uFEFF---\r\ntitle: A post\r\n\r\nThe text.\r\n", "The front matter has no end")]
    public void Says_what_is_wrong_with_front_matter_that_is_none(string text, string sentence)
    {
        var error = GoldenDocument.Rejection(GoldenDocument.Read("a.md", text));

        Assert.Equal(("front-matter", 1), (error.Code, error.Line));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---\n\n# A headline\n\nText: after it.\n")]
    [InlineData("+++ \n\n# A headline\n\nText.\n")]
    [InlineData("{\n\n# A headline\n\nText.\n}\n")]
    public void What_only_begins_like_front_matter_is_text(string text) => Assert.Equal("A headline", GoldenDocument.Document("a.md", text).Title);

    [Theory]
    [InlineData("🎉🚀 Big news 👨‍👩‍👧 for SMEs ❤️", "big-news-for-smes")]
    [InlineData("❤️ first", "first")]
    [InlineData("🎉🎉🎉", "")]
    [InlineData("葛󠄀城", "葛城")]
    [InlineData("हिन्दी में", "हिन्दी-में")]
    public void Signs_leave_nothing_in_an_address(string title, string slug) => Assert.Equal(slug, Slugs.Create(title));

    [Theory]
    [InlineData("A plain page.txt", "<!DOCTYPE html><html><head><title>Really HTML</title></head><body><h1>Really HTML</h1><p>It was saved with the wrong ending, and is long enough to be an article of its own.</p></body></html>", "Really HTML")]
    [InlineData("a.html", "---\ntitle: Really Markdown\n---\nText.\n", "Really Markdown")]
    [InlineData("a.docx", "Really plain text\n\nWith a paragraph.\n", "Really plain text")]
    [InlineData("no ending", "# Really Markdown\n\nText.\n", "Really Markdown")]
    public void The_ending_of_a_name_decides_nothing(string name, string text, string title) =>
        Assert.Equal(title, GoldenDocument.Document(name, text).Title);

    [Fact]
    public void A_Word_document_may_be_named_as_it_likes() =>
        Assert.Equal("A Word file", GoldenDocument.Document(GoldenDocument.Read("en/a.md", WordFile.Of(WordFile.P("A Word file") + WordFile.P("It has a text.")))).Title);
}
