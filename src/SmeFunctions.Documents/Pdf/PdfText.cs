using System.Text;

namespace SmeFunctions.Documents.Pdf;

/// <summary>Text of a PDF: its characters, and how lines continue each other.</summary>
internal static class PdfText
{
    private static readonly HashSet<char> _sentenceEnds = ['.', '!', '?', '。', '！', '？', '；', ':', '：', '…'];

    // Fonts map characters to the radicals of U+2E80 to U+2EFF that look like them. Compatibility normalization knows only two of them.
    // Source: EquivalentUnifiedIdeograph.txt of the Unicode Character Database.
    private const string Radicals = "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺌⺍⺎⺏⺐⺒⺓⺔⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺶⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳";
    private const string Ideographs = "厂乛乚乙亻冂刀刂卜小小兀尣尢巳幺彑忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒羊耂肀月臼艹艹艹虎衤覀西见角角讠贝车辶辶辶钅長镸长门阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

    /// <summary>Normalizes presentation forms, such as ligatures, and white space; removes characters that have no meaning.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= '\u2E80' and <= '\u2EFF')
            {
                clean.Append(Radicals.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? Ideographs[index] : c);
            }
            else if (c is (>= '\uFB00' and <= '\uFB06') or (>= '\u2F00' and <= '\u2FDF'))
            {
                // Ligatures and Kangxi radicals.
                clean.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            }
            else if (!char.IsControl(c) && c is not ('\uFEFF' or '\u200B'))
            {
                clean.Append(c);
            }
        }

        return string.Join(' ', clean.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether a character has no font from which it could be read: private use, or a replacement character.</summary>
    public static bool IsUnreadable(char c) => c is '\uFFFD' or (>= '\uE000' and <= '\uF8FF');

    /// <summary>Whether a character is as wide as a Chinese one, and needs no space.</summary>
    public static bool IsWide(char c) => c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFFEF') or '“' or '”' or '‘' or '’' or '—' or '…' || char.IsSurrogate(c);

    public static bool EndsSentence(string text) => text.TrimEnd('"', '\'', '”', '’', '」', '』', ')', '）', ' ') is [.., var last] && _sentenceEnds.Contains(last);

    /// <summary>Joins a line to a paragraph.</summary>
    /// <param name="paragraph">The text so far.</param>
    /// <param name="line">The next line.</param>
    /// <param name="words">All words of the document, in lower case. They decide whether a hyphen at the end of a line belongs to the word.</param>
    public static void Join(StringBuilder paragraph, string line, IReadOnlySet<string> words)
    {
        if (paragraph.Length == 0 || line.Length == 0)
        {
            paragraph.Append(line);
            return;
        }

        var last = paragraph[^1];
        if (last == '\u00AD')
        {
            paragraph.Length--;
        }
        else if (last is '-' or '\u2010' && paragraph.Length > 1 && char.IsLetter(paragraph[^2]) && char.IsLower(line[0]))
        {
            var before = GetLastWord(paragraph);
            var after = new string([.. line.TakeWhile(char.IsLetter)]);
            if (words.Contains((before + after).ToLowerInvariant()) || !words.Contains($"{before}-{after}".ToLowerInvariant()))
            {
                paragraph.Length--;
            }
        }
        else if (!IsWide(last) || !IsWide(line[0]))
        {
            paragraph.Append(IsWide(last) || IsWide(line[0]) ? "" : " ");
        }

        paragraph.Append(line);
    }

    private static string GetLastWord(StringBuilder paragraph)
    {
        var start = paragraph.Length - 1;
        while (start > 0 && char.IsLetter(paragraph[start - 1]))
        {
            start--;
        }

        return paragraph.ToString(start, paragraph.Length - 1 - start);
    }
}
