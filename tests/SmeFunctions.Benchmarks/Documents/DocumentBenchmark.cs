using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Tests;
using SmeFunctions.Documents.Tests.OpenDocument;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace SmeFunctions.Benchmarks.Documents;

/// <summary>How fast each format is read, and what it allocates; then the shares of right fields in the corpora that are on disk.</summary>
internal static class DocumentBenchmark
{
    /// <summary>The variable that names a folder with corpora.</summary>
    public const string CorpusVariable = "SME_CORPUS";

    private const string English = "The desk at the harbour insures invoices of small firms that sell abroad, collects what their buyers owe them, and answers within ten working days. ";
    private const string Chinese = "港务局在码头大厅设立担保窗口，统一受理小微企业的出口信用担保申请，并在十个工作日内答复企业。";

    public static void Run(Scale scale)
    {
        Table.Machine();
        Table.Head("format", "KB", "documents/s", "MB/s", "allocated, KB", "allocated / size", "of text");
        double? text = null;
        foreach (var (name, content) in Samples())
        {
            var (perSecond, allocated) = Measure(name, content, scale);
            text ??= perSecond;
            Table.Row(
                name, Table.Number(content.Length / 1_000.0), Table.Number(perSecond), Table.Number(perSecond * content.Length / 1_000_000), Table.Number(allocated / 1_000.0), Table.Ratio(allocated / content.Length), Table.Ratio(perSecond / text.Value));
        }

        Console.WriteLine();
        Table.Head("large document", "KB", "ms", "promise");
        foreach (var (name, content, limit) in new[] { ("page of 1.6 MB.html", LargePage(), 400), ("50 pages.pdf", Pdf(50), 1_500) })
        {
            DocumentReader.Read(name, content);
            var watch = Stopwatch.StartNew();
            DocumentReader.Read(name, content);
            Table.Row(name, Table.Number(content.Length / 1_000.0), Table.Number(watch.Elapsed.TotalMilliseconds), Table.Kept(watch.ElapsedMilliseconds <= limit, string.Create(CultureInfo.InvariantCulture, $"at most {limit} ms")));
        }

        Console.WriteLine();
        if (Environment.GetEnvironmentVariable(CorpusVariable) is { Length: > 0 } folder)
        {
            CorpusEvaluation.Run(folder);
        }
        else
        {
            Console.WriteLine($"{CorpusVariable} names no folder with corpora, so nothing is compared.");
        }
    }

    private static (double PerSecond, double Allocated) Measure(string name, byte[] content, Scale scale)
    {
        var rejection = DocumentReader.Read(name, content) as ReadResult.Rejection;
        if (rejection is not null)
        {
            throw new InvalidOperationException($"{name} is rejected: {rejection.Error.Message}");
        }

        var time = scale.For(3);
        var count = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        do
        {
            DocumentReader.Read(name, content);
            count++;
        }
        while (watch.Elapsed < time);
        return (count / watch.Elapsed.TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count);
    }

    private static IEnumerable<(string Name, byte[] Content)> Samples()
    {
        string[] paragraphs = [.. Enumerable.Range(0, 20).Select(i => $"{i}. " + string.Concat(Enumerable.Repeat(English, 3)))];
        string[] chinese = [.. Enumerable.Range(0, 20).Select(_ => "　　" + string.Concat(Enumerable.Repeat(Chinese, 3)))];
        yield return ("english page.txt", Utf8($"Current location: | Harbour | News\n\nA desk for small firms\n\n2020-03-12     Source: Harbour Board     visits:7\n\n{string.Join("\n\n", paragraphs)}\n\nSponsor: The Harbour Board\n"));
        yield return ("chinese page.txt", Utf8($"当前位置：首页 > 通知\n\n关于设立担保窗口的通知\n\n发布时间：2020-03-12  来源：港务局  浏览次数：7\n\n{string.Join("\n", chinese)}\n\n主办单位：港务局\n"));
        yield return ("markdown.md", Utf8($"---\ntitle: A desk for small firms\ndate: 2020-03-12\n---\n\n{string.Join("\n\n", paragraphs)}\n"));
        yield return ("page.html", Utf8(Html(paragraphs, menu: 60)));
        yield return ("saved page.mht", Utf8($"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/a.html\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Location: https://harbour.example/a.html\r\n\r\n{Html(paragraphs, menu: 60)}\r\n--x--\r\n"));
        yield return ("document.docx", WordFile.Of(WordFile.P("A desk for small firms", "Title") + string.Concat(paragraphs.Select(text => WordFile.P(text)))));
        yield return ("document.odt", OpenDocumentFile.Of(OpenDocumentFile.P("A desk for small firms", "P1") + string.Concat(paragraphs.Select(text => OpenDocumentFile.P(text)))));
        yield return ("document.pdf", Pdf(3));
        yield return ("table.csv", Utf8("Firm,Town,Loans\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"Firm {i},Lea,{i}\n"))));
    }

    private static byte[] LargePage() => Utf8(Html([.. Enumerable.Range(0, 1_600).Select(i => $"{i}. " + string.Concat(Enumerable.Repeat(English, 4)))], menu: 9_000));

    private static string Html(string[] paragraphs, int menu) =>
        $"<!doctype html><html lang=\"en\"><head><title>A desk for small firms - Harbour Board</title><script>{new string('x', 2_000)}</script></head><body><ul class=\"menu\">{string.Concat(Enumerable.Range(0, menu).Select(i => $"<li><a href=\"/section/{i}\">Section number {i} of the site and its pages</a></li>"))}</ul>"
        + $"<div class=\"content\"><h1>A desk for small firms</h1><div>2020-03-12  Source: Harbour Board</div>{string.Concat(paragraphs.Select(text => $"<p>{text}</p>"))}</div><div class=\"footer\">Sponsor: The Harbour Board</div></body></html>";

    private static byte[] Pdf(int pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        for (var page = 0; page < pages; page++)
        {
            var target = builder.AddPage(PageSize.A4);
            target.AddText(page == 0 ? "A desk for small firms" : string.Create(CultureInfo.InvariantCulture, $"Part {page}"), page == 0 ? 20 : 14, new PdfPoint(72, 770), font);
            for (var line = 0; line < 48; line++)
            {
                target.AddText(English[..Math.Min(92, English.Length)].Trim(), 10, new PdfPoint(72, 745 - (line * 14)), font);
            }

            target.AddText(string.Create(CultureInfo.InvariantCulture, $"Page {page + 1} of {pages}"), 8, new PdfPoint(280, 30), font);
        }

        return builder.Build();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
