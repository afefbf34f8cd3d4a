using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace SmeFunctions.Documents.Tests;

/// <summary>Documents as Word writes them, made with the library; what should come of them stands in files.</summary>
public sealed class WordGoldenTests
{
    [Fact]
    public void Reads_an_English_document()
    {
        var content = Make(
            main =>
            {
                var link = main.AddHyperlinkRelationship(new Uri("https://harbour.example/desk"), isExternal: true).Id;
                return
                [
                    Text("Current location: | English-sme | Policies"),
                    Text("Receivables financing for exporters", "Title"),
                    Text("Source: The Harbour Letter\u00A0\u00A0\u00A0\u00A02017-03-08\u00A0\u00A0\u00A0\u00A0visits:41"),
                    new Paragraph(Run("A firm that sells abroad waits "), Run("sixty days", bold: true), Run(" for its money; a bank "), Run("may", italic: true), Run(" buy the claim."), Note(2), Run(" Ask at the "),
                        new Hyperlink(Run("service desk")) { Id = link }, Run(".")),
                    Text("What is needed", "Heading1"),
                    Item("The contract", 1), Item("signed by both", 1, 1), Item("The bill of lading", 1),
                    Text("In this order", "Heading2"),
                    Item("Apply", 2), Item("Wait", 2), Item("Sign", 2),
                    Text("What it costs", "Heading1"),
                    Table(["Days", "Fee"], ["30", "0.8 %"], ["60", "1.5 %"]),
                    Text("The desk answers within two working days."),
                ];
            },
            "Some other title", "R. Reeve", "receivables; exports");

        GoldenDocument.AssertExpected("receivables.en.docx", GoldenDocument.Document(GoldenDocument.Read("en/receivables.docx", content)));
    }

    [Fact]
    public void Reads_a_Chinese_document()
    {
        var content = Make(
            _ =>
            [
                Text("应收账款融资办法", "Title"),
                Text("来源：港口通讯　　发布时间：2017年3月8日"),
                Item("总则", 3), Text("　　为了方便出口企业融资，制定本办法。"), Item("申请", 3), Text("　　企业应当提交下列材料："), Item("合同；", 2), Item("提单。", 2), Item("附则", 3),
                new Paragraph(Run("　　本办法自发布之日起施行。"), Note(2)),
                Table(["天数", "费用"], ["三十天", "百分之零点八"]),
            ],
            title: null, author: "微软用户", keywords: "应收账款，融资");

        GoldenDocument.AssertExpected("receivables.zh.docx", GoldenDocument.Document(GoldenDocument.Read("zh/receivables.docx", content)));
    }

    [Fact]
    public void Reads_a_book_within_limits()
    {
        var content = Make(
            _ => [Text("A yearbook", "Title"), .. Enumerable.Range(0, 3_000).Select(i => new Paragraph(Run($"Line {i} of a long text, "), Run("set off", bold: true), Run(" in part, with the words that a line of a yearbook has.")))],
            "x", "y", "z");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var document = GoldenDocument.Document(GoldenDocument.Read("en/book.docx", content));

        Assert.Equal(3_000, document.Text.Split("\n\n").Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300 * 1024 * 1024);
    }

    internal static byte[] Make(Func<MainDocumentPart, IEnumerable<OpenXmlElement>> body, string? title, string author, string keywords)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            document.PackageProperties.Title = title;
            document.PackageProperties.Creator = author;
            document.PackageProperties.Keywords = keywords;
            document.PackageProperties.Created = new DateTime(2016, 12, 1, 0, 0, 0, DateTimeKind.Utc);
            document.PackageProperties.Modified = new DateTime(2017, 12, 1, 0, 0, 0, DateTimeKind.Utc);
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(
                Style("Normal", "Normal"), Style("Title", "Title"), Style("Heading1", "heading 1"), Style("Heading2", "heading 2"));
            main.AddNewPart<NumberingDefinitionsPart>().Numbering = new Numbering(
                List(0, NumberFormatValues.Bullet, "•"), List(1, NumberFormatValues.Decimal, "%1."), List(2, NumberFormatValues.ChineseCounting, "第%1条"),
                Instance(1, 0), Instance(2, 1), Instance(3, 2));
            main.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(
                new Footnote(new Paragraph(new Run(new SeparatorMark()))) { Type = FootnoteEndnoteValues.Separator, Id = -1 },
                new Footnote(new Paragraph(new Run(new FootnoteReferenceMark()), Run(" As of March 2017. 二〇一七年三月。"))) { Id = 2 });
            main.Document = new Document(new Body(body(main)));
        }

        return stream.ToArray();
    }

    internal static Paragraph Text(string text, string? style = null) =>
        style is null ? new Paragraph(Run(text)) : new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = style }), Run(text));

    private static Run Run(string text, bool bold = false, bool italic = false)
    {
        var run = new Run(new Text(text) { Space = SpaceProcessingModeValues.Preserve });
        if (bold || italic)
        {
            run.RunProperties = bold ? new RunProperties(new Bold()) : new RunProperties(new Italic());
        }

        return run;
    }

    private static Run Note(int id) => new(new FootnoteReference { Id = id });

    private static Paragraph Item(string text, int list, int depth = 0) =>
        new(new ParagraphProperties(new NumberingProperties(new NumberingLevelReference { Val = depth }, new NumberingId { Val = list })), Run(text));

    private static Table Table(params string[][] rows) => new(rows.Select((row, i) => new TableRow(
        [.. i == 0 ? (OpenXmlElement[])[new TableRowProperties(new TableHeader())] : [], .. row.Select(cell => new TableCell(new Paragraph(Run(cell))))])));

    private static Style Style(string id, string name) => new(new StyleName { Val = name }) { Type = StyleValues.Paragraph, StyleId = id, Default = id == "Normal" };

    private static AbstractNum List(int id, NumberFormatValues format, string text) => new(
        new Level(new StartNumberingValue { Val = 1 }, new NumberingFormat { Val = format }, new LevelText { Val = text }) { LevelIndex = 0 },
        new Level(new NumberingFormat { Val = NumberFormatValues.Bullet }, new LevelText { Val = "–" }) { LevelIndex = 1 })
    { AbstractNumberId = id };

    private static NumberingInstance Instance(int id, int definition) => new(new AbstractNumId { Val = definition }) { NumberID = id };
}
