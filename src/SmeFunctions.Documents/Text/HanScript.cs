using System.Text;

namespace SmeFunctions.Documents;

/// <summary>Detects the script of a text.</summary>
public static class HanScript
{
    /// <summary>Whether a character is Han: the CJK Unified and Compatibility Ideographs blocks of Unicode 16.</summary>
    public static bool IsHan(Rune rune) => rune.Value is
        (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF) or 0x3007;

    /// <summary>The share of Han among letters, 0 to 1; 0 without letters.</summary>
    public static double GetHanShare(string text)
    {
        var letters = 0;
        var han = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                letters++;
                han += IsHan(rune) ? 1 : 0;
            }
        }

        return letters == 0 ? 0 : (double)han / letters;
    }
}
