using System.Globalization;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Images;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace SmeFunctions.Documents.Pdf;

/// <summary>
/// Reads PDF documents that contain text. The library gives letters with positions; lines, columns, paragraphs and headings are found from them.
/// </summary>
internal static class PdfReader
{
    private const int MaxPages = 500;
    private const int MaxLetters = 1_500_000;
    private const int MaxUnendedStreams = 16;
    private const int MaxImages = 30;
    private const int MaxImageBytes = 12_000_000;

    /// <summary>Points; smaller pictures are decoration.</summary>
    private const double MinImageSize = 48;

    /// <summary>The part of a page that only a scanned page or a background covers.</summary>
    private const double BackgroundShare = 0.7;

    private const string ImageName = "pdf-image-";

    // Some programs write a byte order mark or line ends first.
    public static bool CanRead(ReadOnlySpan<byte> content) => content.TrimStart("\uFEFF\r\n\t "u8).StartsWith("%PDF-"u8);

    public static ReadResult Read(byte[] content, ReadContext context)
    {
        // The library keeps what follows each of them in memory.
        if (content.AsSpan().Count("stream"u8) - (2 * content.AsSpan().Count("endstream"u8)) > MaxUnendedStreams)
        {
            return CreateDamagedError();
        }

        try
        {
            using var document = PdfDocument.Open(PdfFontRepair.RepairPlain(content), new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = PdfFontRepair.Filters });
            return Read(document, content, context);
        }
        catch (PdfDocumentEncryptedException)
        {
            return new DocumentError("encrypted-document", "The document is protected by a password; save it without one and upload it again.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The library throws exceptions of many types for damaged files. It asks for as much memory as a damaged font states.
            return CreateDamagedError();
        }
    }

    private static DocumentError CreateDamagedError() =>
        new("broken-document", "The PDF document is damaged. Open it in its program, save it again as PDF and upload it.");

    // One damaged page does not make the others unreadable.
    private static Page? TryGetPage(PdfDocument document, int number)
    {
        try
        {
            return document.GetPage(number);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    private static ReadResult Read(PdfDocument document, byte[] content, ReadContext context)
    {
        if (document.NumberOfPages > MaxPages)
        {
            return new DocumentError("document-too-large", $"The document has {document.NumberOfPages:N0} pages; {MaxPages} is the most. Split it, or offer it as an attachment.");
        }

        var pages = new List<List<PdfLine>>();
        var pictures = new List<PdfPicture>();
        var heights = new List<double>();
        var damaged = new List<int>();
        var (letters, unreadable, scanned) = (0, 0, 0);
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            var lines = new List<PdfLine>();
            pages.Add(lines);
            if (TryGetPage(document, number) is not { } page)
            {
                heights.Add(0);
                damaged.Add(number);
                continue;
            }

            heights.Add(page.Height);
            letters += page.Letters.Count;
            if (letters > MaxLetters)
            {
                return new DocumentError("document-too-large", $"The document has more than {MaxLetters:N0} characters. Split it, or offer it as an attachment.");
            }

            unreadable += page.Letters.Count(letter => letter.Value.Length > 0 && PdfText.IsUnreadable(letter.Value[0]));
            lines.AddRange(PdfLineReader.Read(page.Letters, PdfRules.Read(page), number - 1));
            scanned += ReadPictures(page, number - 1, lines.Count > 0, pictures) ? 1 : 0;
        }

        if (damaged.Count == document.NumberOfPages)
        {
            return CreateDamagedError();
        }

        if (unreadable * 5 > letters && letters > 0)
        {
            return new DocumentError("not-text", "The text of the PDF document cannot be read: its fonts do not say which characters they draw. Upload the document that it was made from.");
        }

        if (pages.Sum(page => page.Sum(line => line.Text.Length)) < 20 * Math.Max(1, scanned) && scanned > 0)
        {
            return new DocumentError("no-text", "The PDF document is a scan: it contains pictures of pages, but no text. Recognize its text (OCR) and upload it again, or upload the document that it was made from.");
        }

        var (rest, removed) = PdfFurniture.Remove(pages, heights);
        var ordered = new List<PdfLine>();
        foreach (var page in rest)
        {
            ordered.AddRange(PdfPageLayout.Order(page, ordered.Count == 0 ? 0 : Math.Max(0, ordered[^1].Column) + 1));
        }

        var blocks = PdfParagraphs.Read(ordered, pictures.ToLookup(picture => FindLineAbove(ordered, picture), picture => $"<img src=\"{picture.Name}\">"));
        var result = BlockDocument.Build(blocks, notes: "", ReadProperties(document), GetWarnings(damaged), context);
        if (result is not ReadResult.Document(var built))
        {
            return result;
        }

        return built with
        {
            Images = [.. built.Images.Select(image => image with { Content = pictures.Find(picture => picture.Name == image.Name)?.Content ?? [] })],
            Removed = [.. removed, .. built.Removed],
            Original = content,
        };
    }

    private static IEnumerable<string> GetWarnings(List<int> damaged) =>
        damaged.Count == 0 ? [] : [$"The PDF document is damaged: page {string.Join(", ", damaged.Take(10))} could not be read{(damaged.Count > 10 ? $", and {damaged.Count - 10} more" : "")}."];

    private static FileProperties ReadProperties(PdfDocument document)
    {
        var created = document.Information.CreationDate is ['D', ':', .. { Length: >= 8 } digits] ? $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}" : null;
        return FileProperties.Create(document.Information.Title, document.Information.Author, document.Information.Keywords, created: created);
    }

    /// <returns>Whether a picture covers the page, which then has no other text than that of the picture.</returns>
    private static bool ReadPictures(Page page, int index, bool hasText, List<PdfPicture> pictures)
    {
        var isScan = false;
        foreach (var image in page.GetImages())
        {
            var bounds = image.BoundingBox;
            if (bounds.Width * bounds.Height > BackgroundShare * page.Width * page.Height)
            {
                isScan = true;
            }
            else if (hasText && bounds is { Width: >= MinImageSize, Height: >= MinImageSize } && pictures.Count < MaxImages && ReadPicture(image) is { } content
                && pictures.Sum(picture => picture.Content.Length) + content.Length <= MaxImageBytes)
            {
                pictures.Add(new PdfPicture(ImageName + pictures.Count.ToString(CultureInfo.InvariantCulture), content, index, bounds.Top));
            }
        }

        return isScan;
    }

    // A JPEG file is in the document as it is. Browsers show those for print (CMYK) in wrong colors.
    private static byte[]? ReadPicture(IPdfImage image)
    {
        var raw = image.RawBytes.ToArray();
        return ImageHeader.IsImage(raw) ? (image.ColorSpaceDetails?.NumberOfColorComponents == 4 ? null : raw)
            : image.WidthInSamples * (long)image.HeightInSamples <= 4_000_000 && image.TryGetPng(out var png) ? png
            : null;
    }

    private static int FindLineAbove(List<PdfLine> lines, PdfPicture picture) =>
        lines.FindLastIndex(line => line.Page < picture.Page || (line.Page == picture.Page && line.Baseline > picture.Top));

    private sealed record PdfPicture(string Name, byte[] Content, int Page, double Top);
}
