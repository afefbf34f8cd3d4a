using System.Collections.Frozen;
using System.Text;

namespace SmeFunctions.Documents;

/// <summary>
/// Distinguishes simplified from traditional Chinese by the characters that only one script uses: those that are in only one of GB 2312 (simplified)
/// and Big5 (traditional). Characters in both (里, 后, 台) do not count.
/// </summary>
public static class ChineseScript
{
    private static readonly FrozenSet<char> _simplified;
    private static readonly FrozenSet<char> _traditional;

    static ChineseScript()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var gb = Characters("gb2312", 0xB0, 0xF7, firstTrail: 0xA1).ToHashSet();
        var big5 = Characters("big5", 0xA4, 0xF9, firstTrail: 0x40).ToHashSet();

        // The first level of Big5 has the common characters. The second has rare ones, which simplified texts use in names.
        var common = Characters("big5", 0xA4, 0xC6, firstTrail: 0x40).ToHashSet();
        _simplified = gb.Except(big5).ToFrozenSet();
        _traditional = common.Except(gb).ToFrozenSet();
    }

    /// <summary>Counts the characters that are only simplified, and those that are only traditional.</summary>
    public static (int Simplified, int Traditional) Count(ReadOnlySpan<char> text)
    {
        var simplified = 0;
        var traditional = 0;
        foreach (var c in text)
        {
            if (c >= '\u4E00')
            {
                simplified += _simplified.Contains(c) ? 1 : 0;
                traditional += _traditional.Contains(c) ? 1 : 0;
            }
        }

        return (simplified, traditional);
    }

    /// <summary>The tag of a Chinese text; <see langword="null"/> when its characters do not decide.</summary>
    public static string? GetTag(ReadOnlySpan<char> text)
    {
        var (simplified, traditional) = Count(text);
        return simplified == traditional ? null : simplified > traditional ? LanguageTag.Simplified : LanguageTag.Traditional;
    }

    private static IEnumerable<char> Characters(string encoding, int firstLead, int lastLead, int firstTrail)
    {
        var decoder = Encoding.GetEncoding(encoding, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(""));
        for (var lead = firstLead; lead <= lastLead; lead++)
        {
            for (var trail = firstTrail; trail <= 0xFE; trail++)
            {
                if (decoder.GetString([(byte)lead, (byte)trail]) is [>= '\u4E00' and <= '\u9FFF' and var c])
                {
                    yield return c;
                }
            }
        }
    }
}
