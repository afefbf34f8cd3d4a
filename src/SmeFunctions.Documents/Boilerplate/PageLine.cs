using System.Text;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>A line of a page with normalized white space: spaces only, none at the ends.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Runs of spaces stay, because they separate items.</param>
/// <param name="IsIndented">Whether it began with white space, like the first line of a Chinese paragraph.</param>
internal readonly record struct PageLine(int Number, string Text, bool IsIndented)
{
    public bool IsBlank => Text.Length == 0;

    /// <summary>Whether the line is nothing but a link.</summary>
    public bool IsLink { get; init; }

    public static List<PageLine> Split(string text)
    {
        var lines = new List<PageLine>();
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            lines.Add(new PageLine(lines.Count + 1, Plain(range), !range.IsEmpty && char.IsWhiteSpace(range[0])));
        }

        return lines;
    }

    /// <summary>The text with single spaces.</summary>
    public string Collapsed => Text.Contains("  ", StringComparison.Ordinal) ? string.Join(' ', Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : Text;

    // A rule below a headline, or between two parts.
    private static bool IsRule(string text) => text.Length >= 3 && text.All(c => c is '=' or '-' or '_' or '*' or '~' or '─' or '━' or '—' or ' ');

    private static string Plain(ReadOnlySpan<char> line)
    {
        var plain = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            if (c is '\t' or '\u3000')
            {
                // A tab and a wide space separate items like two spaces.
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
