using System.Text;

namespace SmeFunctions.Documents.PlainText;

/// <summary>A line of a page, its white space made plain: spaces only, none at the ends.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Runs of spaces are kept: they part the items of a line.</param>
/// <param name="IsIndented">Whether it began with white space, as the first line of a paragraph does in Chinese.</param>
internal readonly record struct PageLine(int Number, string Text, bool IsIndented)
{
    public bool IsBlank => Text.Length == 0;

    public static List<PageLine> Split(string text)
    {
        var lines = new List<PageLine>();
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            lines.Add(new PageLine(lines.Count + 1, Plain(range), !range.IsEmpty && char.IsWhiteSpace(range[0])));
        }

        return lines;
    }

    /// <summary>The text with every run of spaces made one.</summary>
    public string Collapsed => Text.Contains("  ", StringComparison.Ordinal) ? string.Join(' ', Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : Text;

    // What is drawn below a headline or between two parts.
    private static bool IsRule(string text) => text.Length >= 3 && text.All(c => c is '=' or '-' or '_' or '*' or '~' or '─' or '━' or '—' or ' ');

    private static string Plain(ReadOnlySpan<char> line)
    {
        var plain = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            if (c == '\t')
            {
                // A tab parts items as two spaces do.
                plain.Append("  ");
            }
            else if (char.IsWhiteSpace(c))
            {
                plain.Append(' ');
            }
            else if (c is not ('\uFEFF' or '\u200B' or '\u001A'))
            {
                plain.Append(c);
            }
        }

        var text = plain.ToString().Trim();
        return IsRule(text) ? "" : text;
    }
}
