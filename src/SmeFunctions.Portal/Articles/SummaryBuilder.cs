using System.Globalization;

namespace SmeFunctions.Portal.Articles;

/// <summary>Builds a summary: the first sentence or two of a text.</summary>
internal static class SummaryBuilder
{
    /// <summary>Wide characters count twice: 240 letters, or 120 Han characters.</summary>
    private const int MaxWidth = 240;

    /// <summary>A shorter first sentence is followed by the next one.</summary>
    private const int EnoughWidth = 90;

    private static readonly HashSet<string> _abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "No", "Co", "Ltd", "Inc", "Corp", "vs", "etc", "e.g", "i.e", "U.S", "U.K", "P.R", "a.m", "p.m",
        "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    };

    public static string Build(string text)
    {
        var paragraph = FirstParagraph(text);
        var width = 0;
        var lastSentence = 0;
        var lastGap = 0;

        for (var i = 0; i < paragraph.Length; i++)
        {
            var step = char.IsHighSurrogate(paragraph[i]) && i + 1 < paragraph.Length ? 2 : 1;
            width += IsWide(paragraph[i]) ? 2 : 1;
            if (width > MaxWidth)
            {
                return Truncate(paragraph, lastSentence, lastGap > 0 ? lastGap : i);
            }

            i += step - 1;
            if (EndsSentence(paragraph, i))
            {
                lastSentence = EndOfQuotes(paragraph, i + 1);
                if (width >= EnoughWidth)
                {
                    return paragraph[..lastSentence];
                }
            }
            else if (paragraph[i] == ' ')
            {
                lastGap = i;
            }
        }

        return paragraph;
    }

    private static string FirstParagraph(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).ReplaceLineEndings(" ").Trim();
    }

    private static string Truncate(string paragraph, int lastSentence, int lastGap) =>
        lastSentence > 0 ? paragraph[..lastSentence] : string.Concat(paragraph.AsSpan(0, lastGap).TrimEnd(), "…");

    private static bool EndsSentence(string text, int i) => text[i] switch
    {
        '。' or '！' or '？' => true,
        '!' or '?' => IsFollowedByGap(text, i),
        '.' => IsFollowedByGap(text, i) && !IsAbbreviation(text, i),
        _ => false,
    };

    private static bool IsFollowedByGap(string text, int i)
    {
        var next = EndOfQuotes(text, i + 1);
        return next == text.Length || char.IsWhiteSpace(text[next]);
    }

    private static bool IsAbbreviation(string text, int dot)
    {
        var start = text.LastIndexOf(' ', dot) + 1;
        var word = text[start..dot].TrimStart('(', '"', '“');

        // A single capital letter is an initial.
        return _abbreviations.Contains(word) || (word.Length == 1 && char.IsUpper(word[0]));
    }

    private static int EndOfQuotes(string text, int i)
    {
        // Of more than a few in a row, none closes a quotation.
        for (var most = i + 4; i < text.Length && i < most && "\"”’」』)）》".Contains(text[i]); i++)
        {
        }

        return i;
    }

    private static bool IsWide(char c) =>
        c >= 0x1100 && (c >= 0x2E80 || char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter) && c is not ('…' or '“' or '”' or '‘' or '’');
}
