using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Marks the words of a search in a title or text. Folding keeps positions, so words are found in the folded text and marked in the original. Lucene's
/// highlighter would mark single bigrams inside of other words.
/// </summary>
internal static class SearchHighlighter
{
    /// <summary>Width of a snippet; wide characters count twice.</summary>
    private const int SnippetWidth = 220;

    /// <summary>Width before the first marked word.</summary>
    private const int LeadWidth = 50;

    /// <summary>UTF-16 units in which words are looked for.</summary>
    private const int MaxAnalyzedLength = 20_000;
    private const int MaxMatches = 500;

    /// <summary>Letters of a word that its stem has, too.</summary>
    private const int StemStart = 2;

    // What stands between two words of one run: "fee,price".
    private static readonly SearchValues<char> _innerMarks = SearchValues.Create(",.0123456789");

    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Marks words in a whole text.</summary>
    /// <param name="text">In Unicode normalization form C.</param>
    /// <param name="lang">The language, whose analysis decides which words are equal.</param>
    /// <param name="terms">The words.</param>
    /// <returns>HTML.</returns>
    public static string Mark(string text, string lang, IReadOnlyList<SearchTerm> terms) => Render(text, 0, text.Length, Find(text, lang, terms));

    /// <summary>Selects the part of a text with the most words of the search, and marks them.</summary>
    /// <param name="text">In Unicode normalization form C.</param>
    /// <param name="fallback">What is shown when no word is in the text.</param>
    /// <param name="lang">The language.</param>
    /// <param name="terms">The words.</param>
    /// <returns>HTML.</returns>
    public static string CreateSnippet(string text, string fallback, string lang, IReadOnlyList<SearchTerm> terms)
    {
        var matches = Find(text.Length <= MaxAnalyzedLength ? text : text[..MaxAnalyzedLength], lang, terms);
        if (matches.Count == 0)
        {
            return Mark(fallback, lang, terms);
        }

        var best = 0;
        var most = -1;
        for (var i = 0; i < matches.Count; i++)
        {
            var end = matches[i].Start + GetLength(text, matches[i].Start, SnippetWidth - LeadWidth);
            var inside = matches.Skip(i).TakeWhile(match => match.End <= end).ToList();
            var worth = (inside.Select(match => match.Term).Distinct().Count() * 100) + inside.Count;
            if (worth > most)
            {
                (best, most) = (i, worth);
            }
        }

        var start = FindStart(text, matches[best].Start);
        var length = GetLength(text, start, SnippetWidth);
        var stop = start + length == text.Length ? text.Length : FindEnd(text, start, start + length);
        return (start > 0 ? "…" : "") + Render(text, start, stop, matches) + (stop < text.Length ? "…" : "");
    }

    private static List<Match> Find(string text, string lang, IReadOnlyList<SearchTerm> terms)
    {
        var folded = CharacterFolding.Fold(text);
        var matches = new List<Match>();
        var numbers = terms.Any(term => term.Number is not null) ? DocumentNumber.Find(folded).ToList() : [];
        var words = SearchAnalyzers.IsChinese(lang) ? [] : AnalyzeCandidates(lang, folded, terms);
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].Number is { } number)
            {
                matches.AddRange(numbers
                    .Where(found => (found.Issuer + found.Number).EndsWith(number, StringComparison.Ordinal) && number.EndsWith(found.Number, StringComparison.Ordinal))
                    .Select(found => new Match(found.Index + found.Issuer.Length - (number.Length - found.Number.Length), found.Index + found.Length, i)));
            }
            else if (SearchAnalyzers.IsChinese(lang))
            {
                AddWritten(matches, folded, terms[i].Text.Trim(), i);
            }
            else
            {
                AddAnalyzed(matches, words, terms[i].Words, i);
            }
        }

        matches.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        return matches.Count <= MaxMatches ? matches : matches[..MaxMatches];
    }

    // A stem begins like its word, so only words that begin like one of the search are analyzed. The words of a phrase may have words between them that
    // the index leaves out, so for a phrase all are.
    private static List<AnalyzedTerm> AnalyzeCandidates(string lang, string folded, IReadOnlyList<SearchTerm> terms)
    {
        if (terms.Any(term => term.Words.Count > 1))
        {
            return [.. SearchAnalyzers.Analyze(lang, folded)];
        }

        var stems = terms.SelectMany(term => term.Words).Select(word => word.Text).ToList();
        var found = new List<AnalyzedTerm>();
        for (var start = 0; start < folded.Length && stems.Count > 0; start++)
        {
            if (!char.IsLetterOrDigit(folded[start]))
            {
                continue;
            }

            var end = start + 1;
            while (end < folded.Length && (char.IsLetterOrDigit(folded[end]) || folded[end] is '\'' or ',' or '.'))
            {
                end++;
            }

            if (stems.Exists(stem => StartAlike(stem, folded.AsSpan(start, end - start))))
            {
                found.AddRange(SearchAnalyzers.Analyze(lang, folded[start..end]).Select(word => word with { Start = word.Start + start, End = word.End + start }));
            }

            start = end;
        }

        return found;
    }

    private static bool StartAlike(string stem, ReadOnlySpan<char> word)
    {
        var length = Math.Min(StemStart, Math.Min(stem.Length, word.Length));
        return word.StartsWith(stem.AsSpan(0, length)) || word.ContainsAny(_innerMarks);
    }

    private static void AddWritten(List<Match> matches, string folded, string term, int index)
    {
        for (var at = 0; term.Length > 0 && (at = folded.IndexOf(term, at, StringComparison.Ordinal)) >= 0; at += term.Length)
        {
            // "AI" is not in "chain".
            if (!(char.IsAsciiLetterOrDigit(term[0]) && at > 0 && char.IsAsciiLetterOrDigit(folded[at - 1]))
                && !(char.IsAsciiLetterOrDigit(term[^1]) && at + term.Length < folded.Length && char.IsAsciiLetterOrDigit(folded[at + term.Length])))
            {
                matches.Add(new Match(at, at + term.Length, index));
            }
        }
    }

    private static void AddAnalyzed(List<Match> matches, List<AnalyzedTerm> words, IReadOnlyList<AnalyzedTerm> term, int index)
    {
        for (var i = 0; i + term.Count <= words.Count; i++)
        {
            var isMatch = true;
            for (var j = 0; j < term.Count && isMatch; j++)
            {
                isMatch = words[i + j].Text == term[j].Text;
            }

            if (isMatch)
            {
                matches.Add(new Match(words[i].Start, words[i + term.Count - 1].End, index));
            }
        }
    }

    // Two words that touch or overlap are marked as one.
    private static string Render(string text, int start, int end, List<Match> matches)
    {
        var html = new StringBuilder();
        var at = start;
        for (var i = 0; i < matches.Count; i++)
        {
            var (from, to) = (matches[i].Start, matches[i].End);
            while (i + 1 < matches.Count && matches[i + 1].Start <= to)
            {
                to = Math.Max(to, matches[++i].End);
            }

            if (from < at || to > end)
            {
                continue;
            }

            html.Append(Encode(text[at..from])).Append("<mark>").Append(Encode(text[from..to])).Append("</mark>");
            at = to;
        }

        return html.Append(Encode(text[at..end])).ToString();
    }

    private static string Encode(string text) => _encoder.Encode(text.ReplaceLineEndings(" "));

    // The start of the sentence, or else of a word.
    private static int FindStart(string text, int match)
    {
        var width = 0;
        var word = match;
        for (var i = match; i > 0; i--)
        {
            var before = text[i - 1];
            if (before is '。' or '！' or '？' or '\n' || (before == ' ' && i > 1 && text[i - 2] is '.' or '!' or '?'))
            {
                return i;
            }

            width += IsWide(before) ? 2 : 1;
            if (width > LeadWidth)
            {
                return word;
            }

            word = before == ' ' || (IsWide(before) && !char.IsLowSurrogate(text[i - 1])) ? i : word;
        }

        return 0;
    }

    private static int FindEnd(string text, int start, int end)
    {
        if (char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        var gap = text.LastIndexOf(' ', end - 1, Math.Min(20, end - start));
        return gap > start && !IsWide(text[end - 1]) ? gap : end;
    }

    private static int GetLength(string text, int start, int width)
    {
        var end = start;
        for (; end < text.Length && width > 0; end++)
        {
            width -= IsWide(text[end]) ? 2 : 1;
        }

        return end - start;
    }

    private static bool IsWide(char c) => c >= 0x1100 && (c >= 0x2E80 || char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter);

    private readonly record struct Match(int Start, int End, int Term);
}
