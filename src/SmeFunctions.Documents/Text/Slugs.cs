using System.Globalization;
using System.Text;

namespace SmeFunctions.Documents;

/// <summary>Names of articles and sections in addresses: lower-case letters and digits of any script, separated by single hyphens.</summary>
public static class Slugs
{
    /// <summary>UTF-16 units; long enough for any headline, short enough for a table key and a percent-encoded address.</summary>
    public const int MaxLength = 120;

    /// <summary>Creates a slug from a title; empty without letters and digits.</summary>
    public static string Create(string title)
    {
        // Full-width letters and digits become normal ones. The canonical form makes equal what looks equal.
        var normalized = ToWellFormed(title).Normalize(NormalizationForm.FormKC);
        var slug = new StringBuilder(normalized.Length);
        var gap = false;

        foreach (var rune in normalized.EnumerateRunes())
        {
            // A mark belongs to the letter before it. After a sign that is no letter, such as an emoji, it is dropped.
            if (IsVariation(rune) || (!Rune.IsLetterOrDigit(rune) && IsWord(rune) && (gap || slug.Length == 0)))
            {
                continue;
            }

            if (IsWord(rune))
            {
                var lower = Rune.ToLowerInvariant(rune);
                var length = lower.Utf16SequenceLength + (gap && slug.Length > 0 ? 1 : 0);
                if (slug.Length + length > MaxLength)
                {
                    return CutAtWord(slug, cutInWord: !gap).Normalize(NormalizationForm.FormC);
                }

                if (gap && slug.Length > 0)
                {
                    slug.Append('-');
                }

                slug.Append(lower.ToString());
                gap = false;
            }
            else if (rune.Value is not ('\'' or '’' or '‘' or '`'))
            {
                gap = true;
            }
        }

        return slug.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Creates the slug of an article: its day, then its title.</summary>
    public static string CreateForArticle(DateOnly published, string title)
    {
        var day = published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Create(title) is { Length: > 0 } slug ? $"{day}-{slug}" : day;
    }

    /// <summary>Whether <paramref name="text"/> can be the slug of a section: slugs separated by <c>/</c>.</summary>
    public static bool IsPath(string text) => text.Split('/').All(part => IsSlug(part));

    public static bool IsSlug(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxLength + 40)
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsWord(rune) && rune.Value != '-')
            {
                return false;
            }
        }

        return true;
    }

    // Normalize throws on noncharacters (U+FFFE), which a document may contain, and on lone surrogates.
    private static string ToWellFormed(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF)));

    private static bool IsWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // A variation selector.
    private static bool IsVariation(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static string CutAtWord(StringBuilder slug, bool cutInWord)
    {
        var text = slug.ToString();
        var lastGap = text.LastIndexOf('-');

        // A title in a script without spaces is one long word; it is cut at the limit.
        return cutInWord && lastGap > MaxLength / 2 ? text[..lastGap] : text;
    }
}
