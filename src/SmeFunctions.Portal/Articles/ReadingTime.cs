using System.Text;

namespace SmeFunctions.Portal.Articles;

/// <summary>The length of a text.</summary>
/// <param name="Words">Words; in scripts without spaces (Han, kana), characters.</param>
/// <param name="Minutes">Whole minutes, at least 1.</param>
internal readonly record struct ReadingTime(int Words, int Minutes)
{
    // Silent reading of prose by adults, from meta-analyses: 238 words per minute in English, 255 to 260 characters in Chinese.
    private const double WordsPerMinute = 238;
    private const double CharactersPerMinute = 260;

    public static ReadingTime Estimate(string text)
    {
        var words = 0;
        var characters = 0;
        var isWithinWord = false;
        var wasLetter = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (StandsAlone(rune))
            {
                characters++;
                isWithinWord = wasLetter = false;
            }
            else if (Rune.IsLetterOrDigit(rune) || (isWithinWord && IsMark(rune)))
            {
                words += isWithinWord ? 0 : 1;
                isWithinWord = wasLetter = true;
            }
            else
            {
                // "don't", "well-known", "3.5" and "1,000" are one word each. A second sign in a row ends a word.
                isWithinWord = isWithinWord && wasLetter && rune.Value is ('\'' or '’' or '-' or '.' or ',');
                wasLetter = false;
            }
        }

        var minutes = (words / WordsPerMinute) + (characters / CharactersPerMinute);
        return new ReadingTime(words + characters, Math.Max(1, (int)Math.Ceiling(minutes)));
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    // Kana from U+3041, Bopomofo, Han with its extensions.
    private static bool StandsAlone(Rune rune) =>
        Rune.IsLetter(rune)
        && rune.Value is (>= 0x3005 and <= 0x312F) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
