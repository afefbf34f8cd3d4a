using System.Text;

namespace SmeFunctions.Portal.Ingestion.Readers;

/// <summary>Turns a document's bytes into text.</summary>
internal static class SeedText
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding _utf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding _utf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    public static bool TryDecode(ReadOnlySpan<byte> content, out string text, [NotNullWhen(false)] out SeedError? error)
    {
        text = "";
        if (content.IsEmpty)
        {
            error = new SeedError("empty", "The document is empty.");
            return false;
        }

        var (encoding, mark) = content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (_utf8, 3),
            [0xFF, 0xFE, ..] => (_utf16, 2),
            [0xFE, 0xFF, ..] => ((Encoding)_utf16BigEndian, 2),
            _ => (_utf8, 0),
        };

        try
        {
            text = encoding.GetString(content[mark..]);
        }
        catch (DecoderFallbackException e)
        {
            error = new SeedError("not-text", $"The document is no {encoding.WebName.ToUpperInvariant()} text: byte {e.Index + mark} does not belong there.");
            return false;
        }

        if (FindControl(text) is { } line)
        {
            error = new SeedError("not-text", "The document has control characters that no text has.", line);
            return false;
        }

        error = string.IsNullOrWhiteSpace(text) ? new SeedError("empty", "The document has nothing but white space.") : null;
        return error is null;
    }

    // Tabs, line ends, form feeds; U+0085 is a line end in some exports; U+001A ends files of old systems.
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
