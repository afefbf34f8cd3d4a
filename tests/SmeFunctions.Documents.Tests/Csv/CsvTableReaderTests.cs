using System.Text;

namespace SmeFunctions.Documents.Tests.Csv;

/// <summary>Tables: an article that is a table.</summary>
public sealed class CsvTableReaderTests
{
    [Theory]
    [InlineData("Firm,Town,Loans\nNorth Mill,\"Lea, Upper\",12\nQuay Foods,Harbour,7\n")]
    [InlineData("Firm;Town;Loans\r\nNorth Mill;\"Lea, Upper\";12\r\nQuay Foods;Harbour;7\r\n")]
    [InlineData("Firm\tTown\tLoans\nNorth Mill\tLea, Upper\t12\nQuay Foods\tHarbour\t7")]
    [InlineData("\uFEFFFirm|Town|Loans\nNorth Mill|Lea, Upper|12\n\nQuay Foods|Harbour|7\n")]
    public void Reads_rows_with_any_usual_separator(string text)
    {
        var document = GoldenDocument.Document("en/loans-by-firm.csv", text);

        Assert.Equal("loans by firm", document.Title);
        Assert.Contains("<tr><th>Firm</th><th>Town</th><th>Loans</th></tr>", document.Html, StringComparison.Ordinal);
        Assert.Contains("<tr><td>North Mill</td><td>Lea, Upper</td><td>12</td></tr>", document.Html, StringComparison.Ordinal);
        Assert.Contains("name of its file", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_first_row_with_one_cell_for_the_headline()
    {
        var document = GoldenDocument.Document("zh/2020/a.csv", "2020年小微企业贷款统计,,\n企业,地区,金额\n北磨坊,上里,12\n码头食品,港区,7\n");

        Assert.Equal("2020年小微企业贷款统计", document.Title);
        Assert.DoesNotContain("统计", document.Text, StringComparison.Ordinal);
        Assert.Empty(document.Warnings);
    }

    [Fact]
    public void Decodes_what_a_spreadsheet_program_exports()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var content = Encoding.GetEncoding("gb18030").GetBytes("企业名称,所在地区,贷款金额\n北磨坊有限公司,上里新区工业园,一百二十万元\n码头食品有限公司,港区中山路,七十万元\n");

        var document = GoldenDocument.Document(DocumentReader.Read("zh/贷款名单.csv", content));

        Assert.Equal("贷款名单", document.Title);
        Assert.Contains("<td>北磨坊有限公司</td>", document.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_markup_and_line_ends_in_cells_as_text()
    {
        var document = GoldenDocument.Document("en/firm-notes.csv", "Firm,Note\nMill,\"<script>alert(1)</script>\nsecond line\"\n\"A \"\"quoted\"\" name\",none\n");

        Assert.DoesNotContain("<script", document.Html, StringComparison.Ordinal);
        Assert.Contains("second line", document.Text, StringComparison.Ordinal);
        Assert.Contains("A \"quoted\" name", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_table_that_is_too_large_for_a_page()
    {
        var rows = string.Concat(Enumerable.Range(0, 6_000).Select(i => $"firm {i},town,1\n"));

        var error = GoldenDocument.Rejection(GoldenDocument.Read("en/all-firms.csv", rows));

        Assert.Equal("document-too-large", error.Code);
        Assert.Equal(5_001, error.Line);
    }

    [Theory]
    [InlineData("en/01.csv", "Firm,Town\nMill,Lea\n", "no-title")]
    [InlineData("en/firms.csv", ",,\n,,\n", "no-title")]
    public void Rejects_a_table_without_headline_or_rows(string name, string text, string code) =>
        Assert.Equal(code, GoldenDocument.Rejection(GoldenDocument.Read(name, text)).Code);
}
