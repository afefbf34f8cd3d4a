using System.Text;

namespace SmeFunctions.Documents.Html;

/// <summary>Removes what is most of a saved page and never text: scripts, styles, comments. One pass, without a parser.</summary>
internal static class InvisibleMarkup
{
    private static readonly string[] _elements = ["script", "style"];

    /// <summary>Removes scripts, except JSON-LD, styles and comments.</summary>
    public static string Remove(string markup)
    {
        var kept = new StringBuilder(markup.Length);
        var text = markup.AsSpan();
        var from = 0;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOf('<');
            if (next < 0)
            {
                break;
            }

            at += next;
            var end = FindEnd(text, at);
            if (end < 0)
            {
                at++;
                continue;
            }

            kept.Append(text[from..at]);
            (at, from) = (end, end);
        }

        return from == 0 ? markup : kept.Append(text[from..]).ToString();
    }

    // The index after an element or comment that is removed; -1 when nothing to remove begins here.
    private static int FindEnd(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        if (rest.StartsWith("<!--"))
        {
            // Conditional comments for old browsers are comments to all others.
            var end = rest[4..].IndexOf("-->");
            return end < 0 ? -1 : at + 4 + end + 3;
        }

        foreach (var name in _elements)
        {
            if (rest.Length <= name.Length + 1 || !rest[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase) || char.IsAsciiLetterOrDigit(rest[name.Length + 1]))
            {
                continue;
            }

            var opened = rest.IndexOf('>');
            if (opened < 0 || rest[..opened].Contains("ld+json", StringComparison.OrdinalIgnoreCase))
            {
                return -1;
            }

            var closing = rest[opened..].IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
            var closed = closing < 0 ? -1 : rest[(opened + closing)..].IndexOf('>');
            return closed < 0 ? -1 : at + opened + closing + closed + 1;
        }

        return -1;
    }
}
