using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;
using SmeFunctions.Documents.Attachments;

namespace SmeFunctions.Documents.Markup;

/// <summary>The body of an article. All HTML of all formats becomes an article through this class.</summary>
/// <param name="Html">Sanitized.</param>
/// <param name="Text">The paragraphs, separated by a blank line.</param>
/// <param name="Head">What the lines above and below the text state; they are removed from the text.</param>
/// <param name="Images">The images without an address.</param>
/// <param name="Attachments">The files that links offer for download.</param>
/// <param name="Warnings">Sentences for the editor.</param>
internal sealed record ArticleBody(string Html, string Text, PageHead Head, IReadOnlyList<DocumentImage> Images, IReadOnlyList<DocumentAttachment> Attachments, IReadOnlyList<string> Warnings)
{
    /// <summary>Most HTML needs no further pass; wrongly nested HTML needs another one.</summary>
    private const int MaxRounds = 5;

    // Serializing and filtering walk the tree, and keep no state.
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

    /// <summary>Creates a body.</summary>
    /// <param name="markup">Untrusted HTML.</param>
    /// <param name="title">The headline, if it is known; it is not repeated.</param>
    /// <param name="isPage">Whether there may be lines of a portal page around the text.</param>
    /// <param name="address">The document's address, for relative links; nothing is downloaded.</param>
    /// <param name="options">Facts about the portal.</param>
    /// <param name="body">The body.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryCreate(
        string markup, string? title, bool isPage, Uri? address, DocumentReaderOptions options, [NotNullWhen(true)] out ArticleBody? body, [NotNullWhen(false)] out DocumentError? error)
    {
        body = null;
        if (!BoundedHtmlParser.TryParse(markup, out var document, out error))
        {
            return false;
        }

        PageHead head;
        List<string> warnings;
        List<DocumentImage> images;
        List<DocumentAttachment> attachments;
        string html;
        string text;
        using (document)
        {
            var container = document.Body!;
            var blocks = new HtmlNormalizer(address);
            blocks.Normalize(container);
            head = PageHead.ReadFrom(container, title, isPage, options);
            warnings = [.. blocks.Warnings(container)];
            images = blocks.Images;
            attachments = blocks.Attachments;
            (html, text) = Finish(document);
        }

        // Wrongly nested HTML is parsed into another tree than it was serialized from. Passes repeat until nothing changes, so a browser builds
        // exactly the tree that was filtered, and ingesting the article again changes nothing.
        for (var round = 0; BoundedHtmlParser.TryParse(html, out document, out error); round++)
        {
            using (document)
            {
                new HtmlNormalizer(address: null, hasPlaces: true).Normalize(document.Body!);
                _ = PageHead.ReadFrom(document.Body!, head.Title, isPage, options);
                var (again, itsText) = Finish(document);
                var isStable = again == html;
                (html, text) = (again, itsText);
                if (isStable && HasContent())
                {
                    body = new ArticleBody(html, text, head, images, attachments, warnings);
                    return true;
                }
            }

            if (!HasContent())
            {
                error = head.Title is null && title is null
                    ? new DocumentError("no-title", "The document has no headline.")
                    : new DocumentError("no-text", "The document has a headline, but no text below it.");
                return false;
            }

            if (round == MaxRounds)
            {
                error = new DocumentError("document-too-deep", "The document's elements stand within each other in a way that no page can show.");
                return false;
            }
        }

        return false;

        // Images below a headline are an article.
        bool HasContent() => text.Length > 0 || ((head.Title ?? title) is not null && html.Contains("<img", StringComparison.Ordinal));
    }

    private static (string Html, string Text) Finish(IHtmlDocument document)
    {
        var container = document.Body!;
        DemoteHeadings(container);
        _sanitizer.SanitizeDom(document, container);

        // The content of an element that was removed is now beside its siblings.
        HtmlNormalizer.NormalizeAgain(container);
        var elements = container.Children.ToList();
        return (string.Join('\n', elements.Select(element => element.OuterHtml)), HtmlText.GetText(elements));
    }

    // The only h1 of a page is its headline.
    private static void DemoteHeadings(IElement container)
    {
        foreach (var heading in container.QuerySelectorAll("h1").ToList())
        {
            var lower = container.Owner!.CreateElement("h2");
            lower.Append([.. heading.ChildNodes]);
            heading.Replace(lower);
        }
    }
}
