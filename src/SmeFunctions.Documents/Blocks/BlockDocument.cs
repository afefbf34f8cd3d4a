using SmeFunctions.Documents.Boilerplate;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Blocks;

/// <summary>Builds a document from the blocks of a format with styles or font sizes: Word, OpenDocument, PDF.</summary>
internal static class BlockDocument
{
    private const int MaxBlocksAboveTitle = 12;
    private const int MaxTitleParagraphs = 4;

    /// <summary>Half-points; text has 21 to 32.</summary>
    private const int MinTitleSize = 30;

    private static readonly string[] _titleLabels = ["Title", "Headline", "标题", "标 题", "题目", "標題"];

    /// <param name="blocks">The paragraphs and tables. The headline is taken from them.</param>
    /// <param name="notes">HTML of the footnotes.</param>
    /// <param name="properties">What the file states apart from its text.</param>
    /// <param name="warnings">What the reader left out.</param>
    /// <param name="context">The document's name, and facts about the portal.</param>
    public static ReadResult Build(List<DocumentBlock> blocks, string notes, FileProperties properties, IEnumerable<string> warnings, ReadContext context)
    {
        var title = context.FallbackTitle ?? ExtractTitle(blocks, properties.Title);
        FlattenHead(blocks, ref title);
        var top = blocks.OfType<ParagraphBlock>().Min(paragraph => paragraph.Heading) ?? 1;
        if (!ArticleBody.TryCreate(BlockHtml.Assemble(blocks, top) + notes, title, isPage: true, address: null, context.Options, out var body, out var error))
        {
            // The line number is of the generated HTML.
            return error with { Line = null };
        }

        if (body.Head.Title is not { } headline)
        {
            return new DocumentError("no-title", "The document has no headline: neither a title nor a heading nor a first line.");
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
            Notice = body.Head.Notice,
            Html = body.Html,
            Images = body.Images,
            Attachments = body.Attachments,
            Text = body.Text,
            Removed = body.Head.Removed,
            Warnings = [.. body.Head.Warnings, .. body.Warnings, .. body.Head.Published is null ? properties.Warnings : [], .. warnings],
        };
    }

    // A paragraph with the title style, the title property, or a first heading. The lines after it, and a first line as headline, are found as on a
    // page.
    private static string? ExtractTitle(List<DocumentBlock> blocks, string? property)
    {
        var first = blocks.FindIndex(block => block is ParagraphBlock { IsTitle: true });
        if (first >= 0)
        {
            // A long headline is often in two lines.
            var lines = blocks.Skip(first).TakeWhile(block => block is ParagraphBlock { IsTitle: true }).Cast<ParagraphBlock>().Select(line => line.Text).ToList();
            var title = string.Join(HanScript.GetHanShare(lines[0]) > 0.5 ? "" : " ", lines);
            if (title.Length > PageHead.MaxTitleLength)
            {
                (title, lines) = (lines[0], [lines[0]]);
            }

            TakeTitle(blocks, first, lines.Count);
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

        var heading = blocks.FindIndex(block => block is not ParagraphBlock { Heading: null } paragraph || !IsHeadLine(paragraph.Text));
        if (heading >= 0 && blocks[heading] is ParagraphBlock { Heading: not null } found)
        {
            blocks.RemoveAt(heading);
            return found.NumberedText;
        }

        return null;
    }

    // Without styles, the headline is what is set in the largest letters above the text; below a letterhead or a logo, and often in two lines.
    private static string? ExtractLargest(List<DocumentBlock> blocks)
    {
        var above = blocks.Take(MaxBlocksAboveTitle).ToList();
        var size = above.OfType<ParagraphBlock>().Select(paragraph => paragraph.Size).DefaultIfEmpty().Max();
        var others = blocks.OfType<ParagraphBlock>().Where(paragraph => paragraph.Size < size).ToList();
        var first = above.FindIndex(block => block is ParagraphBlock { Size: var own } && own == size);
        if (size < MinTitleSize || first < 0 || others.Count == 0 || others.Max(paragraph => paragraph.Size) >= size
            || above.Take(first).Any(block => block is ParagraphBlock { IsListItem: true } or ParagraphBlock { Text.Length: > 60 } || block is TableBlock)
            || blocks.OfType<ParagraphBlock>().Count(paragraph => paragraph.Size == size) > MaxTitleParagraphs)
        {
            return null;
        }

        var lines = blocks.Skip(first).TakeWhile(block => block is ParagraphBlock { Size: var own } && own == size).Cast<ParagraphBlock>().Select(line => line.Text).ToList();
        var title = string.Join(HanScript.GetHanShare(string.Concat(lines)) > 0.5 ? "" : " ", lines);
        if (title.Length is 0 or > PageHead.MaxTitleLength || lines.Exists(line => line.Length > 100 || line.EndsWith('。')))
        {
            return null;
        }

        TakeTitle(blocks, first, lines.Count);
        return title;
    }

    // What stands above the headline, such as a letterhead, must not separate it from the lines below it.
    private static void TakeTitle(List<DocumentBlock> blocks, int first, int count)
    {
        blocks.RemoveRange(first, count);
        for (var i = first; i < blocks.Count && i > 0 && blocks[i] is ParagraphBlock { Text.Length: > 0 } paragraph && MetaLine.TryRead(paragraph.Text) is not null; i++)
        {
            blocks.RemoveAt(i);
            blocks.Insert(i - first, paragraph);
        }
    }

    private static bool IsHeadLine(string text) =>
        text.Length == 0 || PageTail.IsSiteLine(text) || Breadcrumb.TryRead(text) is not null || MetaLine.TryRead(text) is not null;

    // Some documents begin with a table of what portals have in a line: "Source | The Letter".
    private static void FlattenHead(List<DocumentBlock> blocks, ref string? title)
    {
        var at = blocks.FindIndex(block => block is not ParagraphBlock paragraph || !IsHeadLine(paragraph.Text));
        if (at < 0 || blocks[at] is not TableBlock table || table.Rows.Count is 0 or > 12)
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
        blocks.InsertRange(at, lines.Select(line => new ParagraphBlock(BlockHtml.Encode(line), line)));
    }
}
