using System.Buffers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SmeFunctions.Documents.Markup;

/// <summary>
/// Parses untrusted HTML within limits, which are checked before parsing, because its time is quadratic in the depth, and after it.
/// </summary>
internal static class BoundedHtmlParser
{
    /// <summary>UTF-16 units. The longest law has a tenth of that.</summary>
    public const int MaxLength = 8_000_000;

    /// <summary>
    /// The most tags. A long law, or a table of a thousand rows, has fewer. Removing a node costs time linear in its siblings, so the total is
    /// quadratic in this: about a second.
    /// </summary>
    public const int MaxTags = 25_000;

    /// <summary>Attributes of one element; each is compared with all others.</summary>
    private const int MaxAttributes = 500;

    /// <summary>The most tags of a page, most of which are not of its article.</summary>
    private const int MaxPageTags = 60_000;

    /// <summary>The deepest nesting of a page: sites forget end tags.</summary>
    private const int MaxPageDepth = 1_000;

    /// <summary>Comments, and what browsers treat as comments. All are removed.</summary>
    private const int MaxComments = 5_000;

    /// <summary>The deepest nesting; portal pages have up to 40. Serializing needs stack for each level.</summary>
    public const int MaxDepth = 200;

    private static readonly HashSet<string> _void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "image", "frame",
    };

    // Their end tags are optional, and usually missing.
    private static readonly HashSet<string> _endsByItself = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "rt", "rp", "html", "head", "body", "a",
    };

    private static readonly HashSet<string> _formatting = new(StringComparer.OrdinalIgnoreCase)
    {
        "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    };

    private static readonly HashSet<string> _boundaries = new(StringComparer.OrdinalIgnoreCase)
    {
        "table", "caption", "object", "applet", "marquee", "template", "svg", "math", "foreignobject", "desc", "button", "select",
    };

    private static readonly SearchValues<char> _endsName = SearchValues.Create(" \t\r\n\f/>");

    public static bool TryParse(string markup, [NotNullWhen(true)] out IHtmlDocument? document, [NotNullWhen(false)] out DocumentError? error, bool isPage = false)
    {
        document = null;
        error = FindExceededLimit(markup, isPage ? MaxPageTags : MaxTags, isPage ? MaxPageDepth : MaxDepth);
        if (error is not null)
        {
            return false;
        }

        document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(markup);
        error = FindExceededLimit(document, isPage ? MaxPageDepth : MaxDepth);
        if (error is not null)
        {
            document.Dispose();
            document = null;
        }

        return error is null;
    }

    // Follows the tag names without building a tree. Elements that are never closed make a parser slow.
    private static DocumentError? FindExceededLimit(string markup, int maxTags, int maxDepth)
    {
        if (markup.Length > MaxLength)
        {
            return new DocumentError("document-too-large", $"The document has {markup.Length:N0} characters; {MaxLength:N0} is the most for text with markup.");
        }

        var open = new List<string>();
        var formatting = 0;
        var text = markup.AsSpan();
        var isVoid = _void.GetAlternateLookup<ReadOnlySpan<char>>();
        var endsByItself = _endsByItself.GetAlternateLookup<ReadOnlySpan<char>>();
        var tags = 0;
        var comments = 0;

        for (var at = 0; text[at..].IndexOf('<') is >= 0 and var next;)
        {
            at += next + 1;
            var isEnd = at < text.Length && text[at] == '/';
            var name = ReadNameAt(text[(isEnd ? at + 1 : at)..]);
            if (name.IsEmpty)
            {
                comments += at < text.Length && text[at] is '!' or '?' or '/' ? 1 : 0;
                if (comments > MaxComments)
                {
                    return new DocumentError("document-too-large", $"The document has more than {MaxComments:N0} comments within its markup.", GetLineAt(text[..at]));
                }

                continue;
            }

            if (++tags > maxTags)
            {
                return new DocumentError("document-too-large", $"The document has more than {maxTags:N0} tags.", GetLineAt(text[..at]));
            }

            if (isVoid.Contains(name) || endsByItself.Contains(name))
            {
                continue;
            }

            if (_formatting.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            {
                // They survive the end of their parent: the parser opens them again in the next element.
                formatting = Math.Max(0, formatting + (isEnd ? -1 : 1));
            }
            else if (isEnd)
            {
                Close(open, name);
            }
            else
            {
                open.Add(name.ToString());
            }

            if (open.Count > maxDepth || formatting > MaxDepth)
            {
                return CreateTooDeepError(GetLineAt(text[..at]));
            }
        }

        return null;
    }

    // An end tag also closes the elements inside, but none outside of the enclosing table or object.
    private static void Close(List<string> open, ReadOnlySpan<char> name)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (name.Equals(open[i], StringComparison.OrdinalIgnoreCase))
            {
                open.RemoveRange(i, open.Count - i);
                return;
            }

            if (_boundaries.Contains(open[i]))
            {
                return;
            }
        }
    }

    private static DocumentError CreateTooDeepError(int? line) =>
        new("document-too-deep", $"The document has more than {MaxDepth} elements within each other, or so many that are never closed.", line);

    private static ReadOnlySpan<char> ReadNameAt(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter(text[0]))
        {
            return default;
        }

        var end = text.IndexOfAny(_endsName);
        return end < 0 ? text : text[..end];
    }

    private static int GetLineAt(ReadOnlySpan<char> before) => before.Count('\n') + 1;

    // Not NextSibling, which searches the list of the parent each time.
    private static DocumentError? FindExceededLimit(IHtmlDocument document, int maxDepth)
    {
        if (document.Body is null)
        {
            // Browsers always create a body. This parser creates none when a template before it is never closed.
            return new DocumentError("no-text", "The document's markup has nothing that a page could show: something at its start is never closed.");
        }

        var open = new Stack<(INode Node, int Depth)>([(document, 0)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > 2 * maxDepth)
            {
                return CreateTooDeepError(line: null);
            }

            if (at.Node is IElement { Attributes.Length: > MaxAttributes })
            {
                return new DocumentError("document-too-large", $"The document has a tag with more than {MaxAttributes:N0} attributes.");
            }

            foreach (var child in at.Node.ChildNodes)
            {
                open.Push((child, at.Depth + 1));
            }
        }

        return null;
    }
}
