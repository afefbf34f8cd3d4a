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

    /// <summary>Bytes for detection; more do not improve it.</summary>
    private const int MaxGuessedOn = 65_536;

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>
    /// Decodes a document by its byte order mark, as UTF-8 if it is valid, by the encoding that the page declares, or by detection, whose result must
    /// then look like text.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> content, out string text, [NotNullWhen(false)] out DocumentError? error)
    {
        text = "";
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
            _ when LooksLikeUtf16(content, out var bigEndian) => (bigEndian ? _utf16BigEndian : _utf16, 0),
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
            error = new DocumentError("not-text", "The document has control characters that no text has.", line);
            return false;
        }

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

        var guess = CharsetDetector.DetectFromBytes(content[..Math.Min(content.Length, MaxGuessedOn)].ToArray());
        foreach (var detail in guess.Details ?? [])
        {
            if (TryDecodeAs(detail.EncodingName, content, out text) && ReadsAsText(text))
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
                    or (>= '\u00C0' and <= '\u00FF') or (>= '\u2010' and <= '\u2026') or '\u00A0' or '\u00B7' or '\u20AC' or '\u00A3' or '\u00A7' or '\u00AB' or '\u00BB' or '\u0153'
                    ? 1 : 0;
            }
        }

        // Accented letters are single among plain ones; a run of them is another encoding.
        var isWestern = !text.AsSpan().ContainsAnyInRange('\u3000', '\uFFFF');
        return common >= beyond * 0.9 && (!isWestern || beyond * 4 <= text.Length);
    }

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
            else if (char.IsControl(c) && c is not ('\t' or '\r' or '\f' or '\v' or '\u0085' or '\u001A'))
            {
                return line;
            }
        }

        return null;
    }
}
