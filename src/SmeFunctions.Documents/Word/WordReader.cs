using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Markup;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Word;

/// <summary>
/// Reads Word documents (.docx, .docm, .dotx), including those of LibreOffice and WPS. The parts with the text are unpacked within limits (<see
/// cref="WordPackage"/>), and given to the library as a new package.
/// </summary>
internal static partial class WordReader
{
    private const int MaxBlocksAboveTitle = 12;
    private const int MaxTitleParagraphs = 4;

    /// <summary>Half-points; text has 21 to 32.</summary>
    private const int MinTitleSize = 30;

    private static readonly string[] _titleLabels = ["Title", "Headline", "标题", "标 题", "题目", "標題"];

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
        if (!TryFeed(package, package.MainPart, main))
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
        var findings = new WordReadState();
        var blocks = new WordContent(styles, numbering, relations, findings).Read(body);
        if (blocks.Count == 0 && ReadEmbeddedText(package, body, relations, context) is { } embedded)
        {
            return embedded;
        }

        var notes = Notes(
            findings,
            Index(main.FootnotesPart?.Footnotes, new WordContent(styles, numbering, Of(footnotes), findings, isNote: true)),
            Index(main.EndnotesPart?.Endnotes, new WordContent(styles, numbering, Of(endnotes), findings, isNote: true)));
        return BuildDocument(package, properties, blocks, notes, findings, context.Options);

        string? Feed<TPart>(string type)
            where TPart : OpenXmlPart, IFixedContentTypePart =>
            relations.Values.FirstOrDefault(relation => relation.Type == type && !relation.IsExternal) is { } relation && TryFeed(package, relation.Target, main.AddNewPart<TPart>())
                ? relation.Target
                : null;

        Dictionary<string, WordRelation> Of(string? part) => part is null ? [] : package.Relations(part);
    }

    private static bool TryFeed(WordPackage package, string name, OpenXmlPart part)
    {
        if (package.FindXml(name) is not { } content)
        {
            return false;
        }

        using var stream = new MemoryStream(ToTransitional(WithoutWrappers(content)));
        part.FeedData(stream);
        return true;
    }

    // Chinese versions of Word mark dates and numbers with smart tags, whose content the library does not know.
    private static byte[] WithoutWrappers(byte[] content) =>
        content.AsSpan().IndexOf("smartTag"u8) < 0 && content.AsSpan().IndexOf("customXml"u8) < 0
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

    private static ReadResult BuildDocument(WordPackage package, WordProperties properties, List<WordBlock> blocks, string notes, WordReadState findings, DocumentReaderOptions options)
    {
        var title = ExtractTitle(blocks, properties.Title);
        FlattenHead(blocks, ref title);
        var top = blocks.OfType<WordParagraph>().Min(paragraph => paragraph.Heading) ?? 1;
        if (!ArticleBody.TryCreate(WordHtml.Assemble(blocks, top) + notes, title, isPage: true, address: null, options, out var body, out var error))
        {
            // The line number is of the generated HTML.
            return error with { Line = null };
        }

        if (body.Head.Title is not { } headline)
        {
            return new DocumentError("no-title", "The document has no headline: neither a title nor a heading nor a first line.");
        }

        // A name that is not a part of the document must not be resolved to an uploaded image.
        var images = body.Images.Select(image => image with { Content = package.Find(image.Name) ?? [] }).ToList();
        if (package.Error is { } tooLarge)
        {
            return tooLarge;
        }

        return new ParsedDocument
        {
            Title = headline,
            DeclaredLang = properties.Lang,
            Published = body.Head.Published ?? properties.Created,
            Source = body.Head.Source,
            Author = body.Head.Author ?? properties.Author,
            Tags = properties.Tags,
            Breadcrumb = body.Head.Breadcrumb,
            Section = body.Head.Breadcrumb.Count > 0 ? [] : properties.Section,
            Visits = body.Head.Visits,
            Html = body.Html,
            Images = images,
            Text = body.Text,
            Warnings = [.. body.Head.Warnings, .. body.Warnings, .. Warnings(findings, body.Head.Published is null ? properties.Created : null)],
        };
    }

    // A paragraph with the title style, the title property, or a first heading. The lines after it, and a first line as headline, are found as on a
    // page.
    private static string? ExtractTitle(List<WordBlock> blocks, string? property)
    {
        var first = blocks.FindIndex(block => block is WordParagraph { IsTitle: true });
        if (first >= 0)
        {
            // A long headline is often in two lines.
            var lines = blocks.Skip(first).TakeWhile(block => block is WordParagraph { IsTitle: true }).Cast<WordParagraph>().Select(line => line.Text).ToList();
            var title = string.Join(HanScript.GetHanShare(lines[0]) > 0.5 ? "" : " ", lines);
            if (title.Length > PageHead.MaxTitleLength)
            {
                (title, lines) = (lines[0], [lines[0]]);
            }

            blocks.RemoveRange(first, lines.Count);
            return title;
        }

        if (ExtractLargest(blocks) is { } largest)
        {
            return largest;
        }

        if (property is not null)
        {
            return property;
        }

        var heading = blocks.FindIndex(block => block is not WordParagraph { Heading: null } paragraph || !IsHeadLine(paragraph.Text));
        if (heading >= 0 && blocks[heading] is WordParagraph { Heading: not null } found)
        {
            blocks.RemoveAt(heading);
            return found.NumberedText;
        }

        return null;
    }

    // Without styles, the headline is what is set in the largest letters above the text; below a letterhead or a logo, and often in two lines.
    private static string? ExtractLargest(List<WordBlock> blocks)
    {
        var above = blocks.Take(MaxBlocksAboveTitle).ToList();
        var size = above.OfType<WordParagraph>().Select(paragraph => paragraph.Size).DefaultIfEmpty().Max();
        var others = blocks.OfType<WordParagraph>().Where(paragraph => paragraph.Size < size).ToList();
        var first = above.FindIndex(block => block is WordParagraph { Size: var own } && own == size);
        if (size < MinTitleSize || first < 0 || others.Count == 0 || others.Max(paragraph => paragraph.Size) >= size
            || above.Take(first).Any(block => block is WordParagraph { IsListItem: true } or WordParagraph { Text.Length: > 60 } || block is WordTable)
            || blocks.OfType<WordParagraph>().Count(paragraph => paragraph.Size == size) > MaxTitleParagraphs)
        {
            return null;
        }

        var lines = blocks.Skip(first).TakeWhile(block => block is WordParagraph { Size: var own } && own == size).Cast<WordParagraph>().Select(line => line.Text).ToList();
        var title = string.Join(HanScript.GetHanShare(string.Concat(lines)) > 0.5 ? "" : " ", lines);
        if (title.Length is 0 or > PageHead.MaxTitleLength || lines.Exists(line => line.Length > 100 || line.EndsWith('。')))
        {
            return null;
        }

        blocks.RemoveRange(first, lines.Count);
        return title;
    }

    private static bool IsHeadLine(string text) =>
        text.Length == 0 || PageTail.IsSiteLine(text) || Breadcrumb.TryRead(text) is not null || MetaLine.TryRead(text) is not null;

    // Some documents begin with a table of what portals have in a line: "Source | The Letter".
    private static void FlattenHead(List<WordBlock> blocks, ref string? title)
    {
        var at = blocks.FindIndex(block => block is not WordParagraph paragraph || !IsHeadLine(paragraph.Text));
        if (at < 0 || blocks[at] is not WordTable table || table.Rows.Count is 0 or > 12)
        {
            return;
        }

        string? named = null;
        var lines = new List<string>();
        foreach (var row in table.Rows)
        {
            var cells = row.Where(cell => cell.Length > 0).Select(cell => cell.TrimEnd(':', '：', ' ')).ToList();
            if (cells.Count == 2 && _titleLabels.Contains(cells[0], StringComparer.OrdinalIgnoreCase) && cells[1].Length <= PageHead.MaxTitleLength)
            {
                named ??= cells[1];
                continue;
            }

            foreach (var pair in cells.Chunk(2))
            {
                var line = string.Join(": ", pair);
                if (pair.Length != 2 || (MetaLine.TryRead(line) is null && Breadcrumb.TryRead(line) is null))
                {
                    return;
                }

                lines.Add(line);
            }
        }

        title = named ?? title;
        blocks.RemoveAt(at);
        blocks.InsertRange(at, lines.Select(line => new WordParagraph(WordHtml.Encode(line), line)));
    }

    private static Func<string, List<WordBlock>?> Index(OpenXmlElement? notes, WordContent content)
    {
        var byId = (notes?.ChildElements ?? []).OfType<FootnoteEndnoteType>()
            .GroupBy(note => note.Id?.InnerText ?? "")
            .ToDictionary(same => same.Key, same => same.First());
        return id => byId.TryGetValue(id, out var note) ? content.Read(note) : null;
    }

    private static string Notes(WordReadState findings, Func<string, List<WordBlock>?> footnotes, Func<string, List<WordBlock>?> endnotes)
    {
        var html = new StringBuilder();
        for (var i = 0; i < findings.Notes.Count; i++)
        {
            var (isEndnote, id) = findings.Notes[i];
            var blocks = (isEndnote ? endnotes : footnotes)(id) ?? [];
            var paragraphs = string.Join("<br>", blocks.OfType<WordParagraph>().Select(paragraph => paragraph.Html.Trim()));
            html.Append(CultureInfo.InvariantCulture, $"<li id=\"fn:{i + 1}\">{paragraphs} <a href=\"#fnref:{i + 1}\">\u21A9</a></li>");
        }

        return html.Length == 0 ? "" : $"<hr><ol>{html}</ol>";
    }

    private static IEnumerable<string> Warnings(WordReadState findings, DateOnly? created)
    {
        if (created is { } day)
        {
            yield return $"The document's text has no date; it is published under {day:yyyy-MM-dd}, the day on which its properties say that it was begun.";
        }

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

    [GeneratedRegex(@"<(?<prefix>\w+:)?(?:smartTagPr|customXmlPr)\b[^>]*(?:/>|>.*?</\k<prefix>(?:smartTagPr|customXmlPr)>)|</?(?:\w+:)?(?:smartTag|customXml)(?=[\s>/])[^>]*>", RegexOptions.Singleline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Wrapper();
}
