namespace SmeFunctions.Portal.Ingestion.Readers;

/// <summary>Tells formats by what a document holds: an ending is only a name.</summary>
internal static class SeedFormat
{
    private static readonly (byte[] Start, string Name)[] _signatures =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive (as Word, Excel and PowerPoint write)"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document (.doc, .xls or .ppt)"),
        ("%PDF-"u8.ToArray(), "a PDF document"),
        ("{\\rtf"u8.ToArray(), "a Rich Text document"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ("GIF8"u8.ToArray(), "a GIF image"),
        ("RIFF"u8.ToArray(), "a RIFF file (WebP, WAV or AVI)"),
        ([0x1F, 0x8B], "a gzip archive"),
    ];

    /// <summary>The format's name, for a sentence, when it is a known one that is no text.</summary>
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

    /// <summary>Whether a text is a page of HTML.</summary>
    public static bool LooksLikeHtml(string text)
    {
        var start = AfterComments(text);
        return start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && text.Contains("<html", StringComparison.OrdinalIgnoreCase))
            || start.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<body", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text is a piece of HTML: it begins with an element of a text, and has its end.</summary>
    public static bool LooksLikeHtmlFragment(string text)
    {
        var start = AfterComments(text);
        foreach (var name in (string[])["p", "div", "h1", "h2", "h3", "article", "main", "section", "header", "table", "ul", "ol", "blockquote", "figure", "center"])
        {
            if (start.Length > name.Length + 1 && start[0] == '<' && start[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (start[name.Length + 1] == '>' || char.IsWhiteSpace(start[name.Length + 1]))
                && text.Contains("</", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Browsers put a comment with the address above a page that they save.
    private static ReadOnlySpan<char> AfterComments(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n\f");
        while (start.StartsWith("<!--") && start.IndexOf("-->") is > 0 and var end)
        {
            start = start[(end + 3)..].TrimStart();
        }

        return start;
    }
}
