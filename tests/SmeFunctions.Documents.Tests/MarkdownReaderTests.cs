using CsCheck;

namespace SmeFunctions.Documents.Tests;

public sealed class MarkdownReaderTests
{
    [Theory]
    [InlineData("export-credit.en.md")]
    [InlineData("export-credit.zh.md")]
    public void Reads_a_document_with_front_matter(string name)
    {
        var document = GoldenDocument.Document(GoldenDocument.Read(name, GoldenDocument.Bytes(name)));

        GoldenDocument.AssertExpected(name, document);
    }

    [Fact]
    public void Takes_the_title_from_the_first_heading()
    {
        var document = GoldenDocument.Document("en/a.md", "# A *new* fair\n\n2017-01-04  SME Portal  visits:7\n\nIt opens on Monday.\n");

        Assert.Equal("A new fair", document.Title);
        Assert.Equal(new DateOnly(2017, 1, 4), document.Published);
        Assert.Equal(7, document.Visits);
        Assert.Equal("<p>It opens on Monday.</p>", document.Html);
    }

    [Fact]
    public void Is_told_by_its_content_whatever_its_name()
    {
        Assert.Equal("Fair", GoldenDocument.Document("a.txt", "---\ntitle: Fair\n---\nIt *opens*.\n").Title);
        Assert.Equal("<p>It <em>opens</em>.</p>", GoldenDocument.Document("a", "# Fair\n\nIt *opens*.\n").Html);
        Assert.Equal("<p>It *opens*.</p>", GoldenDocument.Document("a.txt", "Fair\n\nIt *opens*.\n").Html);
    }

    [Fact]
    public void A_page_of_a_portal_named_like_markdown_is_still_one()
    {
        var document = GoldenDocument.Document("a.md", "Current location: | English-sme | SME Events\n\nFair\n\n2017-01-04  SME Portal\n\nIt opens.\n");

        Assert.Equal("Fair", document.Title);
        Assert.Equal(["English-sme", "SME Events"], document.Breadcrumb);
    }

    [Theory]
    [InlineData("title: A\ndate: yesterday", 3)]
    [InlineData("title: A\ndate: 2017-02-30", 3)]
    [InlineData("title: A\ndate: [2017-02-20]", 3)]
    [InlineData("title: [A]", 2)]
    [InlineData("title: A\ntitle: B", 3)]
    [InlineData("title: A\nlang: english", 3)]
    [InlineData("title: A\nsection: '//'", 3)]
    [InlineData("title: A\nsource: {a: b}", 3)]
    [InlineData("title: A\nauthor: {a: b}", 3)]
    [InlineData("title: A\ntags: [a, [b]]", 3)]
    [InlineData("title: A\nslug: a b", 3)]
    [InlineData("title: A\nslug: [a]", 3)]
    [InlineData("title: A\ntranslationOf: []", 3)]
    [InlineData("title: A\ntranslationOf: /a", 3)]
    [InlineData("title: A\ntranslationOf: a/../b", 3)]
    [InlineData("title: A\npublishAt: soon", 3)]
    [InlineData("title: A\npublishAt: 2017-01-04T25:00", 3)]
    [InlineData("title: A\npublishAt: 2017-01-04T09:00+25:00", 3)]
    [InlineData("title: A\nunpublishAt: 2017-02-30", 3)]
    [InlineData("title: A\nunpublishAt: [2017-02-20]", 3)]
    [InlineData("title: A\nauthor: ''", 3)]
    [InlineData("title: A\nauthor: [' ']", 3)]
    [InlineData("title: A\ntags: [a, '']", 3)]
    [InlineData("title: A\ntags: {a: b}", 3)]
    [InlineData("title: A\ntags: a tag with a great many letters that no reader would ever search for", 3)]
    [InlineData("title: A\ntags: 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u'", 3)]
    [InlineData("title: A\naliases: []", 3)]
    [InlineData("title: A\naliases: old post", 3)]
    [InlineData("title: A\naliases: [old, //older.example/posts]", 3)]
    [InlineData("title: A\naliases: {old: older}", 3)]
    [InlineData("title: A\naliases: 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u'", 3)]
    [InlineData("title: A\nlang: zh-", 3)]
    [InlineData("title: A\nlang: [zh]", 3)]
    [InlineData("title: A\ndraft: maybe", 3)]
    [InlineData("title: A\ndraft: [true]", 3)]
    [InlineData("title: A\nsummary: []", 3)]
    [InlineData("title: A\nb: 'c", 3)]
    [InlineData("- title: A", 2)]
    [InlineData("title: A\n: \n!!'']", null)]
    public void Rejects_wrong_front_matter_with_its_line(string yaml, int? line)
    {
        var error = GoldenDocument.Rejection(GoldenDocument.Read("a.md", $"---\n{yaml}\n---\nText.\n"));

        Assert.Equal(("front-matter", line), (error.Code, error.Line));
    }

    [Theory]
    [InlineData("[old, /posts/older/, '/view.php?id=3,4']", "old /posts/older/ /view.php?id=3,4")]
    [InlineData("old", "old")]
    [InlineData("old, Older,", "old Older")]
    [InlineData("[old, 旧-文, old]", "old 旧-文")]
    [InlineData("e\u0301te\u0301", "\u00E9t\u00E9")]
    public void Takes_aliases_as_a_list_or_parted_by_commas(string value, string expected) =>
        Assert.Equal(expected.Split(' '), GoldenDocument.Document("a.md", $"---\ntitle: A\naliases: {value}\n---\nText.\n").Aliases);

    [Fact]
    public void Warns_of_keys_that_are_unknown()
    {
        var document = GoldenDocument.Document("a.md", $"---\ntitle: A\nmood: {{a: [b]}}\n{new string('x', 70)}: 1\ndate: ~\n---\nText.\n");

        Assert.Equal(
            ["'mood' in the front matter is no key that the portal knows.", $"'{new string('x', 60)}…' in the front matter is no key that the portal knows."],
            document.Warnings);
        Assert.Null(document.Published);
    }

    [Fact]
    public void Says_what_the_front_matter_says()
    {
        var document = GoldenDocument.Document(
            "a.md",
            """
            ---
            Title: A
            author: [ B.  C. , D ]
            tags: trade， fairs; Trade、 港口
            slug: A-fair-中文
            translationOf: zh/2017/fair.md
            draft: True
            publishAt: 2017-01-04 09:00 +08:00
            unpublishAt: 2018年1月4日
            ---
            Text.
            """);

        Assert.Equal("B. C., D", document.Author);
        Assert.Equal(["trade", "fairs", "港口"], document.Tags);
        Assert.Equal("a-fair-中文", document.Slug);
        Assert.Equal("zh/2017/fair.md", document.TranslationOf);
        Assert.True(document.IsDraft);
        Assert.Equal(new DocumentTime(new DateTime(2017, 1, 4, 9, 0, 0, DateTimeKind.Unspecified), TimeSpan.FromHours(8)), document.PublishAt);
        Assert.Equal(new DocumentTime(new DateTime(2018, 1, 4, 0, 0, 0, DateTimeKind.Unspecified), Offset: null), document.UnpublishAt);
        Assert.Empty(document.Warnings);
    }

    [Fact]
    public void Says_nothing_that_no_front_matter_says()
    {
        var document = GoldenDocument.Document("a.md", "---\ntitle: A\ndraft: false\nslug:\ntags: []\n---\nText.\n");

        Assert.False(document.IsDraft);
        Assert.Equal((null, null, null, null, null), (document.Author, document.Slug, document.TranslationOf, document.PublishAt, document.UnpublishAt));
        Assert.Empty(document.Tags);
    }

    [Theory]
    [InlineData("2017-01-04", "2017-01-03T16:00:00Z")]
    [InlineData("2017-01-04 09:30", "2017-01-04T01:30:00Z")]
    [InlineData("2017-01-04T09:30:15.5Z", "2017-01-04T09:30:15Z")]
    [InlineData("2017-01-04T09:30-0330", "2017-01-04T13:00:00Z")]
    [InlineData("2017年1月4日 23：59", "2017-01-04T15:59:00Z")]
    [InlineData("Jan 4, 2017 12:05 a.m.", "2017-01-03T16:05:00Z")]
    [InlineData("4 January 2017 12:05 PM", "2017-01-04T04:05:00Z")]
    [InlineData("2017-01-04 8:30 pm", "2017-01-04T12:30:00Z")]
    [InlineData("2017年1月4日下午8时30分", "2017-01-04T12:30:00Z")]
    [InlineData("2017年1月4日 上午10:30", "2017-01-04T02:30:00Z")]
    [InlineData("Wednesday, January 4, 2017, 10:30", "2017-01-04T02:30:00Z")]
    public void Takes_a_moment_without_offset_for_one_of_the_portal_s_time_zone(string text, string utc)
    {
        Assert.True(DocumentTime.TryParse(text, out var moment));

        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), moment.ToOffset(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")));
    }

    [Theory]
    [InlineData("2017-01-04 24:00")]
    [InlineData("2017-01-04 13:00 pm")]
    [InlineData("2017-01-04 0:30 am")]
    [InlineData("2017-01-04 09:30 +14:00")]
    [InlineData("tomorrow")]
    [InlineData("2017-01-04 or later")]
    public void Takes_nothing_else_for_a_moment(string text) => Assert.False(DocumentTime.TryParse(text, out _));

    [Theory]
    [InlineData("no-title", "Text without a headline.\n")]
    [InlineData("no-title", "---\nlang: en\n---\nText.\n")]
    [InlineData("no-text", "---\ntitle: A\n---\n\n")]
    [InlineData("no-text", "# A\n")]
    public void Rejects_what_is_no_article(string code, string text) =>
        Assert.Equal(code, GoldenDocument.Rejection(GoldenDocument.Read("a.md", text)).Code);

    [Theory]
    [InlineData("<script>alert(1)</script>After.", "<p>After.</p>")]
    [InlineData("[a](javascript:alert(1)) b", "<p><a>a</a> b</p>")]
    [InlineData("[a](other.md) b", "<p><a>a</a> b</p>")]
    [InlineData("a <b onclick=x style='color:red' class=y>b</b>", "<p>a <b>b</b></p>")]
    [InlineData("a ![pic](data:image/png;base64,AAAA) b ![p](p.png)", "<p>a  b <img src=\"image-0\" alt=\"p\"></p>")]
    [InlineData("a ![pic](https://example.org/p.png)", "<p>a <img src=\"https://example.org/p.png\" alt=\"pic\"></p>")]
    [InlineData("# Two\n\nb", "<h2>Two</h2>\n<p>b</p>")]
    [InlineData("a\n\n<!-- c -->\n\n<form><input name=x><button>d</button>e</form>", "<p>a</p>\n<p>e</p>")]
    public void Lets_no_harmful_markup_through(string markdown, string html) =>
        Assert.Equal(html, GoldenDocument.Document("a.md", $"---\ntitle: One\n---\n{markdown}\n").Html);

    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("*a ")]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("` ")]
    [InlineData("|a")]
    [InlineData("[^1]")]
    [InlineData("a\n\n")]
    [InlineData("<div><table><td></div></table>")]
    public void Ten_thousand_nested_marks_neither_break_nor_hold_it_up(string mark)
    {
        var result = GoldenDocument.Read("a.md", "# A\n\n" + string.Concat(Enumerable.Repeat(mark, 10_000)) + "x");

        Assert.True(result is ReadResult.Document or ReadResult.Rejection { Error.Code: "document-too-deep" or "document-too-large" or "no-text" }, result.ToString());
    }

    [Fact]
    public void Gives_no_line_of_what_it_rendered() =>
        Assert.Equal(
            ("document-too-deep", null),
            GoldenDocument.Rejection(GoldenDocument.Read("a.md", "# A\n\n" + string.Concat(Enumerable.Repeat("<div>", 300)))) is var error ? (error.Code, error.Line) : default);

    [Fact]
    public void Front_matter_of_nothing_but_brackets_is_rejected() =>
        Assert.Equal("front-matter", GoldenDocument.Rejection(GoldenDocument.Read("a.md", $"---\na: {new string('[', 30_000)}\n---\nText.\n")).Code);

    [Fact]
    public void Whatever_is_written_in_it_there_is_an_answer_and_no_unsafe_markup()
    {
        string[] pieces =
        [
            "---\n", "title: A\n", "date: 2017-01-04\n", "# H\n\n", "text ", "\n\n", "> ", "- ", "1. ", "| a | b |\n|---|---|\n", "[x](", "javascript:1)", "https://a.b/c)",
            "<div>", "</div>", "<script>", "</script>", "<svg>", "<math>", "<style>", "<p onclick=1>", "<a href='data:x'>", "<img src=x onerror=1>", "[^1]", "[^1]: n\n",
            "```\n", "    ", "&lt;script&gt;", "*", "**", "`", "\\", "\u0000", "中文", "{", "}", "&a ", "*a ", "<!--", "-->", "<![CDATA[", "<table><td>", "\t",
        ];

        Gen.Select(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 40], Gen.String[0, 10]).Sample(
            (parts, noise) => SafeMarkup.Check(GoldenDocument.Read("a.md", string.Concat(parts) + noise)), iter: 3_000, threads: 2);
    }
}
