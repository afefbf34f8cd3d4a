using System.Globalization;
using System.Text;

namespace SmeFunctions.Documents.Blocks;

/// <summary>Formats the numbers of lists and headings.</summary>
internal static class NumberFormat
{
    private const string Digits = "〇一二三四五六七八九";

    /// <summary>Formats a number of a list.</summary>
    /// <param name="number">The number.</param>
    /// <param name="format">A value of <c>w:numFmt</c>: <c>decimal</c>, <c>upperRoman</c>, <c>chineseCounting</c>. Unknown ones are decimal.</param>
    public static string Format(int number, string format) => format switch
    {
        "lowerLetter" when number is > 0 and <= 780 => new string((char)('a' + ((number - 1) % 26)), ((number - 1) / 26) + 1),
        "upperLetter" when number is > 0 and <= 780 => new string((char)('A' + ((number - 1) % 26)), ((number - 1) / 26) + 1),
        "lowerRoman" when number is > 0 and < 4_000 => FormatRoman(number).ToLowerInvariant(),
        "upperRoman" when number is > 0 and < 4_000 => FormatRoman(number),
        "chineseCounting" or "chineseCountingThousand" or "japaneseCounting" or "taiwaneseCounting" or "taiwaneseCountingThousand" or "ideographDigital" or "chineseLegalSimplified"
            when number is > 0 and < 10_000 => FormatChinese(number),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when number is > 0 and <= 20 => ((char)('①' + number - 1)).ToString(),
        "decimalZero" => number.ToString("D2", CultureInfo.InvariantCulture),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string FormatRoman(int number)
    {
        var text = new StringBuilder();
        foreach (var (value, sign) in (ReadOnlySpan<(int, string)>)
            [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")])
        {
            for (; number >= value; number -= value)
            {
                text.Append(sign);
            }
        }

        return text.ToString();
    }

    private static string FormatChinese(int number)
    {
        var text = new StringBuilder();
        var isGap = false;
        foreach (var (value, sign) in (ReadOnlySpan<(int, string)>)[(1000, "千"), (100, "百"), (10, "十"), (1, "")])
        {
            var digit = number / value % 10;
            if (digit == 0)
            {
                isGap = text.Length > 0;
                continue;
            }

            text.Append(isGap ? "零" : "");
            isGap = false;

            // 十二, not 一十二; but 一百一十二.
            text.Append(digit == 1 && value == 10 && text.Length == 0 ? "" : Digits[digit].ToString()).Append(sign);
        }

        return text.ToString();
    }
}
