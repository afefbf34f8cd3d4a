namespace SmeFunctions.Documents.Tests;

/// <summary>The headline of last resort is the name of the file. What stands below a headline may be a picture, a table or a list alone.</summary>
public sealed class FallbackTitleTests
{
    private const string Table = "<table><tr><td>Kind</td><td>Fee</td></tr><tr><td>Short term</td><td>0.8 %</td></tr></table>";

    [Theory]
    [InlineData("en/2020/fees-of-the-desk.html", Table, "fees of the desk")]
    [InlineData("en/2020/2020-03-12-fees_of_the_desk.html", Table, "fees of the desk")]
    [InlineData("zh/关于收费标准的通知.html", Table, "关于收费标准的通知")]
    [InlineData("en/Fees of the desk (final).html", Table, "Fees of the desk (final)")]
    [InlineData("en/desk-rules.md", "Text without a headline that goes on for a while.\n", "desk rules")]
    [InlineData("en/desk-rules.md", "---\nlang: en\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "desk rules")]
    public void A_document_without_a_headline_has_the_name_of_its_file_and_a_warning(string name, string text, string title)
    {
        var document = GoldenDocument.Document(name, text);

        Assert.Equal(title, document.Title);
        Assert.Contains($"'{title}'", document.Warnings[0], StringComparison.Ordinal);
        Assert.NotEmpty(document.Text);
    }

    [Fact]
    public void A_first_line_that_is_too_long_for_a_headline_is_text()
    {
        var line = string.Concat(Enumerable.Repeat("long ", 400)).Trim();

        var document = GoldenDocument.Document("en/a-long-letter.txt", $"{line}\n\nAnother paragraph.\n");

        Assert.Equal("a long letter", document.Title);
        Assert.Equal([line, "Another paragraph."], SampleDocuments.Paragraphs(document));
    }

    [Fact]
    public void A_word_document_that_is_a_table_has_the_name_of_its_file()
    {
        const string Cell = "<w:tc>{0}</w:tc>";
        var table = $"<w:tbl><w:tr>{Cell.Replace("{0}", WordFile.P("Firm"), StringComparison.Ordinal)}{Cell.Replace("{0}", WordFile.P("Loans"), StringComparison.Ordinal)}</w:tr><w:tr>{Cell.Replace("{0}", WordFile.P("Mill"), StringComparison.Ordinal)}{Cell.Replace("{0}", WordFile.P("12"), StringComparison.Ordinal)}</w:tr></w:tbl>";

        var document = GoldenDocument.Document(DocumentReader.Read("zh/2020年贷款名单.docx", WordFile.Of(table)));

        Assert.Equal("2020年贷款名单", document.Title);
        Assert.Contains("Mill", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_paragraph_of_a_word_document_is_its_text()
    {
        var document = GoldenDocument.Document(DocumentReader.Read("en/opening-hours.docx", WordFile.Of(WordFile.P("The desk is open from nine to five."))));

        Assert.Equal(("opening hours", "The desk is open from nine to five."), (document.Title, document.Text));
    }

    [Theory]
    [InlineData("IMG_0001")]
    [InlineData("DSC00012")]
    [InlineData("Document1")]
    [InlineData("新建 Microsoft Word 文档")]
    [InlineData("新建文本文档 (2)")]
    [InlineData("20200312")]
    [InlineData("微信图片_20200312")]
    public void A_name_that_nobody_chose_is_no_headline(string name) =>
        Assert.Equal("no-title", GoldenDocument.Rejection(GoldenDocument.Read($"en/{name}.html", Table)).Code);

    [Theory]
    [InlineData("en/picture.md", "# The quay in spring\n\n![](quay.png)\n")]
    [InlineData("en/picture.html", "<h1>The quay in spring</h1><p><img src=\"quay.png\"></p>")]
    public void A_picture_below_a_headline_is_an_article(string name, string text)
    {
        var document = GoldenDocument.Document(name, text);

        Assert.Equal("The quay in spring", document.Title);
        Assert.Equal("quay.png", Assert.Single(document.Images).Name);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("# Firms\n\n- Mill\n- Quay Foods\n", "<ul>")]
    [InlineData("# Firms\n\n| Firm | Town |\n|---|---|\n| Mill | Lea |\n", "<table>")]
    public void A_list_or_a_table_below_a_headline_is_an_article(string text, string html) =>
        Assert.StartsWith(html, GoldenDocument.Document("en/firms.md", text).Html, StringComparison.Ordinal);

    [Theory]
    [InlineData("Make SME Portal Your Home Page 简体中文\n\nAbout SME Portal Online | Contact Us\nViewed  0  Times\n")]
    [InlineData("English\n\nAbout Us | Contact Us\nSponsor: The Board\n")]
    public void Lines_of_a_site_alone_are_no_article(string text) =>
        Assert.Equal("no-title", GoldenDocument.Rejection(GoldenDocument.Read("en/page-of-the-site.txt", text)).Code);
}
