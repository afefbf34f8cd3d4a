using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SmeFunctions.Documents.Tests;

public sealed class PortalPageReaderTests
{
    private const string First = "The first paragraph of this page is a sentence that is long enough to be taken for a whole one, and not for a broken line.";
    private const string Second = "The second paragraph is here, too, and it also is longer than the hundred characters that a line of an old screen may have.";
    private const string Body = First + "\n\n" + Second;

    public static TheoryData<string> Goldens =>
        [.. Directory.GetFiles(SampleDocuments.Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    public static TheoryData<string> Samples
    {
        get
        {
            var folder = Path.Combine(SampleDocuments.Root, "seeds");
            return [.. Directory.GetFiles(folder, "*.txt", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))];
        }
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Finds_what_the_golden_file_says(string name)
    {
        var text = File.ReadAllText(Path.Combine(SampleDocuments.Folder, name + ".txt"));
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(SampleDocuments.Folder, name + ".json")));

        var found = SampleDocuments.ToJson(SampleDocuments.Accepted(text));

        Assert.True(JsonNode.DeepEquals(expected, found), found.ToString());
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Finds_the_same_whatever_the_line_ends_and_spaces_are(string name)
    {
        var text = File.ReadAllText(Path.Combine(SampleDocuments.Folder, name + ".txt"));
        var expected = SampleDocuments.ToJson(SampleDocuments.Accepted(text)).ToJsonString();

        foreach (var variant in (string[])
            [
                text.Replace("\n", "\r\n", StringComparison.Ordinal),
                text.Replace('\n', '\r'),
                text.Replace("     ", "\t", StringComparison.Ordinal),
                text.Replace(' ', '\u00A0'),
                text.Replace("     ", "　　", StringComparison.Ordinal),
                text.Replace("\n\n", "\n \t\n\n\n", StringComparison.Ordinal),
                text.Replace("\n", "  \n", StringComparison.Ordinal),
                "\uFEFF" + text,
                "\n\n" + text + "\n\u001A",
            ])
        {
            Assert.Equal(expected, SampleDocuments.ToJson(SampleDocuments.Accepted(variant)).ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Reads_every_sample_of_the_repository(string path)
    {
        var document = SampleDocuments.Accepted(File.ReadAllText(Path.Combine(SampleDocuments.Root, "seeds", path)));

        Assert.NotEmpty(document.Title);
        Assert.InRange(document.Published!.Value, new DateOnly(2015, 1, 1), new DateOnly(2030, 1, 1));
        Assert.NotNull(document.Source);
        Assert.Equal(2, document.Breadcrumb.Count);
        Assert.NotNull(document.Visits);
        Assert.True(SampleDocuments.Paragraphs(document).Length >= 3);
        Assert.Empty(document.Warnings);
        foreach (var furniture in (string[])
            ["Home Page", "Current location", "Contact Us", "Sponsor:", "Undertaker:", "Viewed", "设为首页", "当前位置", "联系我们", "主办单位", "承办单位", "浏览次数"])
        {
            Assert.DoesNotContain(furniture, document.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2017-01-04", "2017-01-04")]
    [InlineData("2017-1-4", "2017-01-04")]
    [InlineData("2017/01/04", "2017-01-04")]
    [InlineData("2017.1.4", "2017-01-04")]
    [InlineData("2017年1月4日", "2017-01-04")]
    [InlineData("2017 年 1 月 4 日", "2017-01-04")]
    [InlineData("Jan 4, 2017", "2017-01-04")]
    [InlineData("Jan. 4 2017", "2017-01-04")]
    [InlineData("January 4th, 2017", "2017-01-04")]
    [InlineData("SEPT. 30, 2017", "2017-09-30")]
    [InlineData("4 January 2017", "2017-01-04")]
    [InlineData("1st May 2017", "2017-05-01")]
    [InlineData("2016-02-29", "2016-02-29")]
    [InlineData("2017-01-04 08:30", "2017-01-04")]
    [InlineData("2017-01-04T23:59:59.123Z", "2017-01-04")]
    [InlineData("2017-01-04 23:59:59 +08:00", "2017-01-04")]
    [InlineData("2017年1月4日 08：30", "2017-01-04")]
    [InlineData("Jan 4, 2017 8:30 a.m.", "2017-01-04")]
    [InlineData("2017年1月4日10:30", "2017-01-04")]
    [InlineData("2017年01月04日 10时30分", "2017-01-04")]
    [InlineData("2017年1月4日 10时30分05秒", "2017-01-04")]
    [InlineData("2017年1月4日 上午10:30", "2017-01-04")]
    [InlineData("2017年1月4日 星期三", "2017-01-04")]
    [InlineData("2017年1月4日（周三）10:30", "2017-01-04")]
    [InlineData("2017-01-04 星期三 10:30", "2017-01-04")]
    [InlineData("2017-01-04 (Wed) 10:30", "2017-01-04")]
    [InlineData("２０１７年１月４日", "2017-01-04")]
    [InlineData("二〇一七年一月四日", "2017-01-04")]
    [InlineData("二○一七年一月四日 10:30", "2017-01-04")]
    [InlineData("Wednesday, January 4, 2017", "2017-01-04")]
    [InlineData("Wed Jan 4 2017", "2017-01-04")]
    [InlineData("Wed, 4 Jan 2017 10:30", "2017-01-04")]
    [InlineData("Jan 4,2017", "2017-01-04")]
    [InlineData("Jan.4, 2017", "2017-01-04")]
    [InlineData("Jan 4 2017, 10:30", "2017-01-04")]
    [InlineData("4 January 2017, 10:30 PM", "2017-01-04")]
    [InlineData("2017-01-04, 10:30", "2017-01-04")]
    [InlineData("04-Jan-2017", "2017-01-04")]
    [InlineData("Jan-04-2017", "2017-01-04")]
    [InlineData("2017-Jan-04", "2017-01-04")]
    [InlineData("二〇一七年十二月三十一日", "2017-12-31")]
    [InlineData("一九九九年十月二十日", "1999-10-20")]
    public void Takes_every_form_of_a_date(string date, string expected)
    {
        foreach (var line in (string[])[date, $"Published: {date}", $"发布时间：{date}", $"({date})", $"{date}     The Letter     visits:3", $"Source: The Letter {date}"])
        {
            var document = SampleDocuments.Accepted($"A headline\n\n{line}\n\n{Body}");

            Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), document.Published);
            Assert.Equal(Body, document.Text);
            Assert.Empty(document.Warnings);
        }
    }

    [Theory]
    [InlineData("2017-02-30")]
    [InlineData("2017-13-01")]
    [InlineData("2017-00-10")]
    [InlineData("2017年4月31日")]
    [InlineData("February 29, 2017")]
    [InlineData("0 January 2017")]
    [InlineData("0017-01-04")]
    public void Warns_of_a_day_that_never_was(string date)
    {
        var document = SampleDocuments.Accepted($"A headline\n\n{date}     The Letter\n\n{Body}");

        Assert.Null(document.Published);
        Assert.Equal("The Letter", document.Source);
        Assert.Equal([$"'{date}' is no day of the calendar."], document.Warnings);
        Assert.Equal(Body, document.Text);
    }

    [Theory]
    [InlineData("201-01-04")]
    [InlineData("2017-01/04")]
    [InlineData("2017-01-041")]
    [InlineData("Janus 4, 2017")]
    [InlineData("4-1-2017")]
    [InlineData("2017年1月4日周刊")]
    [InlineData("一七年一月四日")]
    public void Takes_no_other_number_for_a_date(string text)
    {
        var document = SampleDocuments.Accepted($"A headline\n\n{text}\n\n{Body}");

        Assert.Null(document.Published);
        Assert.Equal(text, SampleDocuments.Paragraphs(document)[0]);
    }

    [Theory]
    [InlineData("Updated: in spring 2017", "in spring 2017")]
    [InlineData("发布时间：2017年春", "2017年春")]
    [InlineData("Date: 12-14 March 2017", "12-14 March 2017")]
    public void Warns_of_a_labelled_date_that_it_does_not_understand(string item, string date)
    {
        foreach (var line in (string[])[$"{item}     Source: The Letter     visits:7", $"visits:7     Source: The Letter     {item}", $"Source: The Letter | {item} | visits:7"])
        {
            var document = SampleDocuments.Accepted($"A headline\n\n{line}\n\n{Body}");

            Assert.Equal((null, "The Letter", 7L), (document.Published, document.Source, document.Visits));
            Assert.Equal([$"'{date}' is not understood as a date; write it as 2017-01-04."], document.Warnings);
            Assert.Equal(Body, document.Text);
        }
    }

    [Theory]
    [InlineData("Time: 20 questions for exporters")]
    [InlineData("Date: 12 to 14 March 2017")]
    public void Takes_a_headline_that_begins_like_a_labelled_date(string title) => Assert.Equal(title, SampleDocuments.Accepted($"{title}\n\n{Body}").Title);

    [Fact]
    public void Keeps_the_name_of_a_paper_that_is_a_day_of_the_week() =>
        Assert.Equal("The Harbour Sun", SampleDocuments.Accepted($"A headline\n\nSource: The Harbour Sun Jan 4 2017\n\n{Body}").Source);

    [Theory]
    [InlineData("2017-01-04     The Letter     visits:7")]
    [InlineData("2017-01-04 The Letter visits: 7")]
    [InlineData("2017-01-04 | The Letter | 7 views")]
    [InlineData("visits: 7  The Letter  2017-01-04")]
    [InlineData("Source: The Letter  Date: 2017-01-04  Viewed 7 times")]
    [InlineData("[2017-01-04] [Source: The Letter] [Hits: 7]")]
    [InlineData("来源：The Letter 发布时间：2017-01-04 浏览次数：7次")]
    [InlineData("发布时间：2017-01-04　来源：The Letter　阅读量 7")]
    [InlineData("文章来源: The Letter | 日期: 2017年1月4日 | 点击数(7)")]
    [InlineData("Date: 2017-01-04\nSource: The Letter\nViews: 7")]
    [InlineData("visits:7\n\nSource: The Letter\n\n2017-01-04")]
    public void Takes_date_source_and_visits_in_any_form_and_order(string meta)
    {
        foreach (var text in (string[])[$"A headline\n\n{meta}\n\n{Body}", $"{meta}\n\nA headline\n\n{Body}"])
        {
            var document = SampleDocuments.Accepted(text);

            Assert.Equal("A headline", document.Title);
            Assert.Equal(new DateOnly(2017, 1, 4), document.Published);
            Assert.Equal("The Letter", document.Source);
            Assert.Equal(7, document.Visits);
            Assert.Equal(Body, document.Text);
        }
    }

    [Theory]
    [InlineData("2017-01-04  The Letter  Author: A. Lee  visits:7")]
    [InlineData("Author: A. Lee | Source: The Letter | 2017-01-04 | Editor: B. Wu | Views: 7")]
    [InlineData("来源：The Letter 作者：A. Lee 发布时间：2017-01-04 责任编辑：某某 浏览次数：7 字号：【大 中 小】 【打印】【关闭】")]
    [InlineData("Source: The Letter\nBy: A. Lee\n2017-01-04\nHits: 7\nFont size: A A A\nEditor: B. Wu")]
    public void Takes_the_author_and_leaves_out_what_stands_beside(string meta)
    {
        var document = SampleDocuments.Accepted($"A headline\n\n{meta}\n\n{Body}");

        Assert.Equal("A. Lee", document.Author);
        Assert.Equal("The Letter", document.Source);
        Assert.Equal(new DateOnly(2017, 1, 4), document.Published);
        Assert.Equal(7, document.Visits);
        Assert.Equal(Body, document.Text);
    }

    [Theory]
    [InlineData("Current location: | Root | News", "Root,News")]
    [InlineData("Current location: Root | News", "Root,News")]
    [InlineData("You are here: Root > News", "Root,News")]
    [InlineData("You are here: Root >> News", "Root,News")]
    [InlineData("Your position: Root » News › Local", "Root,News,Local")]
    [InlineData("Location: Root / News", "Root,News")]
    [InlineData("Current location: Root - News", "Root,News")]
    [InlineData("Current location: Root-News-Local", "Root,News,Local")]
    [InlineData("Current location: English-sme", "English-sme")]
    [InlineData("Current location | Root | News", "Root,News")]
    [InlineData("当前位置：首页 > 新闻 > 正文", "首页,新闻")]
    [InlineData("您的位置：首页-新闻", "首页,新闻")]
    [InlineData("當前位置：首頁 》 新聞", "首頁,新聞")]
    [InlineData("所在位置: 首页／新闻", "首页,新闻")]
    public void Takes_the_breadcrumb_whatever_parts_it(string line, string expected)
    {
        var document = SampleDocuments.Accepted($"{line}\n\nA headline\n\n{Body}");

        Assert.Equal(expected.Split(','), document.Breadcrumb);
        Assert.Equal("A headline", document.Title);
        Assert.Equal(Body, document.Text);
    }

    [Theory]
    [InlineData("Make The Letter Your Home Page 简体中文")]
    [InlineData("English")]
    [InlineData("设为首页 | 加入收藏")]
    [InlineData("Home | RSS | Login | English Version")]
    [InlineData("| 中文版 |")]
    public void Leaves_out_the_site_s_own_line(string line)
    {
        var document = SampleDocuments.Accepted($"{line}\n\nA headline\n\n{Body}");

        Assert.Equal("A headline", document.Title);
        Assert.Equal(Body, document.Text);
    }

    [Theory]
    [InlineData("Make your shop a home page of the street")]
    [InlineData("English lessons for exporters")]
    [InlineData("Home improvements pay")]
    public void Takes_a_headline_that_begins_like_a_site_line(string title) =>
        Assert.Equal(title, SampleDocuments.Accepted($"{title}\n\n{Body}").Title);

    [Theory]
    [InlineData("About 330 enterprises took part.")]
    [InlineData("Sponsor: that is what a form calls the one who pays.")]
    [InlineData("Contact with buyers is what counts.")]
    [InlineData("Source: the statistics of last year, which nobody doubts, were printed twice, in two different years, by two different offices.")]
    [InlineData("2017年1月4日，会议在港口举行。")]
    [InlineData("On 2017-01-04 the desk was opened.")]
    [InlineData("2017-01-04 was the day on which the desk was opened to all.")]
    [InlineData("Views: many people hold them.")]
    [InlineData("Current location data is needed.")]
    [InlineData("主办单位很多。")]
    [InlineData("From: here to there, said the captain.")]
    [InlineData("By: no means, said the mate.")]
    [InlineData("Print")]
    [InlineData("Share what you know.")]
    [InlineData("编辑部来信说，读者很多。")]
    public void Keeps_a_paragraph_that_begins_like_a_label(string paragraph)
    {
        Assert.Equal([paragraph, First, Second], SampleDocuments.Paragraphs(SampleDocuments.Accepted($"A headline\n\n{paragraph}\n\n{Body}")));
        Assert.Equal([First, paragraph, Second], SampleDocuments.Paragraphs(SampleDocuments.Accepted($"A headline\n\n{First}\n\n{paragraph}\n\n{Second}")));
    }

    [Theory]
    [InlineData("Viewed  0  Times", 0L)]
    [InlineData("About Us | Contact Us\nSponsor: The Board\nViewed 1,234 times", 1234L)]
    [InlineData("关于我们 | 联系我们\n浏览次数：9", 9L)]
    [InlineData("Sponsor: The Board\n1 Quay Street\n0000-1234567\nUndertaker: The Letter Co., Ltd.", null)]
    [InlineData("© 2019 The Letter", null)]
    [InlineData("京ICP备00000000号", null)]
    [InlineData("主办 承办", null)]
    public void Leaves_out_the_footer_and_takes_the_visits_from_it(string footer, long? visits)
    {
        var document = SampleDocuments.Accepted($"A headline\n\n{Body}\n\n{footer}");

        Assert.Equal(Body, document.Text);
        Assert.Equal(visits, document.Visits);
    }

    [Fact]
    public void Prefers_the_visits_below_the_headline() =>
        Assert.Equal(3, SampleDocuments.Accepted($"A headline\n\nvisits:3\n\n{Body}\n\nViewed 9 times").Visits);

    [Fact]
    public void Takes_lines_that_stand_together_for_one_paragraph_unless_they_are_whole_ones()
    {
        Assert.Equal(["One line", "and"], SampleDocuments.Paragraphs(SampleDocuments.Accepted("A headline\n\nOne\nline\n\nand")));
        Assert.Equal([First, Second], SampleDocuments.Paragraphs(SampleDocuments.Accepted($"A headline\n\n{First}\n{Second}")));
        Assert.Equal(["One.", "Two."], SampleDocuments.Paragraphs(SampleDocuments.Accepted("A headline\n\n  One.\n  Two.")));
        Assert.Equal(["第一段。", "第二段。"], SampleDocuments.Paragraphs(SampleDocuments.Accepted("标题\n\n第一段。\n第二段。")));
    }

    [Fact]
    public void Escapes_markup()
    {
        var document = SampleDocuments.Accepted("A <b>headline</b>\n\n<script>alert(\"1\")</script> & 'more' 中文");

        Assert.Equal("A <b>headline</b>", document.Title);
        Assert.Equal("<script>alert(\"1\")</script> & 'more' 中文", document.Text);
        Assert.Equal("<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#x27;more&#x27; 中文</p>", document.Html);
    }

    [Theory]
    [InlineData("2017-01-04", "no-title", null)]
    [InlineData("Make The Letter Your Home Page 简体中文\nCurrent location: | Root | News\n2017-01-04  The Letter  visits:0", "no-title", null)]
    [InlineData("English\n\nAbout Us | Contact Us\nSponsor: The Board", "no-title", null)]
    [InlineData("A headline", "no-text", 1)]
    [InlineData("English\n\nA headline\n\n2017-01-04", "no-text", 3)]
    [InlineData("\nA headline\n\nAbout Us | Contact Us\nViewed 0 times", "no-text", 2)]
    public void Rejects_a_page_without_headline_or_text(string text, string code, int? line)
    {
        var error = SampleDocuments.Rejected(text);

        Assert.Equal(code, error.Code);
        Assert.Equal(line, error.Line);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_headline_that_is_too_long_for_one()
    {
        var error = SampleDocuments.Rejected($"English\n{new string('x', 301)}\n\n{Body}");

        Assert.Equal("no-title", error.Code);
        Assert.Equal(2, error.Line);
        Assert.Equal(new string('x', 300), SampleDocuments.Accepted($"{new string('x', 300)}\n\n{Body}").Title);
    }

    [Fact]
    public void Reads_what_has_a_mark_of_its_encoding()
    {
        var expected = SampleDocuments.Accepted($"标题 headline\n\n{Body}");

        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)])
        {
            byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes($"标题 headline\n\n{Body}")];

            var document = Assert.IsType<SmeFunctions.Documents.ReadResult.Document>(SampleDocuments.Read(content)).Value;

            Assert.Equal(expected.Title, document.Title);
            Assert.Equal(expected.Text, document.Text);
        }
    }
}
