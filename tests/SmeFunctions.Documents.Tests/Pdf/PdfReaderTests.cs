using System.Globalization;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace SmeFunctions.Documents.Tests.Pdf;

/// <summary>PDF documents: lines, columns, paragraphs and headings are found from the positions of letters.</summary>
public sealed class PdfReaderTests
{
    private const double Left = 72;
    private const double Pitch = 14;

    private const string Sentence = "The desk at the harbour insures invoices of small firms ";

    [Theory]
    [InlineData("guarantee-desk.en.pdf")]
    [InlineData("guarantee-notice.zh.pdf")]
    public void Reads_documents_that_a_browser_printed(string name)
    {
        var result = GoldenDocument.Read(name, GoldenDocument.Bytes(name));

        GoldenDocument.AssertExpected(name, GoldenDocument.Document(result));
        SafeMarkup.Check(result);
    }

    [Fact]
    public void Joins_the_lines_of_a_paragraph_and_removes_the_hyphens_between_them()
    {
        var document = Read(page =>
        {
            Title(page, "A desk for small firms");
            Lines(page, 700, 11, "The desk at the harbour insures invoices of small firms that export furni-", "ture, food and well-known machines, and it answers within ten work-", "ing days. It belongs to the Board.");
        });

        Assert.Equal("A desk for small firms", document.Title);
        Assert.Equal("The desk at the harbour insures invoices of small firms that export furniture, food and well-known machines, and it answers within ten working days. It belongs to the Board.", document.Text);
    }

    [Fact]
    public void Keeps_a_hyphen_that_the_word_has_elsewhere()
    {
        var document = Read(page =>
        {
            Title(page, "A desk for small firms");
            Lines(page, 700, 11, "A well-known bank confirms the buyer, and the desk asks for another well-", "known bank when the first one does not answer within ten working days.");
        });

        Assert.Contains("another well-known bank", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Continues_a_paragraph_over_the_end_of_a_page()
    {
        var document = Read(
            page =>
            {
                Title(page, "A desk for small firms");
                Lines(page, 700, 11, Sentence + "and collects the", "debts of their buyers, who live abroad and pay sixty days after the ship");
            },
            page => Lines(page, 760, 11, "has left the harbour, if they pay at all.", "", Sentence + "twice a year."));

        Assert.Equal(
            ["The desk at the harbour insures invoices of small firms and collects the debts of their buyers, who live abroad and pay sixty days after the ship has left the harbour, if they pay at all.", Sentence + "twice a year."],
            SampleDocuments.Paragraphs(document));
    }

    [Theory]
    [InlineData("Harbour Board Bulletin", "- {0} -")]
    [InlineData("Bulletin 3/2020, page {0}", "Page {0} of 3")]
    [InlineData("Harbour Board", "{0}/3")]
    [InlineData("Harbour Board", "{0}")]
    public void Removes_what_the_edges_of_pages_repeat_and_reports_it(string header, string footer)
    {
        var document = Read([.. Enumerable.Range(1, 3).Select(number => (Action<TestPage>)(page =>
        {
            Lines(page, 810, 8, string.Format(CultureInfo.InvariantCulture, header, number));
            if (number == 1)
            {
                Title(page, "A desk for small firms");
            }

            Lines(page, 700, 11, $"Part {number} explains what the desk insures, and why it asks for invoices.");
            Lines(page, 30, 8, string.Format(CultureInfo.InvariantCulture, footer, number));
        }))]);

        Assert.Equal(Enumerable.Range(1, 3).Select(number => $"Part {number} explains what the desk insures, and why it asks for invoices."), SampleDocuments.Paragraphs(document));
        Assert.Equal(2, document.Removed.Count);
    }

    [Fact]
    public void Keeps_lines_of_the_text_that_happen_to_repeat_at_the_end_of_pages()
    {
        string[] text = [Sentence, "and collects the debts of their buyers, who live abroad and pay late,", "as the Board reports every year in March."];
        var document = Read(
            page =>
            {
                Title(page, "A desk for small firms");
                Lines(page, 700, 11, text);
            },
            page => Lines(page, 700, 11, text));

        Assert.Equal(2, document.Text.Split("as the Board reports every year in March.").Length - 1);
        Assert.Empty(document.Removed);
    }

    [Fact]
    public void Reads_columns_one_after_the_other()
    {
        var document = Read(page =>
        {
            Title(page, "A desk for small firms");
            for (var i = 0; i < 8; i++)
            {
                page.Add(Left, 700 - (i * Pitch), 10, $"left line {i} of the first column of text");
                page.Add(320, 700 - (i * Pitch), 10, $"right line {i} of the other column of text");
            }
        });

        Assert.True(document.Text.IndexOf("left line 7", StringComparison.Ordinal) < document.Text.IndexOf("right line 0", StringComparison.Ordinal), document.Text);
    }

    [Fact]
    public void Reads_rows_of_short_cells_as_a_table()
    {
        var document = Read(page =>
        {
            Title(page, "Fees of the desk");
            Lines(page, 720, 11, "The fees are due every quarter, when the desk has accepted the application.");
            foreach (var (row, i) in new[] { ("Guarantee", "Limit", "Fee"), ("Short term", "80 %", "0.8 %"), ("Medium term", "60 %", "1.2 %") }.Select((row, i) => (row, i)))
            {
                page.Add(Left, 690 - (i * Pitch), 11, row.Item1);
                page.Add(220, 690 - (i * Pitch), 11, row.Item2);
                page.Add(320, 690 - (i * Pitch), 11, row.Item3);
            }
        });

        Assert.Contains("<tr><td>Short term</td><td>80 %</td><td>0.8 %</td></tr>", document.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_larger_and_bold_lines_for_headings()
    {
        var document = Read(page =>
        {
            Title(page, "A desk for small firms");
            Lines(page, 720, 14, "What it covers");
            Lines(page, 700, 11, Sentence + "at a fee.");
            page.Add(Left, 660, 11, "Who may apply", isBold: true);
            Lines(page, 640, 11, Sentence + "in the city.");
        });

        Assert.Contains("<h2>What it covers</h2>", document.Html, StringComparison.Ordinal);
        Assert.Contains("<h3>Who may apply</h3>", document.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_pictures_and_offers_the_file_itself()
    {
        var file = Create(page =>
        {
            Title(page, "A desk for small firms");
            Lines(page, 720, 11, Sentence + "at a fee.");
            page.Builder.AddPng(WordFile.Png, new PdfRectangle(72, 560, 272, 700));
            Lines(page, 540, 11, Sentence + "in the city.");
        });

        var document = GoldenDocument.Document(GoldenDocument.Read("en/desk.pdf", file));

        Assert.NotEmpty(Assert.Single(document.Images).Content!.Value.ToArray());
        Assert.Matches("fee\\.</p>\\s*<p><img src=\"image-0\"[^>]*></p>\\s*<p>The desk", document.Html);
        Assert.Equal(file, document.Original!.Value.ToArray());
    }

    [Fact]
    public void Rejects_a_scan_with_that_reason()
    {
        var error = GoldenDocument.Rejection(GoldenDocument.Read("en/scan.pdf", Create(page => page.Builder.AddPng(WordFile.Png, new PdfRectangle(0, 0, 595, 842)))));

        Assert.Equal("no-text", error.Code);
        Assert.Contains("scan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_damaged_files_by_their_reason()
    {
        var file = Create(page => Title(page, "A desk"));

        foreach (var length in new[] { 12, 40, file.Length / 3 })
        {
            var result = GoldenDocument.Read("en/cut.pdf", file[..length]);

            Assert.Contains(GoldenDocument.Rejection(result).Code, (string[])["broken-document", "no-title", "no-text"]);
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("<</A ", ">>")]
    public void Nested_objects_do_not_end_the_process(string open, string close)
    {
        const int Depth = 200_000;
        var file = $"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X {string.Concat(Enumerable.Repeat(open, Depth))}1{string.Concat(Enumerable.Repeat(close, Depth))}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>\n";

        Assert.IsType<ReadResult.Rejection>(GoldenDocument.Read("en/deep.pdf", file));
    }

    private static ParsedDocument Read(params Action<TestPage>[] pages) => GoldenDocument.Document(GoldenDocument.Read("en/desk.pdf", Create(pages)));

    private static byte[] Create(params Action<TestPage>[] pages)
    {
        using var builder = new PdfDocumentBuilder();
        var (plain, bold) = (builder.AddStandard14Font(Standard14Font.Helvetica), builder.AddStandard14Font(Standard14Font.HelveticaBold));
        foreach (var write in pages)
        {
            write(new TestPage(builder.AddPage(PageSize.A4), plain, bold));
        }

        return builder.Build();
    }

    private static void Title(TestPage page, string text) => page.Add(Left, 760, 20, text);

    private static void Lines(TestPage page, double top, double size, params string[] lines)
    {
        foreach (var (line, i) in lines.Select((line, i) => (line, i)).Where(each => each.line.Length > 0))
        {
            page.Add(Left, top - (i * Pitch), size, line);
        }
    }

    private sealed record TestPage(PdfPageBuilder Builder, PdfDocumentBuilder.AddedFont Plain, PdfDocumentBuilder.AddedFont Bold)
    {
        public void Add(double x, double y, double size, string text, bool isBold = false) => Builder.AddText(text, size, new PdfPoint(x, y), isBold ? Bold : Plain);
    }
}
