using System.Text;

namespace SmeFunctions.Documents;

/// <summary>Detects formats by content; a file extension is only a name.</summary>
internal static class FileFormat
{
    private const string MaxProlog = "\uFEFF \t\r\n\f";

    private static readonly string[] _fragmentStarts =
        ["p", "div", "h1", "h2", "h3", "article", "main", "section", "header", "table", "ul", "ol", "blockquote", "figure", "center"];

    // A saved page may lack its first lines.
    private static readonly string[] _pageStarts = ["!doctype html", "html", "head", "body", "title", "meta", "link", "base", "style", "script"];

    // None of them begins a text; the offset is the position of the bytes in the file.
    private static readonly (int Offset, byte[] Bytes, string Name)[] _signatures =
    [
        (0, "{\\rtf"u8.ToArray(), "a Rich Text document (.rtf)"),
        (0, "%!PS"u8.ToArray(), "a PostScript document"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a Matroska or WebM video"),
        (0, "FLV\u0001"u8.ToArray(), "a Flash video"),
        (0, [0x00, 0x00, 0x01, 0xBA], "an MPEG video"),
        (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "a Windows Media file"),
        (0, "ID3\u0002"u8.ToArray(), "an MP3 sound"),
        (0, "ID3\u0003"u8.ToArray(), "an MP3 sound"),
        (0, "ID3\u0004"u8.ToArray(), "an MP3 sound"),
        (0, "OggS\0"u8.ToArray(), "an Ogg file"),
        (0, "fLaC\0"u8.ToArray(), "a FLAC sound"),
        (0, "II*\0"u8.ToArray(), "a TIFF image"),
        (0, "MM\0*"u8.ToArray(), "a TIFF image"),
        (0, "8BPS\0\u0001"u8.ToArray(), "a Photoshop image"),
        (0, [0x00, 0x00, 0x01, 0x00], "an icon file"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (0, "Rar!\u001A\u0007"u8.ToArray(), "a RAR archive"),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive"),
        (4, "1AY&SY"u8.ToArray(), "a bzip2 archive"),
        (257, "ustar"u8.ToArray(), "a tar archive"),
        (0, "SQLite format 3\0"u8.ToArray(), "an SQLite database"),
        (0, [0x7F, 0x45, 0x4C, 0x46], "a program"),
    ];

    // ISO base media files state their kind (the brand) behind "ftyp".
    private static readonly (string Brand, string Name)[] _brands =
    [
        ("heic", "a HEIC image"),
        ("heix", "a HEIC image"),
        ("mif1", "a HEIF image"),
        ("msf1", "a HEIF image"),
        ("avif", "an AVIF image"),
        ("M4A ", "an MPEG-4 sound"),
        ("qt  ", "a QuickTime video"),
    ];

    /// <summary>The name of a known format that is not text, for a sentence.</summary>
    public static string? FindUnsupported(ReadOnlySpan<byte> content)
    {
        // The size of the first box comes before; it is small.
        if (content.Length >= 12 && content[0] == 0 && content[4..8].SequenceEqual("ftyp"u8))
        {
            var brand = Encoding.Latin1.GetString(content[8..12]);
            return Array.Find(_brands, known => known.Brand == brand).Name ?? "an MPEG-4 video";
        }

        if (content.StartsWith("RIFF"u8) && (content.Length < 12 || Encoding.Latin1.GetString(content[8..12]) is "WAVE" or "AVI " or "RMID" or "ACON"))
        {
            return "a RIFF file (WAV or AVI)";
        }

        foreach (var (offset, bytes, name) in _signatures)
        {
            if (content.Length > offset && content[offset..].StartsWith(bytes))
            {
                return name;
            }
        }

        return IsBitmap(content) ? "a BMP image" : IsWindowsProgram(content) ? "a program" : null;
    }

    // "BM" and "MZ" are letters, too: the header must fit.
    private static bool IsBitmap(ReadOnlySpan<byte> content) =>
        content.Length >= 26 && content.StartsWith("BM"u8) && content[6..10].IndexOfAnyExcept((byte)0) < 0;

    private static bool IsWindowsProgram(ReadOnlySpan<byte> content) =>
        content.Length >= 64 && content.StartsWith("MZ"u8) && content[..64].Contains((byte)0);

    /// <summary>The name of a markup format that is not HTML, for a sentence.</summary>
    public static string? FindUnsupported(string text)
    {
        if (LooksLikeHtml(text))
        {
            return null;
        }

        var root = SkipProlog(text);
        return BeginsWithTag(root, "svg") ? "an SVG drawing"
            : BeginsWithTag(root, "rss") || BeginsWithTag(root, "feed") ? "a news feed"
            : text.AsSpan().TrimStart(MaxProlog).StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || root.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
                ? "an XML document that is no web page"
            : null;
    }

    /// <summary>Whether a text is an HTML or XHTML page.</summary>
    public static bool LooksLikeHtml(string text)
    {
        var start = SkipProlog(text);
        foreach (var name in _pageStarts)
        {
            if (BeginsWithTag(start, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text is an HTML fragment: it begins with a block element, and contains its end tag.</summary>
    public static bool LooksLikeHtmlFragment(string text)
    {
        var start = SkipProlog(text);
        foreach (var name in _fragmentStarts)
        {
            if (BeginsWithTag(start, name))
            {
                return text.Contains("</", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private static bool BeginsWithTag(ReadOnlySpan<char> text, string name) =>
        text.Length > name.Length + 1
        && text[0] == '<'
        && text[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (text[name.Length + 1] is '>' or '/' || char.IsWhiteSpace(text[name.Length + 1]));

    // Browsers write a comment with the address above a saved page; XHTML has an XML declaration.
    private static ReadOnlySpan<char> SkipProlog(string text)
    {
        var start = text.AsSpan().TrimStart(MaxProlog);
        while (FindEndOfProlog(start) is > 0 and var end)
        {
            start = start[end..].TrimStart();
        }

        return start;
    }

    private static int FindEndOfProlog(ReadOnlySpan<char> text)
    {
        var (opening, closing) = text.StartsWith("<!--") ? ("<!--", "-->") : ("<?", "?>");
        return text.StartsWith(opening) && text[opening.Length..].IndexOf(closing) is >= 0 and var end ? opening.Length + end + closing.Length : 0;
    }
}
