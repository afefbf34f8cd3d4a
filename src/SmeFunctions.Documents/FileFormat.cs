namespace SmeFunctions.Documents;

/// <summary>Detects formats by content; a file extension is only a name.</summary>
internal static class FileFormat
{
    private const string MaxProlog = "\uFEFF \t\r\n\f";

    private static readonly string[] _fragmentStarts =
        ["p", "div", "h1", "h2", "h3", "article", "main", "section", "header", "table", "ul", "ol", "blockquote", "figure", "center"];

    private static readonly (byte[] Start, string Name)[] _signatures =
    [
        ("%PDF-"u8.ToArray(), "a PDF document"),
        ("{\\rtf"u8.ToArray(), "a Rich Text document"),
        ("RIFF"u8.ToArray(), "a RIFF file (WAV or AVI)"),
        ([0x1F, 0x8B], "a gzip archive"),
    ];

    /// <summary>The name of a known format that is not text, for a sentence.</summary>
    public static string? FindUnsupported(ReadOnlySpan<byte> content)
    {
        foreach (var (start, name) in _signatures)
        {
            if (content.StartsWith(start))
            {
                return name;
            }
        }

        return null;
    }

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
        return BeginsWithTag(start, "!doctype html") || BeginsWithTag(start, "html") || BeginsWithTag(start, "head") || BeginsWithTag(start, "body");
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
