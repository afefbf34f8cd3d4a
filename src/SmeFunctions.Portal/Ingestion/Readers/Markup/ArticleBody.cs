using AngleSharp.Dom;
using Ganss.Xss;

namespace SmeFunctions.Portal.Ingestion.Readers.Markup;

/// <summary>What is made of a document's markup, whatever its format: the only way by which markup gets into an article.</summary>
/// <param name="Html">Safe to put into a page.</param>
/// <param name="Text">Its paragraphs, parted by a blank line.</param>
/// <param name="Head">What the lines above and below the text said, now taken out of it.</param>
/// <param name="Images">The images that have no address yet.</param>
/// <param name="Warnings">Sentences for the editor.</param>
internal sealed record ArticleBody(string Html, string Text, PageHead Head, IReadOnlyList<DocumentImage> Images, IReadOnlyList<string> Warnings)
{
    // Serializing and filtering walk the tree; nothing is remembered between calls.
    private static readonly HtmlSanitizer _sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>
        {
            "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
            "blockquote", "pre", "code", "kbd", "samp", "var", "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "cite", "q",
            "dfn", "time", "bdi", "bdo", "ruby", "rt", "rp", "br", "wbr", "hr", "a", "img", "figure", "figcaption",
        },
        AllowedAttributes = new HashSet<string>
        {
            "href", "rel", "src", "alt", "title", "width", "height", "colspan", "rowspan", "scope", "start", "lang", "dir", "datetime", "id",
        },
        AllowedSchemes = new HashSet<string> { "http", "https", "mailto" },
        UriAttributes = new HashSet<string> { "href", "src" },
        AllowedClasses = new HashSet<string>(),
        AllowedCssProperties = new HashSet<string>(),
    })
    {
        KeepChildNodes = true,
    };

    /// <summary>Makes a body.</summary>
    /// <param name="markup">HTML, as untrusted as can be.</param>
    /// <param name="title">The headline, if it is known: it is not said twice.</param>
    /// <param name="isPage">Whether lines of a portal's page may stand around the text.</param>
    /// <param name="address">Where the document is from, for its relative links; nothing is fetched.</param>
    /// <param name="body">The body.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryMake(
        string markup, string? title, bool isPage, Uri? address, [NotNullWhen(true)] out ArticleBody? body, [NotNullWhen(false)] out SeedError? error)
    {
        body = null;
        if (!BoundedMarkup.TryParse(markup, out var document, out error))
        {
            return false;
        }

        using (document)
        {
            var container = document.Body!;
            var blocks = new MarkupBlocks(address);
            blocks.Arrange(container);
            var head = PageHead.TakeFrom(container, title, isPage);
            Demote(container);

            _sanitizer.SanitizeDom(document, container);
            var elements = container.Children.ToList();
            var text = MarkupText.Of(elements);
            if (text.Length == 0)
            {
                error = head.Title is null && title is null
                    ? new SeedError("no-title", "The document has no headline.")
                    : new SeedError("no-text", "The document has a headline, but no text below it.");
                return false;
            }

            body = new ArticleBody(string.Join('\n', elements.Select(element => element.OuterHtml)), text, head, blocks.Images, [.. blocks.Warnings]);
            return true;
        }
    }

    // The page's only h1 is the headline.
    private static void Demote(IElement container)
    {
        foreach (var heading in container.QuerySelectorAll("h1").ToList())
        {
            var lower = container.Owner!.CreateElement("h2");
            lower.Append([.. heading.ChildNodes]);
            heading.Replace(lower);
        }
    }
}
