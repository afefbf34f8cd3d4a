using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SmeFunctions.Documents.PlainText;

/// <summary>
/// Reads a page of a news portal that was saved as plain text: lines of the site, the way to the page, headline, a line with date, source
/// and visits, paragraphs, lines of the site again. All but headline and paragraphs may be missing, and the lines above the paragraphs
/// come in any order; so a note with a headline and some paragraphs is read as well.
/// </summary>
internal static class PortalPageReader
{
    /// <summary>Characters; no headline is longer.</summary>
    private const int MaxTitleLength = 300;

    /// <summary>Lines with date, source, visits and so on; a table of such lines is the text.</summary>
    private const int MaxMetaLines = 20;

    /// <summary>Characters of a line from which on it is taken for a whole paragraph, not for a part of one that was broken to fit.</summary>
    private const int WholeParagraph = 100;

    // Text stays readable in the stored page; what could be taken for markup is escaped all the same.
    private static readonly HtmlEncoder _html = HtmlEncoder.Create(UnicodeRanges.All);

    public static ReadResult Read(string text, ReadContext context)
    {
        var lines = PageLine.Split(text);
        var head = ReadHead(lines);
        if (head.Title is not { } title)
        {
            return CreateNoTitleError();
        }

        if (title.Text.Length > MaxTitleLength)
        {
            return new DocumentError(
                "no-title", $"The document has no headline: its first line is {title.Text.Length:N0} characters long, and {MaxTitleLength} is the most.", title.Number);
        }

        var footer = PageBoilerplate.FindFooter(lines, head.End);
        var paragraphs = ReadParagraphs(lines[head.End..footer]);
        if (paragraphs.Count == 0)
        {
            // Of a page with neither headline nor text, the first line of the footer was taken for a headline.
            return PageBoilerplate.FindFooter(lines, title.Number - 1) < title.Number ? CreateNoTitleError() : new DocumentError("no-text", "The document has a headline, but no text below it.", title.Number);
        }

        return new ParsedDocument
        {
            Title = title.Collapsed,
            Published = head.Meta.Select(meta => meta.Published).FirstOrDefault(date => date is not null),
            Source = head.Meta.Select(meta => meta.Source).FirstOrDefault(source => source is not null),
            Author = head.Meta.Select(meta => meta.Author).FirstOrDefault(author => author is not null),
            Breadcrumb = head.Breadcrumb,
            Visits = head.Meta.Select(meta => meta.Visits).FirstOrDefault(visits => visits is not null) ?? ReadFooterVisits(lines[footer..]),
            Html = string.Join('\n', paragraphs.Select(paragraph => $"<p>{_html.Encode(paragraph)}</p>")),
            Text = string.Join("\n\n", paragraphs),
            Warnings = [.. head.Meta.SelectMany(meta => meta.Warnings)],
        };
    }

    private static Head ReadHead(List<PageLine> lines)
    {
        var head = new Head();

        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.IsBlank || (head.Title is null && PageBoilerplate.IsSiteLine(line.Text)))
            {
                continue;
            }

            if (head.Breadcrumb.Count == 0 && Breadcrumb.TryRead(line.Text) is { } breadcrumb)
            {
                head.Breadcrumb = breadcrumb;
            }
            else if (head.Meta.Count < MaxMetaLines && MetaLine.TryRead(line.Text) is { } meta && !(meta is { IsLoose: true, Visits: null } && head is { Title: null, Breadcrumb.Count: 0 }))
            {
                head.Meta.Add(meta);
            }
            else if (head.Title is null)
            {
                head.Title = line;
            }
            else
            {
                head.End = i;
                return head;
            }
        }

        head.End = lines.Count;
        return head;
    }

    private static DocumentError CreateNoTitleError() =>
        new("no-title", "The document has no headline: nothing stands before its end but lines of the site.");

    private static List<string> ReadParagraphs(List<PageLine> lines)
    {
        var paragraphs = new List<string>();
        var block = new List<PageLine>();

        foreach (var line in lines)
        {
            if (!line.IsBlank)
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                paragraphs.AddRange(JoinParagraphs(block));
                block.Clear();
            }
        }

        paragraphs.AddRange(JoinParagraphs(block));
        return paragraphs;
    }

    // Lines that stand together are one paragraph that was broken to fit a screen, or each a paragraph of its own.
    private static IEnumerable<string> JoinParagraphs(List<PageLine> block)
    {
        var areWhole = block.Exists(line => line.IsIndented || line.Text.Length > WholeParagraph) || HanScript.GetHanShare(string.Concat(block.Select(line => line.Text))) > 0.3;
        return areWhole || block.Count < 2 ? block.Select(line => line.Collapsed) : [string.Join(' ', block.Select(line => line.Collapsed))];
    }

    private static long? ReadFooterVisits(List<PageLine> footer) =>
        footer.Select(line => MetaLine.TryRead(line.Text)?.Visits).FirstOrDefault(visits => visits is not null);

    private sealed class Head
    {
        public PageLine? Title { get; set; }

        public IReadOnlyList<string> Breadcrumb { get; set; } = [];

        public List<MetaLine> Meta { get; } = [];

        /// <summary>Index of the first line after it.</summary>
        public int End { get; set; }
    }
}
