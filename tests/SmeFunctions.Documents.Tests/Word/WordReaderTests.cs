using System.Text;
using static SmeFunctions.Documents.Tests.WordFile;

namespace SmeFunctions.Documents.Tests;

public sealed class WordReaderTests
{
    private const string Styles =
        """
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
        <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>
        <w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
        <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My chapter"/><w:basedOn w:val="2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="By level"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="De"><w:name w:val="Überschrift 2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Item"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Toc"><w:name w:val="toc 1"/></w:style>
        <w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Firm"><w:name w:val="Firm"/><w:basedOn w:val="Strong"/><w:rPr><w:i/></w:rPr></w:style>
        """;

    private const string Numbering =
        """
        <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="第%2条"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
        <w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        """;

    [Fact]
    public void Finds_headings_by_style_name_outline_and_what_they_are_based_on()
    {
        var document = Document(P("The title", "T") + P("One", "1") + P("Text.") + P("Two", "2") + P("Own", "Own") + P("Deep", "Deep") + P("Zwei", "De") + P("Bare", "Heading3")
            + P("Direct", "a", "<w:outlineLvl w:val=\"0\"/>") + P("None", "1", "<w:outlineLvl w:val=\"9\"/>"));

        Assert.Equal("The title", document.Title);
        Assert.Equal("<h2>One</h2>\n<p>Text.</p>\n<h3>Two</h3>\n<h3>Own</h3>\n<h4>Deep</h4>\n<h3>Zwei</h3>\n<h4>Bare</h4>\n<h2>Direct</h2>\n<p>None</p>", document.Html);
    }

    [Theory]
    [InlineData("<T>One</T><T>line</T><p>x</p>", "Property", "One line")]
    [InlineData("<h>Heading</h><p>x</p>", "Property", "Property")]
    [InlineData("<h>Heading</h><p>x</p>", "", "Heading")]
    [InlineData("<h>Heading</h><p>x</p>", "Document1", "Heading")]
    [InlineData("<h>Heading</h><p>x</p>", "Microsoft Word - a.docx", "Heading")]
    [InlineData("<p>First line</p><p>x</p><h>Heading</h><p>x</p>", "", "First line")]
    [InlineData("<p>Current location: | Root | News</p><h>Heading</h><p>x</p>", "", "Heading")]
    [InlineData("<p>Current location: | Root | News</p><p>Line</p><p>2017-01-04  The Letter</p><p>x</p>", "", "Line")]
    public void Takes_the_title_from_where_it_is_said_most_deliberately(string blocks, string property, string title)
    {
        var body = string.Concat(blocks.Split('<', StringSplitOptions.RemoveEmptyEntries).Where(part => part[0] != '/').Select(part => P(part[2..], part[0] switch { 'T' => "T", 'h' => "1", _ => null })));

        var document = Document(body, Properties($"<dc:title>{property}</dc:title>"));

        Assert.Equal(title, document.Title);
        Assert.DoesNotContain(title, document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_what_sets_characters_off_and_merges_what_is_alike()
    {
        var document = Document(P("T", "T") + "<w:p>" + R("plain ") + R("bo", "<w:b/>") + R("ld", "<w:b w:val=\"1\"/>") + R(" not", "<w:b w:val=\"0\"/>") + R(" it", "<w:i/>")
            + R(" both", "<w:rStyle w:val=\"Firm\"/>") + R(" light", "<w:rStyle w:val=\"Firm\"/><w:b w:val=\"false\"/>") + R("2", "<w:vertAlign w:val=\"superscript\"/>")
            + R("3", "<w:vertAlign w:val=\"subscript\"/>") + R("gone", "<w:vanish/>") + R(" out", "<w:strike/>")
            + "<w:r><w:br/><w:t>next</w:t><w:noBreakHyphen/><w:t>line</w:t><w:tab/><w:t>&lt;x&gt;</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>");

        Assert.Equal(
            "<p>plain <strong>bold</strong> not<em> it</em><strong><em> both</em></strong><em> light</em><sup>2</sup><sub>3</sub><s> out<br></s>next\u2011line  &lt;x&gt;✓</p>",
            document.Html);
        Assert.Equal("plain bold not it both light23 out\nnext\u2011line <x>✓", document.Text);
    }

    [Fact]
    public void Nests_lists_and_goes_on_counting()
    {
        var document = Document(P("T", "T") + P("a", "Item") + Numbered("a1", 1, 1) + Numbered("a2", 1, 1) + P("b", "Item") + P("Between.")
            + Numbered("one", 2) + Numbered("one a", 2, 1) + Numbered("one i", 1, 1) + Numbered("two", 2) + P("Between.") + Numbered("three", 2) + Numbered("anew", 4));

        Assert.Equal(
            "<ul><li>a<ul><li>a1</li><li>a2</li></ul></li><li>b</li></ul>\n<p>Between.</p>\n"
            + "<ol><li>one<ol><li>one a</li></ol><ul><li>one i</li></ul></li><li>two</li></ol>\n<p>Between.</p>\n<ol start=\"3\"><li>three</li></ol>\n<ol><li>anew</li></ol>",
            document.Html);
        Assert.Equal("- a\n  - a1\n  - a2\n- b", document.Text.Split("\n\n")[0]);
    }

    [Fact]
    public void Writes_numbers_out_that_a_list_of_a_page_cannot_show()
    {
        var document = Document(P("T", "T") + Numbered("九", 3) + Numbered("十", 3) + Numbered("甲", 3, 1) + Numbered("乙", 3, 1) + Numbered("十一", 3) + P("H", "1", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr>"));

        Assert.Equal("<p>九、九</p>\n<p>十、十</p>\n<p>第1条 甲</p>\n<p>第2条 乙</p>\n<p>十一、十一</p>\n<h2>1. H</h2>", document.Html);
    }

    [Fact]
    public void Keeps_tables_with_their_spans()
    {
        static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>";
        const string Restart = "<w:vMerge w:val=\"restart\"/>";
        const string Goes = "<w:vMerge/>";
        var document = Document(P("T", "T") + "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" + Cell(P("A")) + Cell(P("B"), "<w:gridSpan w:val=\"2\"/>") + "</w:tr>"
            + "<w:tr>" + Cell(P("x") + P("y"), Restart) + Cell(P("1")) + Cell(Numbered("i", 1) + Numbered("j", 1)) + "</w:tr>"
            + "<w:sdt><w:sdtContent><w:tr>" + Cell(P(""), Goes) + Cell(P("2")) + Cell("<w:tbl><w:tr>" + Cell(P("n")) + Cell(P("m")) + "</w:tr></w:tbl>" + P("")) + "</w:tr></w:sdtContent></w:sdt></w:tbl>"
            + "<w:tbl><w:tr>" + Cell(P("A frame.") + P("Of two.")) + "</w:tr></w:tbl>");

        Assert.Equal(
            "<table><tbody><tr><th>A</th><th colspan=\"2\">B</th></tr><tr><td rowspan=\"2\">x<br>y</td><td>1</td><td><ul><li>i</li><li>j</li></ul></td></tr>"
            + "<tr><td>2</td><td>n | m</td></tr></tbody></table>\n<p>A frame.</p>\n<p>Of two.</p>",
            document.Html);
    }

    [Fact]
    public void Takes_links_that_a_page_may_have()
    {
        static string Link(string id, string text) => $"<w:hyperlink r:id=\"{id}\">{R(text)}</w:hyperlink>";
        static string Field(string code, string text) =>
            $"<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{R(text)}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        var document = Document(
            P("T", "T") + "<w:p>" + Link("l1", "web") + Link("l2", "mail") + Link("l3", "bad") + Link("l4", "file") + Link("l5", "none") + "<w:hyperlink w:anchor=\"x\">" + R("place") + "</w:hyperlink>"
            + Field("HYPERLINK &quot;https://f.example/?a=1&amp;b=2&quot; \\o &quot;x&quot;", "field") + Field("PAGE", "7") + R(" end") + "</w:p>",
            ("word/_rels/document.xml.rels", Rels(
                ("s", "styles", "styles.xml", false), ("n", "numbering", "numbering.xml", false), ("l1", "hyperlink", "https://a.example/x y?q=&quot;1", true), ("l2", "hyperlink", "mailto:a@b.example", true),
                ("l3", "hyperlink", "javascript:alert(1)", true), ("l4", "hyperlink", "file:///C:/x.docx", true), ("l9", "hyperlink", "http://bad:port:99/", true))));

        Assert.Equal(
            "<p><a href=\"https://a.example/x%20y?q=%221\" rel=\"noopener\">web</a><a href=\"mailto:a@b.example\" rel=\"noopener\">mail</a><a>bad</a><a>file</a>noneplace<a href=\"https://f.example/?a=1&amp;b=2\" rel=\"noopener\">field</a>7 end</p>",
            document.Html);
        Assert.Contains(document.Warnings, warning => warning.StartsWith("2 link(s)", StringComparison.Ordinal));
    }

    [Fact]
    public void Puts_notes_at_the_end_with_a_way_back()
    {
        var document = Document(
            P("T", "T") + "<w:p>" + R("One") + "<w:r><w:footnoteReference w:id=\"5\"/></w:r>" + R(" two") + "<w:r><w:endnoteReference w:id=\"5\"/></w:r>" + R(" again") + "<w:r><w:footnoteReference w:id=\"5\"/></w:r></w:p>",
            Relations(("f", "footnotes", "footnotes.xml", false), ("e", "endnotes", "/word/endnotes.xml", false)),
            ("word/footnotes.xml", Part("footnotes", "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote><w:footnote w:id=\"5\"><w:p><w:r><w:footnoteRef/></w:r><w:hyperlink r:id=\"x\">" + R("A foot.") + "</w:hyperlink></w:p></w:footnote>")),
            ("word/_rels/footnotes.xml.rels", Rels(("x", "hyperlink", "https://n.example/", true))),
            ("word/endnotes.xml", Part("endnotes", "<w:endnote w:id=\"5\">" + P("An end.") + P("More.") + "</w:endnote>")));

        Assert.Equal(
            """
            <p>One<a id="fnref:1" href="#fn:1"><sup>1</sup></a> two<a id="fnref:2" href="#fn:2"><sup>2</sup></a> again<a href="#fn:1"><sup>1</sup></a></p>
            <hr>
            <ol><li id="fn:1"><a href="https://n.example/" rel="noopener">A foot.</a> <a href="#fnref:1">↩</a></li><li id="fn:2">An end.<br>More. <a href="#fnref:2">↩</a></li></ol>
            """,
            document.Html);
        Assert.Equal("One two again\n\n- A foot.\n- An end. More.", document.Text);
    }

    [Fact]
    public void Takes_insertions_and_leaves_deletions_out()
    {
        var document = Document(P("T", "T") + "<w:p>" + R("Kept ") + "<w:ins w:id=\"1\">" + R("in ") + "</w:ins><w:del w:id=\"2\"><w:r><w:delText>out </w:delText></w:r></w:del><w:moveFrom w:id=\"3\">" + R("from ")
            + "</w:moveFrom><w:moveTo w:id=\"4\">" + R("to") + "</w:moveTo></w:p><w:p><w:pPr><w:rPr><w:del w:id=\"5\"/></w:rPr></w:pPr>" + R("One ") + "</w:p>" + P("paragraph.")
            + "<w:tbl><w:tr><w:trPr><w:del w:id=\"6\"/></w:trPr><w:tc>" + P("gone") + "</w:tc><w:tc>" + P("gone") + "</w:tc></w:tr><w:tr><w:tc>" + P("a") + "</w:tc><w:tc>" + P("b") + "</w:tc></w:tr></w:tbl>");

        Assert.Equal("<p>Kept in to</p>\n<p>One paragraph.</p>\n<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", document.Html);
        Assert.Contains("The document has tracked changes: insertions were taken, deletions left out.", document.Warnings);
    }

    [Fact]
    public void Says_a_text_box_once_and_after_its_paragraph()
    {
        var box = "<w:txbxContent>" + P("In the box.") + "</w:txbxContent>";
        var document = Document(P("T", "T") + "<w:p>" + R("Around ") + "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><a:graphic><a:graphicData uri=\"x\"><wps:wsp><wps:txbx>"
            + box + "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>" + box
            + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>" + R("it.") + "</w:p>");

        Assert.Equal("<p>Around it.</p>\n<p>In the box.</p>", document.Html);
    }

    [Fact]
    public void Leaves_out_contents_fields_and_what_is_no_text()
    {
        var document = Document(P("T", "T") + P("Line of contents 3", "Toc")
            + "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent>" + P("Contents") + "</w:sdtContent></w:sdt>"
            + "<w:sdt><w:sdtContent>" + P("Within a control.") + "</w:sdtContent></w:sdt><w:p><w:r><w:ruby><w:rt>" + R("kan") + "</w:rt><w:rubyBase>" + R("漢") + "</w:rubyBase></w:ruby></w:r>"
            + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p><w:sectPr/>");

        Assert.Equal("<p>Within a control.</p>\n<p><ruby>漢<rt>kan</rt></ruby>a+b</p>", document.Html);
    }

    [Fact]
    public void Reads_the_lines_of_a_portal_and_its_properties()
    {
        var document = Document(
            P("您现在的位置：首页 > 政策 > 融资") + P("小微企业融资办法", "T") + P("来源：中小企业司　　发布时间：2017年1月4日　　浏览次数：12") + P("正文一。") + P("正文二。"),
            Properties("<dc:title>别的</dc:title><dc:creator>海风</dc:creator><cp:keywords>融资，政策; 小微</cp:keywords><dc:language>zh-CN</dc:language><dcterms:created>2011-01-01T00:00:00Z</dcterms:created><cp:category>别处</cp:category>"));

        Assert.Equal(("小微企业融资办法", new DateOnly(2017, 1, 4), "中小企业司", 12L, "海风", "zh-Hans"), (document.Title, document.Published, document.Source, document.Visits, document.Author, document.DeclaredLang));
        Assert.Equal(["首页", "政策", "融资"], document.Breadcrumb);
        Assert.Equal(["融资", "政策", "小微"], document.Tags);
        Assert.Empty(document.Section);
        Assert.Equal("正文一。\n\n正文二。", document.Text);
        Assert.Empty(document.Warnings);
    }

    [Fact]
    public void Reads_a_table_at_the_top_that_says_where_it_is_from()
    {
        static string Row(params string[] cells) => "<w:tr>" + string.Concat(cells.Select(cell => $"<w:tc>{P(cell)}</w:tc>")) + "</w:tr>";
        var document = Document("<w:tbl>" + Row("Title", "A fair opens") + Row("Source:", "The Harbour Letter") + Row("Date", "4 January 2017") + "</w:tbl>" + P("It opens."));
        var data = Document(P("T", "T") + "<w:tbl>" + Row("Source", "A") + Row("Steel", "12") + "</w:tbl>" + P("It opens."));

        Assert.Equal(("A fair opens", "The Harbour Letter", new DateOnly(2017, 1, 4), "<p>It opens.</p>"), (document.Title, document.Source, document.Published, document.Html));
        Assert.Contains("<td>Steel</td>", data.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2017-01-04T09:00:00Z", "2017-01-04")]
    [InlineData("2013-12-23T23:15:00Z", null)]
    [InlineData("soon", null)]
    public void Takes_the_day_it_was_begun_when_nothing_else_says_one(string created, string? day)
    {
        var document = Document(P("T", "T") + P("x"), Properties($"<dcterms:created>{created}</dcterms:created><dc:creator>python-docx</dc:creator><cp:category>Policy / Tax</cp:category>"));

        Assert.Equal(day, document.Published?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(day is null ? 0 : 1, document.Warnings.Count);
        Assert.Null(document.Author);
        Assert.Equal(["Policy", "Tax"], document.Section);
    }

    [Fact]
    public void Fetches_nothing_and_leaves_linked_pictures_out()
    {
        var document = Document(
            P("T", "T") + P("x") + "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"n\" descr=\"d\"/><a:graphic><a:graphicData uri=\"p\"><pic:pic><pic:blipFill><a:blip r:link=\"i\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
            + "<w:r><w:pict><v:shape><v:imagedata r:id=\"i\"/></v:shape></w:pict></w:r></w:p>",
            Relations(("i", "image", "http://out.example/a.png", true)));

        Assert.Equal("<p>x</p>", document.Html);
        Assert.Equal(["2 image(s) that are only linked, or missing from the document, were left out: nothing is fetched."], document.Warnings);
    }

    [Fact]
    public void Reads_what_other_programs_write()
    {
        // Backslashes and another name of the main part; a byte order mark; the stricter form of the standard.
        var strict = WordFile.Document(P("Heading", "Heading1") + P("Text.")).Replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main", StringComparison.Ordinal);
        var content = Zip(
            ("[Content_Types].xml", Encoding.UTF8.GetBytes(Parts("")[0].Content.Replace("/word/document.xml", "/Word/document2.xml", StringComparison.Ordinal))),
            ("_rels\\.rels", Encoding.UTF8.GetBytes(Rels(("r", "officeDocument", "/word/document2.xml", false)))),
            ("word\\document2.xml", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(strict)]));

        var document = GoldenDocument.Document(GoldenDocument.Read("a.docx", content));

        Assert.Equal(("Heading", "<p>Text.</p>"), (document.Title, document.Html));
    }

    [Fact]
    public void Reads_templates_and_documents_with_macros_without_touching_them()
    {
        var parts = Parts(P("Heading", "Heading1") + P("Text."));
        parts[0].Content = parts[0].Content.Replace(MainType, "application/vnd.ms-word.document.macroEnabled.main+xml", StringComparison.Ordinal);
        var content = Zip([.. parts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content))), ("word/vbaProject.bin", new byte[30 * 1024 * 1024])]);

        Assert.Equal("<p>Text.</p>", GoldenDocument.Document(GoldenDocument.Read("a.docm", content)).Html);
    }

    private static ParsedDocument Document(string body, params (string Name, string Content)[] more)
    {
        List<(string Name, string Content)> parts =
        [
            Relations(),
            ("word/styles.xml", Part("styles", Styles)),
            ("word/numbering.xml", Part("numbering", Numbering)),
            .. more,
        ];
        var result = GoldenDocument.Read("a.docx", Of(body, [.. parts]));
        SafeMarkup.Check(result);
        return GoldenDocument.Document(result);
    }

    private static (string Name, string Content) Relations(params (string Id, string Type, string Target, bool External)[] more) =>
        ("word/_rels/document.xml.rels", Rels([("s", "styles", "styles.xml", false), ("n", "numbering", "numbering.xml", false), .. more]));

    private static (string Name, string Content)[] Properties(string properties) =>
    [
        ("_rels/.rels", Rels(("rId1", "officeDocument", "word/document.xml", false), ("rId2", "metadata/core-properties", "docProps/core.xml", false))),
        ("docProps/core.xml", Core(properties)),
    ];

    private static string Numbered(string text, int list, int depth = 0) => P(text, more: $"<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
}
