using System.Text;
using System.Text.RegularExpressions;
using UtfUnknown;

namespace SmeFunctions.Documents;

/// <summary>Decodes the bytes of a document.</summary>
internal static partial class TextDecoder
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding _utf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding _utf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>The HTML standard requires the encoding within this many bytes; old pages take a little more.</summary>
    private const int MaxBeforeDeclaration = 4_096;

    private const int MaxStrayControls = 20;
    private const float MinConfidence = 0.8f;
    private const int MinLettersForScript = 20;
    private const int MinHanForStatistics = 40;
    private const int MinCommonPercent = 12;

    // The most common characters of Chinese texts in both scripts.
    private const string CommonHan =
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
        + "這個們來國為說時會過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話內給門兒東聲員論處義幾認條係氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運企小微中本市新加坡香港台灣";

    // The most common letters of texts in a script, and the percentage of letters that they are at least. Source: letter frequencies of Russian, Bulgarian
    // and Ukrainian (62 to 70), and of Thai (80).
    private static readonly (char First, char Last, string Common, int MinPercent)[] _scripts =
    [
        ('\u0400', '\u04FF', "оеаинтсрвлОЕАИНТСРВЛ", 52),
        ('\u0E00', '\u0E7F', "รนาอกเงมยลวดตท่้ีัสปิบ", 68),
    ];

    /// <summary>Bytes for detection; more do not improve it.</summary>
    private const int MaxGuessedOn = 65_536;

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>
    /// Decodes a document by its byte order mark, as UTF-8 if it is valid, by the encoding that the page declares, or by detection, whose result must
    /// then look like text.
    /// </summary>
    /// <param name="content">All of its bytes.</param>
    /// <param name="text">The text.</param>
    /// <param name="warning">What was removed from the text, if anything; a sentence for the editor.</param>
    /// <param name="error">Why the bytes are no text.</param>
    public static bool TryDecode(ReadOnlySpan<byte> content, out string text, out string? warning, [NotNullWhen(false)] out DocumentError? error)
    {
        (text, warning) = ("", null);
        if (content.IsEmpty)
        {
            error = new DocumentError("empty", "The document is empty.");
            return false;
        }

        var (encoding, mark) = content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (_utf8, 3),
            [0xFF, 0xFE, ..] => (_utf16, 2),
            [0xFE, 0xFF, ..] => ((Encoding)_utf16BigEndian, 2),
            _ when LooksLikeUtf16(content, out var bigEndian) || ReadsAsUtf16(content, out bigEndian) => (bigEndian ? _utf16BigEndian : _utf16, 0),
            _ => (_utf8, 0),
        };

        try
        {
            text = encoding.GetString(content[mark..]);
        }
        catch (DecoderFallbackException) when (mark == 0 && TryDecodeOther(content, out text))
        {
            // An encoding from before Unicode.
        }
        catch (DecoderFallbackException e)
        {
            error = new DocumentError("not-text", $"The document is no {encoding.WebName.ToUpperInvariant()} text: byte {e.Index + mark} does not belong there.");
            return false;
        }

        if (mark == 0 && encoding is UnicodeEncoding && !ReadsAsText(text))
        {
            // A few zero bytes do not make UTF-16.
            error = new DocumentError("not-text", "The document is no text, or in an encoding that could not be recognised; save it as UTF-8.");
            return false;
        }

        if (FindControl(text) is { } line)
        {
            // A few come from programs that keep marks in their text; many are no text.
            var controls = text.Count(IsControl);
            if (text.Contains('\0', StringComparison.Ordinal) || controls > Math.Max(MaxStrayControls, text.Length / 200))
            {
                error = new DocumentError("not-text", "The document has control characters that no text has.", line);
                return false;
            }

            text = string.Concat(text.Where(c => !IsControl(c)));
            warning = controls == 1 ? "A control character was removed from the document." : $"{controls} control characters were removed from the document.";
        }

        // Word ends lines within a paragraph so.
        text = text.Replace('\v', '\n');

        error = string.IsNullOrWhiteSpace(text) ? new DocumentError("empty", "The document has nothing but white space.") : null;
        return error is null;
    }

    private static bool TryDecodeOther(ReadOnlySpan<byte> content, out string text)
    {
        var declaration = FindDeclaration().Match(Encoding.Latin1.GetString(content[..Math.Min(content.Length, MaxBeforeDeclaration)]));
        if (declaration.Success && TryDecodeAs(declaration.Groups["name"].Value, content, out text))
        {
            return true;
        }

        // What is no Chinese and no Western text is taken only if the detector is sure, and the letters are of one script.
        var guess = CharsetDetector.DetectFromBytes(content[..Math.Min(content.Length, MaxGuessedOn)].ToArray());
        foreach (var detail in guess.Details ?? [])
        {
            if (TryDecodeAs(detail.EncodingName, content, out text) && (ReadsAsText(text) || (detail.Confidence >= MinConfidence && ReadsAsOneScript(text) && HasCommonLetters(text))))
            {
                return true;
            }
        }

        foreach (var name in (string[])["euc-kr", "shift_jis", "euc-jp", "windows-1251", "koi8-r", "windows-874"])
        {
            if (TryDecodeAs(name, content, out text) && ReadsAsOneScript(text) && ReadsNaturally(text) && HasCommonLetters(text))
            {
                return true;
            }
        }

        // Short texts are not enough for detection.
        foreach (var name in (string[])["gb18030", "big5", "windows-1252"])
        {
            if (TryDecodeAs(name, content, out text) && ReadsAsText(text))
            {
                return true;
            }
        }

        text = "";
        return false;
    }

    private static bool TryDecodeAs(string name, ReadOnlySpan<byte> content, out string text)
    {
        text = "";
        var known = name.Trim().ToLowerInvariant() switch
        {
            "gb2312" or "gbk" or "gb18030" or "hz-gb-2312" or "x-gbk" or "gb_2312-80" or "cp936" or "windows-936" => "gb18030",
            "big5" or "big5-hkscs" or "x-x-big5" or "cp950" => "big5",
            "windows-1252" or "iso-8859-1" or "iso-8859-15" or "latin1" or "us-ascii" or "ascii" => "windows-1252",
            "shift_jis" or "shift-jis" or "sjis" or "x-sjis" or "ms_kanji" or "windows-31j" or "cp932" => "shift_jis",
            "euc-jp" or "x-euc-jp" or "eucjp" => "euc-jp",
            "iso-2022-jp" => "iso-2022-jp",
            "euc-kr" or "ks_c_5601-1987" or "ksc5601" or "korean" or "windows-949" or "cp949" or "uhc" => "ks_c_5601-1987",
            "koi8-r" or "koi8" => "koi8-r",
            "koi8-u" => "koi8-u",
            "windows-1250" or "windows-1251" or "windows-1253" or "windows-1254" or "windows-1255" or "windows-1256" or "windows-1257" or "windows-1258" => name.Trim().ToLowerInvariant(),
            "cp1250" or "cp1251" or "cp1253" or "cp1254" or "cp1255" or "cp1256" or "cp1257" or "cp1258" => "windows-" + name.Trim()[2..],
            "windows-874" or "tis-620" or "iso-8859-11" or "cp874" => "windows-874",
            "iso-8859-2" or "iso-8859-3" or "iso-8859-4" or "iso-8859-5" or "iso-8859-6" or "iso-8859-7" or "iso-8859-8" or "iso-8859-9" or "iso-8859-13" => name.Trim().ToLowerInvariant(),
            "ibm866" or "cp866" => "ibm866",
            "utf-8" or "utf8" => null,
            _ => null,
        };
        if (known is null)
        {
            return false;
        }

        try
        {
            text = Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // Almost any bytes are valid in these encodings. Real texts consist of common characters.
    private static bool ReadsAsText(string text)
    {
        var beyond = 0;
        var common = 0;
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\f' or '\v' or '\u001A'))
            {
                return false;
            }

            if (c >= 0x80)
            {
                beyond++;
                common += c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3000' and <= '\u303F') or (>= '\uFF01' and <= '\uFF5E')
                    or (>= '\u00C0' and <= '\u00FF') or (>= '\u2010' and <= '\u2026') or '\u00A0' or '\u00A9' or '\u00AE' or '\u00B0' or '\u00B7' or '\u00BD' or '\u2122' or '\u20AC' or '\u00A3' or '\u00A7' or '\u00AB' or '\u00BB' or '\u0153'
                    ? 1 : 0;
            }
        }

        if (common > 0 && text.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF') && !ReadsAsChinese(text))
        {
            return false;
        }

        // Accented letters are single among plain ones; a run of them is another encoding. Icelandic letters stand for Turkish and Czech ones.
        var isWestern = !text.AsSpan().ContainsAnyInRange('\u3000', '\uFFFF');
        return common >= beyond * 0.9 && !OrdinalInWord().IsMatch(text) && (!isWestern || (beyond * 4 <= text.Length && text.Count(c => c is 'þ' or 'Þ' or 'ý' or 'Ý' or 'ð' or 'Ð' or '¿' or '³' or '¹' or '¯') * 8 <= beyond));
    }

    // Every text of some length has the most common characters. Other encodings read as Chinese have rare ones.
    private static bool ReadsAsChinese(string text)
    {
        var (han, common) = (0, 0);
        foreach (var c in text)
        {
            if (c is >= '\u4E00' and <= '\u9FFF')
            {
                han++;
                common += CommonHan.Contains(c, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return han < MinHanForStatistics ? han < 6 || common * 10 >= han : common * 100 >= han * MinCommonPercent;
    }

    private static bool ReadsAsOneScript(string text)
    {
        var counts = new int[10];
        var beyond = 0;
        foreach (var c in text)
        {
            if (IsControl(c))
            {
                return false;
            }

            if (c < 0x80 || (!char.IsLetter(c) && c is (>= '\u2010' and <= '\u203A') or (>= '\u3000' and <= '\u303F') or (>= '\uFF01' and <= '\uFF65') or '\u00A0' or '\u00AB' or '\u00BB' or '\u2116' or '\u00A9'))
            {
                continue;
            }

            beyond++;
            counts[c switch
            {
                >= '\u0400' and <= '\u04FF' => 0,
                >= '\uAC00' and <= '\uD7A3' or (>= '\u3131' and <= '\u318E') => 1,
                >= '\u3040' and <= '\u30FF' => 2,
                >= '\u0E00' and <= '\u0E7F' => 3,
                >= '\u4E00' and <= '\u9FFF' => 4,
                >= '\u0590' and <= '\u05FF' => 6,
                >= '\u0600' and <= '\u06FF' => 7,
                >= '\u0370' and <= '\u03FF' => 8,
                (>= '\u00C0' and <= '\u024F') and not ('×' or '÷') => 5,
                _ => 9,
            }]++;
        }

        var isJapanese = counts[2] * 5 >= beyond && (counts[2] + counts[4]) * 100 >= beyond * 97;
        var isLatin = counts[5] * 100 >= beyond * 97 && beyond * 4 <= text.Length;
        return beyond >= MinLettersForScript && !MixedScript().IsMatch(text) && (isJapanese || isLatin || new[] { counts[0], counts[1], counts[3], counts[6], counts[7], counts[8] }.Max() * 100 >= beyond * 97);
    }

    // A Russian text in the wrong encoding has capitals within words; a Korean one in the right encoding has its particles.
    private static bool ReadsNaturally(string text) =>
        MixedCase().Count(text) * 20 <= Math.Max(1, WordStart().Count(text)) && (!text.AsSpan().ContainsAnyInRange('\uAC00', '\uD7A3') || text.Count(c => "이다는을의가에고하를지로은한도서기사".Contains(c, StringComparison.Ordinal)) * 8 >= text.Count(c => c is >= '\uAC00' and <= '\uD7A3'));

    // Hebrew and Arabic texts are valid in encodings of other scripts, but have other letters there.
    private static bool HasCommonLetters(string text) => Array.TrueForAll(_scripts, script =>
    {
        var letters = text.Count(c => c >= script.First && c <= script.Last);
        return letters < MinLettersForScript || text.Count(c => script.Common.Contains(c, StringComparison.Ordinal)) * 100 >= letters * script.MinPercent;
    });

    // Chinese text in UTF-16 has few zero bytes; in the right order it reads as text.
    private static bool ReadsAsUtf16(ReadOnlySpan<byte> content, out bool bigEndian)
    {
        bigEndian = false;
        var start = content[..Math.Min(content.Length & ~1, MaxBeforeDeclaration)];
        if (content.Length % 2 != 0 || start.Length < 20 || start.IndexOf((byte)0) < 0)
        {
            return false;
        }

        foreach (var encoding in new[] { _utf16, _utf16BigEndian })
        {
            try
            {
                // A pair may be cut at the end.
                var text = encoding.GetString(start[..^2]);
                if (text.Count(c => c is (>= ' ' and <= '~') or '\r' or '\n' or '\t' or (>= '\u4E00' and <= '\u9FFF') or (>= '\u3000' and <= '\u303F') or (>= '\uFF01' and <= '\uFF5E') or (>= '\u2010' and <= '\u2026')) * 100 >= text.Length * 98
                    && ReadsAsText(text))
                {
                    bigEndian = ReferenceEquals(encoding, _utf16BigEndian);
                    return true;
                }
            }
            catch (DecoderFallbackException)
            {
                // Not in this order.
                continue;
            }
        }

        return false;
    }

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\f' or '\v' or '\u0085' or '\u001A');

    // A Romanian word in a Western encoding.
    [GeneratedRegex(@"\p{Ll}[ºª]\p{Ll}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex OrdinalInWord();

    // A Czech or Polish word in a Cyrillic or Thai encoding.
    [GeneratedRegex(@"[A-Za-z][\u0400-\u04FF\u0E00-\u0E7F]|[\u0400-\u04FF\u0E00-\u0E7F][A-Za-z]", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MixedScript();

    [GeneratedRegex(@"\p{Ll}\p{Lu}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MixedCase();

    [GeneratedRegex(@"\b\p{L}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex WordStart();

    // Without a byte order mark: half of the bytes of Latin text are zero, always the same half.
    private static bool LooksLikeUtf16(ReadOnlySpan<byte> content, out bool bigEndian)
    {
        var start = content[..Math.Min(content.Length & ~1, MaxBeforeDeclaration)];
        var even = 0;
        var odd = 0;
        for (var i = 0; i < start.Length; i += 2)
        {
            even += start[i] == 0 ? 1 : 0;
            odd += start[i + 1] == 0 ? 1 : 0;
        }

        bigEndian = even > odd;
        return content.Length % 2 == 0 && Math.Min(even, odd) == 0 && Math.Max(even, odd) > 0 && !start.IsEmpty;
    }

    [GeneratedRegex(@"<(?:meta\b[^>]{0,200}\bcharset|\?xml\b[^>]{0,100}\bencoding)\s*=\s*[""']?(?<name>[A-Za-z0-9_-]{1,40})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex FindDeclaration();

    // Tabs, line ends, form feeds. U+0085 is a line end in some exports; U+001A ends files of old systems.
    private static int? FindControl(string text)
    {
        var line = 1;
        foreach (var c in text)
        {
            if (c == '\n')
            {
                line++;
            }
            else if (IsControl(c))
            {
                return line;
            }
        }

        return null;
    }
}
