using static SmeFunctions.Documents.Tests.OpenDocument.OpenDocumentFile;

namespace SmeFunctions.Documents.Tests.OpenDocument;

/// <summary>OpenDocument texts (.odt), as LibreOffice writes them.</summary>
public sealed class OpenDocumentReaderTests
{
    [Fact]
    public void Reads_headline_facts_headings_and_text()
    {
        var document = Read(
            P("A desk for small firms", "P1") + P("12 March 2020  Source: Harbour Board  Author: Ruth Calder") + P("The desk insures invoices.") + H("What it covers", 2) + P("Goods that have left."),
            """<meta:creation-date>2019-01-02T09:00:00</meta:creation-date><dc:creator>DESKTOP-7K2</dc:creator><meta:keyword>export</meta:keyword><meta:keyword>credit</meta:keyword><dc:language>en-GB</dc:language>""");

        Assert.Equal("A desk for small firms", document.Title);
        Assert.Equal(new DateOnly(2020, 3, 12), document.Published);
        Assert.Equal("Harbour Board", document.Source);
        Assert.Equal("Ruth Calder", document.Author);
        Assert.Equal(["export", "credit"], document.Tags);
        Assert.Equal("<p>The desk insures invoices.</p>\n<h2>What it covers</h2>\n<p>Goods that have left.</p>", document.Html);
    }

    [Fact]
    public void Keeps_the_format_of_text_and_its_spaces()
    {
        var document = Read(P("A desk", "P1") + P("""one<text:s text:c="2"/><text:span text:style-name="T1">bold</text:span> and<text:span text:style-name="T2">2</text:span> <text:a xlink:href="https://example.com/a">a link</text:a><text:line-break/>next"""));

        Assert.Contains("<strong>bold</strong>", document.Html, StringComparison.Ordinal);
        Assert.Matches("<strong><em><sup>2</sup></em></strong>", document.Html);
        Assert.Matches("<a [^>]*href=\"https://example.com/a\"[^>]*>a link", document.Html);
        Assert.Equal("one bold and2 a link\nnext", document.Text);
    }

    [Fact]
    public void Keeps_lists_and_the_numbers_that_html_cannot_show()
    {
        var document = Read(
            P("通知", "P1") + List("Numbers", P("first") + List("Numbers", P("inner")), P("second")) + List("Chinese", H("总则"), H("附则")) + List("Articles", P("为了方便企业办理，制定本办法。"), P("本办法自发布之日起施行。")));

        Assert.Contains("<ol><li>first<ul><li>inner</li></ul></li><li>second</li></ol>", document.Html, StringComparison.Ordinal);
        Assert.Contains("<h2>一、总则</h2>\n<h2>二、附则</h2>", document.Html, StringComparison.Ordinal);
        Assert.Contains("第2条 本办法自发布之日起施行。", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_tables_notes_and_pictures()
    {
        var document = Read(
            P("A desk", "P1")
            + P("""It is new<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Since March.</text:p></text:note-body></text:note>.""")
            + P("""<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>The quay</svg:desc></draw:frame>""")
            + """<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Kind</text:p></table:table-cell><table:table-cell><text:p>Fee</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Short</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>""",
            files: ("Pictures/a.png", WordFile.Png));

        Assert.Contains("Since March.", document.Text, StringComparison.Ordinal);
        Assert.Contains("<th>Kind</th><th>Fee</th>", document.Html, StringComparison.Ordinal);
        Assert.Contains("<td colspan=\"2\">Short</td>", document.Html, StringComparison.Ordinal);
        Assert.Contains("alt=\"The quay\"", document.Html, StringComparison.Ordinal);
        Assert.Equal(WordFile.Png, Assert.Single(document.Images).Content!.Value.ToArray());
    }

    [Fact]
    public void Leaves_deleted_text_comments_and_contents_out()
    {
        var document = Read(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted words</text:p></text:deletion></text:changed-region></text:tracked-changes>"
            + "<text:table-of-content><text:index-body><text:p>Contents 1</text:p></text:index-body></text:table-of-content>"
            + P("A desk", "P1") + P("It is new<office:annotation><dc:creator>R</dc:creator><text:p>check this</text:p></office:annotation>."));

        Assert.Equal("It is new.", document.Text);
    }

    [Fact]
    public void Takes_the_largest_line_for_the_headline_where_no_style_names_it()
    {
        var document = Read(P("Harbour Board") + P("A desk for small firms", "Large") + P("The desk insures invoices of firms."));

        Assert.Equal("A desk for small firms", document.Title);
        Assert.Contains("Harbour Board", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/vnd.oasis.opendocument.spreadsheet", "spreadsheet", "", "unsupported-format")]
    [InlineData("application/vnd.oasis.opendocument.presentation", "presentation", "", "unsupported-format")]
    [InlineData(TextType, "text", "<manifest:encryption-data/>", "encrypted-document")]
    public void Rejects_what_is_no_text_by_its_reason(string type, string root, string manifest, string code) =>
        Assert.Equal(code, GoldenDocument.Rejection(DocumentReader.Read("en/a.odt", Of(P("A desk"), mimeType: type, manifest: manifest, root: root))).Code);

    [Fact]
    public void Rejects_a_file_whose_text_is_no_xml()
    {
        var file = WordFile.Zip(("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("content.xml", "<office:text"u8.ToArray()), ("META-INF/manifest.xml", "<m/>"u8.ToArray()));

        Assert.Equal("broken-document", GoldenDocument.Rejection(DocumentReader.Read("en/a.odt", file)).Code);
    }

    private static ParsedDocument Read(string body, string meta = "", params (string Name, byte[] Content)[] files)
    {
        var result = DocumentReader.Read("en/a.odt", Of(body, meta, files: files));
        SafeMarkup.Check(result);
        return GoldenDocument.Document(result);
    }
}
