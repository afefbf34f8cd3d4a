using System.Text.Encodings.Web;
using System.Text.Unicode;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.PlainText;

/// <summary>
/// Reads a page of a news portal that was saved as plain text, and plain notes. <see cref="PageAnalyzer"/> tells the article from the lines of the site.
/// </summary>
internal static class PortalPageReader
{
    /// <summary>A line of this many characters is a whole paragraph, not a part of a wrapped one.</summary>
    private const int WholeParagraph = 100;

    /// <summary>Characters; shorter lines are not wrapped by a program.</summary>
    private const int MinWrapped = 40;

    // The stored text stays readable; characters that could be markup are escaped anyway.
    private static readonly HtmlEncoder _html = HtmlEncoder.Create(UnicodeRanges.All);

    public static ReadResult Read(string text, ReadContext context)
    {
        var lines = PageLine.Split(text);
        var page = PageAnalyzer.Analyze(lines, context.FallbackTitle, context.Options);
        if (page.Title is not { } title)
        {
            return CreateNoTitleError();
        }

        var line = page.TitleLines is [var first, ..] ? lines[first].Number : (int?)null;
        if (title.Length > PageAnalyzer.MaxTitleLength)
        {
            return new DocumentError(
                "no-title", $"The document has no headline: its first line is {title.Length:N0} characters long, and {PageAnalyzer.MaxTitleLength} is the most.", line);
        }

        var paragraphs = ReadParagraphs(lines, page.Text);
        if (paragraphs.Count == 0)
        {
            // The page has neither headline nor text, so the first line of the footer was used as the headline.
            return line is { } number && PageTail.Find(lines, number - 1, isPortalPage: true, []) < number
                ? CreateNoTitleError()
                : new DocumentError("no-text", "The document has a headline, but no text below it.", line);
        }

        return new ParsedDocument
        {
            Title = title,
            Published = page.Published,
            Source = page.Source,
            Author = page.Author,
            Breadcrumb = page.Breadcrumb,
            Visits = page.Visits,
            Notice = page.Notice,
            Html = string.Join('\n', paragraphs.Select(paragraph => $"<p>{_html.Encode(paragraph).Replace("&#xA;", "<br>", StringComparison.Ordinal)}</p>")),
            Text = string.Join("\n\n", paragraphs),
            Removed = [.. page.Removed.Select(removed => new RemovedLine(lines[removed.Index].Number, lines[removed.Index].Collapsed, removed.Why))],
            Warnings = page.Warnings,
        };
    }

    private static DocumentError CreateNoTitleError() =>
        new("no-title", "The document has no headline: nothing stands before its end but lines of the site.");

    private static List<string> ReadParagraphs(List<PageLine> lines, IReadOnlyList<int> text)
    {
        var paragraphs = new List<string>();
        var block = new List<PageLine>();
        var previous = -2;
        foreach (var i in text)
        {
            if (lines[i].IsBlank || i != previous + 1)
            {
                paragraphs.AddRange(JoinParagraphs(block));
                block.Clear();
            }

            if (!lines[i].IsBlank)
            {
                block.Add(lines[i]);
            }

            previous = i;
        }

        paragraphs.AddRange(JoinParagraphs(block));
        return paragraphs;
    }

    // Lines without a blank line between them are one wrapped paragraph, one paragraph each, or lines of a list.
    private static IEnumerable<string> JoinParagraphs(List<PageLine> block)
    {
        if (block.Count < 2)
        {
            return block.Select(line => line.Collapsed);
        }

        var areWhole = block.Exists(line => line.IsIndented || line.Text.Length > WholeParagraph) || HanScript.GetHanShare(string.Concat(block.Select(line => line.Text))) > 0.3;
        return areWhole ? block.Select(line => line.Collapsed)
            : AreItems(block) ? [string.Join('\n', block.Select(line => line.Collapsed))]
            : [string.Join(' ', block.Select(line => line.Collapsed))];
    }

    // "1. Licence", "- Licence", or short lines that a program did not wrap: an address, a signature.
    private static bool AreItems(List<PageLine> block) =>
        block.Count(line => IsItem(line.Text)) >= 2
        || block.TrueForAll(line => line.Text.Contains(": ", StringComparison.Ordinal) && line.Text.Length < MinWrapped * 2 && char.IsUpper(line.Text[0]));

    private static bool IsItem(string text) =>
        text is ['-' or '*' or '•' or '·' or '–', ' ', ..]
        || (text.Length > 2 && char.IsAsciiLetterOrDigit(text[0]) && text.IndexOfAny(['.', ')'], 0, Math.Min(4, text.Length)) is > 0 and var mark && mark + 1 < text.Length && text[mark + 1] == ' ' && text[..mark].All(char.IsAsciiLetterOrDigit) && (char.IsAsciiDigit(text[0]) || mark == 1));
}
