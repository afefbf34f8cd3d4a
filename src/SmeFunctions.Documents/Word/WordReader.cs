using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.Word;

/// <summary>
/// Reads Word documents (.docx, .docm, .dotx), including those of LibreOffice and WPS. The parts with the text are unpacked within limits (<see
/// cref="WordPackage"/>), and given to the library as a new package.
/// </summary>
internal static partial class WordReader
{
    private static readonly (string Strict, string Transitional)[] _strictNames =
    [
        ("http://purl.oclc.org/ooxml/wordprocessingml/main", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("http://purl.oclc.org/ooxml/officeDocument/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("http://purl.oclc.org/ooxml/officeDocument/math", "http://schemas.openxmlformats.org/officeDocument/2006/math"),
        ("http://purl.oclc.org/ooxml/drawingml/main", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("http://purl.oclc.org/ooxml/drawingml/picture", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ];

    /// <summary>Whether the content is a container of an office program.</summary>
    public static bool CanRead(ReadOnlySpan<byte> content) => OfficeFile.IsZip(content) || OfficeFile.IsCompound(content);

    public static ReadResult Read(byte[] content, ReadContext context)
    {
        if (OfficeFile.IsCompound(content))
        {
            return OfficeFile.RejectCompound(content);
        }

        if (!WordPackage.TryOpen(content, out var package, out var error))
        {
            return error;
        }

        using (package)
        {
            try
            {
                return Read(package, context);
            }
            catch (Exception e) when (e is OpenXmlPackageException or XmlException or InvalidDataException or FormatException or InvalidCastException)
            {
                // The library throws these for well-formed XML that is no Word document.
                return WordPackage.Broken("its text is not as Word writes it");
            }
        }
    }

    private static ReadResult Read(WordPackage package, ReadContext context)
    {
        var relations = package.Relations(package.MainPart);
        using var stream = new MemoryStream();
        using var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document);
        document.CompressionOption = System.IO.Packaging.CompressionOption.NotCompressed;
        var main = document.AddMainDocumentPart();
        var findings = new WordReadState();
        if (!TryFeed(package, package.MainPart, main, findings))
        {
            return package.Error ?? WordPackage.Broken("the part with its text is missing");
        }

        Feed<StyleDefinitionsPart>("styles");
        Feed<NumberingDefinitionsPart>("numbering");
        var footnotes = Feed<FootnotesPart>("footnotes");
        var endnotes = Feed<EndnotesPart>("endnotes");
        var properties = WordProperties.Read(package);
        if (package.Error is { } error)
        {
            return error;
        }

        if (main.Document?.Body is not { } body)
        {
            return WordPackage.Broken("the part with its text has no text");
        }

        var styles = new WordStyles(main.StyleDefinitionsPart?.Styles);
        var numbering = new WordNumbering(main.NumberingDefinitionsPart?.Numbering, styles);
        var blocks = new WordContent(styles, numbering, relations, findings).Read(body);
        if (blocks.Count == 0 && ReadEmbeddedText(package, body, relations, context) is { } embedded)
        {
            return embedded;
        }

        var notes = Notes(
            findings,
            Index(main.FootnotesPart?.Footnotes, new WordContent(styles, numbering, Of(footnotes), findings, isNote: true)),
            Index(main.EndnotesPart?.Endnotes, new WordContent(styles, numbering, Of(endnotes), findings, isNote: true)));
        var result = BlockDocument.Build(blocks, notes, properties, Warnings(findings), context);
        if (result is not ReadResult.Document(var built))
        {
            return result;
        }

        // A name that is not a part of the document must not be resolved to an uploaded image.
        var images = built.Images.Select(image => image with { Content = package.Find(image.Name) ?? [] }).ToList();
        return package.Error is { } tooLarge ? tooLarge : built with { Images = images };

        string? Feed<TPart>(string type)
            where TPart : OpenXmlPart, IFixedContentTypePart =>
            relations.Values.FirstOrDefault(relation => relation.Type == type && !relation.IsExternal) is { } relation && TryFeed(package, relation.Target, main.AddNewPart<TPart>(), findings)
                ? relation.Target
                : null;

        Dictionary<string, WordRelation> Of(string? part) => part is null ? [] : package.Relations(part);
    }

    private static bool TryFeed(WordPackage package, string name, OpenXmlPart part, WordReadState findings)
    {
        if (package.FindXml(name) is not { } content)
        {
            return false;
        }

        findings.HasChanges |= content.AsSpan().IndexOf("<w:ins "u8) >= 0 || content.AsSpan().IndexOf("<w:moveTo "u8) >= 0;
        using var stream = new MemoryStream(ToTransitional(WithoutWrappers(content)));
        part.FeedData(stream);
        return true;
    }

    // Chinese versions of Word mark dates and numbers with smart tags, whose content the library does not know. Insertions may contain more than the
    // library knows, such as links.
    private static byte[] WithoutWrappers(byte[] content) =>
        content.AsSpan().IndexOf("smartTag"u8) < 0 && content.AsSpan().IndexOf("customXml"u8) < 0 && content.AsSpan().IndexOf(":ins "u8) < 0 && content.AsSpan().IndexOf(":moveTo "u8) < 0
            ? content
            : Encoding.UTF8.GetBytes(Wrapper().Replace(Encoding.UTF8.GetString(content), ""));

    // The library recognizes strict documents only by the relationships of a package that it opened itself.
    private static byte[] ToTransitional(byte[] content) =>
        content.AsSpan().IndexOf("http://purl.oclc.org/ooxml/"u8) < 0
            ? content
            : Encoding.UTF8.GetBytes(_strictNames.Aggregate(Encoding.UTF8.GetString(content), (text, name) => text.Replace(name.Strict, name.Transitional, StringComparison.Ordinal)));

    // Some programs put the whole text into a part of another format.
    private static ReadResult? ReadEmbeddedText(WordPackage package, OpenXmlElement body, Dictionary<string, WordRelation> relations, ReadContext context)
    {
        if (body.Descendants<AltChunk>().FirstOrDefault()?.Id?.Value is not { } id || !relations.TryGetValue(id, out var relation) || relation.IsExternal
            || package.Find(relation.Target) is not { Length: > 0 } content || CanRead(content))
        {
            return null;
        }

        return DocumentReader.Read(context.Name, content, context.Options);
    }

    private static Func<string, List<DocumentBlock>?> Index(OpenXmlElement? notes, WordContent content)
    {
        var byId = (notes?.ChildElements ?? []).OfType<FootnoteEndnoteType>()
            .GroupBy(note => note.Id?.InnerText ?? "")
            .ToDictionary(same => same.Key, same => same.First());
        return id => byId.TryGetValue(id, out var note) ? content.Read(note) : null;
    }

    private static string Notes(WordReadState findings, Func<string, List<DocumentBlock>?> footnotes, Func<string, List<DocumentBlock>?> endnotes)
    {
        var html = new StringBuilder();
        for (var i = 0; i < findings.Notes.Count; i++)
        {
            var (isEndnote, id) = findings.Notes[i];
            var blocks = (isEndnote ? endnotes : footnotes)(id) ?? [];
            var paragraphs = string.Join("<br>", blocks.OfType<ParagraphBlock>().Select(paragraph => paragraph.Html.Trim()));
            html.Append(CultureInfo.InvariantCulture, $"<li id=\"fn:{i + 1}\">{paragraphs} <a href=\"#fnref:{i + 1}\">\u21A9</a></li>");
        }

        return html.Length == 0 ? "" : $"<hr><ol>{html}</ol>";
    }

    private static IEnumerable<string> Warnings(WordReadState findings)
    {
        if (findings.HasChanges)
        {
            yield return "The document has tracked changes: insertions were taken, deletions left out.";
        }

        if (findings.LinkedImages > 0)
        {
            yield return $"{findings.LinkedImages} image(s) that are only linked, or missing from the document, were left out: nothing is fetched.";
        }

        if (findings.Objects > 0)
        {
            yield return $"{findings.Objects} chart(s), diagram(s) or embedded object(s) were left out: put them in as images.";
        }
    }

    [GeneratedRegex(@"<(?<prefix>\w+:)?(?:smartTagPr|customXmlPr)\b[^>]*(?:/>|>.*?</\k<prefix>(?:smartTagPr|customXmlPr)>)|</?(?:\w+:)?(?:smartTag|customXml|ins|moveTo)(?=[\s>/])[^>]*>", RegexOptions.Singleline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Wrapper();
}
