using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace SmeFunctions.Benchmarks.Ingestion;

/// <summary>Documents in the forms and of the sizes that editors hand in: portal pages in two languages, of which each has a translation, Markdown, HTML, Word.</summary>
internal static class SampleDocuments
{
    private const string English =
        "Small firms that sell abroad for the first time seldom fail for want of a product. They fail over papers, over payment and over time. "
        + "The chamber has therefore put together what a first shipment takes, from the contract to the customs form, and who answers questions about each step. ";

    private const string Chinese =
        "中小企业第一次出口时，很少败在产品上，更多是败在单证、收款和时间上。商会因此整理了首批货物从合同到报关所需的各个环节，并列出每一步可以向谁咨询。";

    /// <summary>The document of a number, its name and the slug that its article gets.</summary>
    public static (string Name, byte[] Content, string Slug) Of(int number, string prefix = "")
    {
        var i = number.ToString(CultureInfo.InvariantCulture);
        var day = new DateOnly(2017, 1, 1).AddDays(number % 700);
        var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var title = $"Notice {prefix}{i} for exporters";
        var english = string.Concat(Enumerable.Repeat(English, 6 + (number % 12)));
        var slug = $"{date}-notice-{prefix}{i}-for-exporters";
        return (number % 5) switch
        {
            0 => ($"en/{prefix}{i}.txt", Utf8($"Current location: | English-sme | Trade\n\n{title}\n\n{date}     Trade Letter     visits:0\n\n{Paragraphs(english)}\n\nAbout | Contact Us\n"), slug),
            1 => ($"zh/{prefix}{(number - 1).ToString(CultureInfo.InvariantCulture)}.txt",
                Utf8($"当前位置：首页 | 外贸\n\n给出口企业的通知{prefix}{i}\n\n{date}     来源：外贸通讯     浏览次数：0\n\n{Paragraphs(string.Concat(Enumerable.Repeat(Chinese, 8)))}\n"),
                $"{date}-给出口企业的通知{prefix}{i}"),
            2 => ($"en/{prefix}{i}.md", Utf8($"---\ntitle: {title}\ndate: {date}\nsection: Trade\nsource: Trade Letter\ntags: [export, customs]\n---\n\n{Paragraphs(english)}\n\n## Where to ask\n\n* the chamber\n* the customs office\n"), slug),
            3 => ($"en/{prefix}{i}.docx", Word(title, date, english), slug),
            _ => ($"en/{prefix}{i}.html", Utf8($"<!doctype html><html lang=\"en\"><head><title>{title}</title><meta property=\"article:published_time\" content=\"{date}\"></head><body><nav><a href=\"/\">Home</a></nav><article><h1>{title}</h1>{string.Concat(english.Chunk(400).Select(part => $"<p>{new string(part)}</p>"))}</article><footer>Contact</footer></body></html>"), slug),
        };
    }

    private static byte[] Word(string title, string date, string text)
    {
        using var stream = new MemoryStream();
        using (var word = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            word.PackageProperties.Title = title;
            var body = new Body();
            foreach (var paragraph in text.Chunk(400).Select(part => new string(part)).Prepend($"{date}     Trade Letter     visits:0"))
            {
                body.AppendChild(new Paragraph(new Run(new Text(paragraph))));
            }

            word.AddMainDocumentPart().Document = new Document(body);
        }

        return stream.ToArray();
    }

    private static string Paragraphs(string text) => string.Join("\n\n", text.Chunk(400).Select(part => new string(part)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
