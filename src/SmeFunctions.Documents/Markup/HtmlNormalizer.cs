using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Documents.Markup;

/// <summary>
/// Normalizes HTML into a flat list of blocks: no wrappers, no layout tables, all text in paragraphs. Elements that no article has are removed with
/// their content.
/// </summary>
/// <param name="address">The document's address, for relative links.</param>
/// <param name="hasPlaces">Whether the HTML was normalized before, and has image placeholders.</param>
internal sealed partial class HtmlNormalizer(Uri? address, bool hasPlaces = false)
{
    private static readonly HashSet<string> _blocks =
        ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "figure", "hr"];

    private static readonly HashSet<string> _wrappers =
    [
        "html", "body", "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "center", "details", "summary", "fieldset", "form",
        "tbody", "thead", "tfoot", "tr", "td", "th", "li", "dt", "dd", "caption", "figcaption", "dir", "menu", "hgroup", "search", "legend", "noframes", "frameset",
    ];

    private static readonly HashSet<string> _dropped =
    [
        "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "audio", "video", "map", "area", "head", "title",
        "link", "meta", "base", "input", "button", "select", "textarea", "datalist", "output", "progress", "meter", "dialog", "portal", "xmp", "plaintext", "noembed",
        "frame", "source", "track", "param", "slot",
    ];

    // Marks links that lost their address; the sanitizer removes it.
    private const string LostLink = "data-lost";

    private int _images;
    private int _media;

    /// <summary>Sentences for the editor.</summary>
    /// <param name="article">The article without site navigation; a lost link of a menu needs no warning.</param>
    public IEnumerable<string> Warnings(IElement article)
    {
        if (_images > 0)
        {
            yield return _images == 1
                ? "An image was left out: its address is none that could be shown."
                : $"{_images} images were left out: their addresses are none that could be shown.";
        }

        var links = article.QuerySelectorAll($"[{LostLink}]").Length;
        if (links > 0)
        {
            yield return $"{links} link(s) without a full http, https or mailto address were made plain text.";
        }

        if (_media > 0)
        {
            yield return $"{_media} embedded part(s) (video, sound, frames, drawings) were left out.";
        }
    }

    /// <summary>The images without an address; the HTML has placeholders.</summary>
    public List<DocumentImage> Images { get; } = [];

    /// <summary>The files that links offer for download; the HTML has placeholders.</summary>
    public List<DocumentAttachment> Attachments { get; } = [];

    public static bool IsBlock(string name) => _blocks.Contains(name);

    /// <summary>Replaces the content of the container with its blocks.</summary>
    public void Normalize(IElement container)
    {
        Clean(container);
        NormalizeAgain(container);
    }

    /// <summary>The same for HTML that was normalized before, and may have lost elements since.</summary>
    public static void NormalizeAgain(IElement container)
    {
        container.Normalize();
        var blocks = new List<IElement>();
        AppendInline(container, blocks);
        container.InnerHtml = "";
        foreach (var block in blocks.Where(block => block.LocalName == "hr" || HasContent(block)))
        {
            container.AppendChild(block);
        }
    }

    private static bool HasContent(IElement block) => !string.IsNullOrWhiteSpace(block.TextContent) || block.QuerySelector("img") is not null;

    // Everything that does not depend on the context. The tree stays, so a list of all elements stays valid.
    private void Clean(IElement container)
    {
        foreach (var comment in container.Descendants<IComment>().ToList())
        {
            comment.Remove();
        }

        UnwrapNoscript(container);
        ReplaceFormulas(container);
        RemoveHidden(container);
        foreach (var element in container.QuerySelectorAll("*"))
        {
            if (element.LocalName != "img")
            {
                element.RemoveAttribute("src");
            }

            if (element.LocalName != "a")
            {
                element.RemoveAttribute("href");
            }

            if (_dropped.Contains(element.LocalName) || element.HasAttribute("hidden") || element.NamespaceUri != NamespaceNames.HtmlUri)
            {
                _media += element.LocalName is "iframe" or "object" or "embed" or "video" or "audio" or "svg" or "canvas" or "applet" ? 1 : 0;
                element.Remove();
            }
            else if (element.LocalName == "img")
            {
                CleanImage(element);
            }
            else if (element.LocalName == "a")
            {
                CleanLink(element);
            }
        }

        foreach (var element in container.QuerySelectorAll("[id]"))
        {
            // The page has ids of its own; only those of footnotes are kept.
            if (!FootnoteName().IsMatch(element.Id ?? ""))
            {
                element.RemoveAttribute("id");
            }
        }
    }

    // Pages that load images late keep the real one for readers without script.
    private static void UnwrapNoscript(IElement container)
    {
        foreach (var noscript in container.QuerySelectorAll("noscript").ToList())
        {
            if (noscript.QuerySelectorAll("img") is not [var image] || !string.IsNullOrWhiteSpace(noscript.TextContent))
            {
                continue;
            }

            var before = noscript.PreviousElementSibling is { LocalName: "img" } sibling ? sibling : noscript.PreviousElementSibling?.QuerySelector("img");
            if (before is not null)
            {
                before.Replace(image);
            }
            else
            {
                noscript.Replace(image);
            }
        }
    }

    // A formula becomes its characters. Its markup is not kept, because it can contain any other.
    private static void ReplaceFormulas(IElement container)
    {
        foreach (var formula in container.QuerySelectorAll("math").ToList())
        {
            foreach (var source in formula.QuerySelectorAll("annotation, annotation-xml").ToList())
            {
                source.Remove();
            }

            formula.Replace(container.Owner!.CreateTextNode($" {string.Join(' ', formula.Descendants<IText>().Select(text => text.Data.Trim()).Where(text => text.Length > 0))} "));
        }
    }

    // A page that shows its text by script hides it at first; what is hidden beside the text is not for readers.
    private static void RemoveHidden(IElement container)
    {
        var hidden = container.QuerySelectorAll("[style]").Where(element => HiddenStyle().IsMatch(element.GetAttribute("style")!)).ToList();
        if (hidden.Count == 0)
        {
            return;
        }

        var all = container.TextContent.Length;
        foreach (var element in hidden.Where(element => element.TextContent.Length * 5 < all * 2))
        {
            element.Remove();
        }
    }

    private void CleanImage(IElement image)
    {
        if (ImageSource.IsPlaceholder(image))
        {
            image.Remove();
            return;
        }

        var stated = ImageSource.Find(image);
        if (stated is not null)
        {
            image.SetAttribute("src", stated);
        }

        if (ImageFile.IsAddress(stated) || (hasPlaces && stated?.StartsWith(DocumentImage.Placeholder, StringComparison.Ordinal) == true))
        {
            return;
        }

        if (DocumentImage.Create(stated, Resolve(stated)) is { } own)
        {
            image.SetAttribute("src", DocumentImage.GetPlaceholder(Images.Count));
            Images.Add(own);
        }
        else if (Resolve(stated) is { Scheme: "http" or "https" } source)
        {
            image.SetAttribute("src", source.AbsoluteUri);
        }
        else
        {
            _images++;
            image.Remove();
        }
    }

    private void CleanLink(IElement link)
    {
        var target = link.GetAttribute("href")?.Trim();
        if (target is ['#', ..] && FootnoteName().IsMatch(target[1..]))
        {
            return;
        }

        if (AttachmentFile.IsAddress(target) || (hasPlaces && DocumentAttachment.IsPlaceholder(target)))
        {
            return;
        }

        if (RelativeName.Find(target) is { } name && AttachmentFile.IsFormat(name))
        {
            link.SetAttribute("href", DocumentAttachment.GetPlaceholder(Attachments.Count));
            Attachments.Add(new DocumentAttachment(name, Resolve(target) is { Scheme: "http" or "https" } web ? web.AbsoluteUri : null));
        }
        else if (Resolve(target) is { Scheme: "http" or "https" or "mailto" } resolved)
        {
            link.SetAttribute("href", resolved.AbsoluteUri);
            link.SetAttribute("rel", "noopener");
        }
        else
        {
            if (target is not null)
            {
                link.SetAttribute(LostLink, "");
            }

            link.RemoveAttribute("href");
        }
    }

    private Uri? Resolve(string? target)
    {
        // Browsers ignore line ends and tabs in an address: "java<tab>script:" is a scheme to them. No control character belongs there.
        target = target is null ? null : string.Concat(target.Where(c => !char.IsControl(c))).Trim();
        if (string.IsNullOrWhiteSpace(target) || target[0] == '#')
        {
            return null;
        }

        // On Unix, "/a" parses as the address of a file, which the check of schemes rejects.
        return Uri.TryCreate(target, UriKind.Absolute, out var absolute) && !absolute.IsFile ? absolute
            : address is not null && Uri.TryCreate(address, target, out var resolved) ? resolved
            : null;
    }

    private static void AppendInline(INode container, List<IElement> blocks)
    {
        var run = new List<INode>();
        foreach (var child in container.ChildNodes.ToArray())
        {
            if (child is not IElement element)
            {
                run.Add(child);
            }
            else if (element.LocalName == "br" && run.FindLast(node => !IsBlank(node)) is IElement { LocalName: "br" })
            {
                // Two line breaks separate paragraphs.
                Flush(run, blocks, container);
            }
            else if (_blocks.Contains(element.LocalName) && !IsLayout(element))
            {
                Flush(run, blocks, container);
                FinishBlock(element);
                blocks.Add(element);
            }
            else if (_blocks.Contains(element.LocalName) || _wrappers.Contains(element.LocalName) || HasBlocks(element))
            {
                Flush(run, blocks, container);
                AppendInline(element, blocks);
            }
            else
            {
                run.Add(element);
            }
        }

        Flush(run, blocks, container);
    }

    private static void Flush(List<INode> run, List<IElement> blocks, INode container)
    {
        while (run.Count > 0 && (IsBlank(run[^1]) || run[^1] is IElement { LocalName: "br" }))
        {
            run.RemoveAt(run.Count - 1);
        }

        if (run.Exists(node => !IsBlank(node) && node is not IElement { LocalName: "br" }))
        {
            var paragraph = container.Owner!.CreateElement("p");
            paragraph.Append([.. run.SkipWhile(node => IsBlank(node) || node is IElement { LocalName: "br" })]);
            Trim(paragraph);
            blocks.Add(paragraph);
        }

        run.Clear();
    }

    // The style of the page indents paragraphs, not wide spaces.
    private static void Trim(IElement paragraph)
    {
        if (paragraph.FirstChild is IText first)
        {
            first.Data = first.Data.TrimStart();
        }

        if (paragraph.LastChild is IText last)
        {
            last.Data = last.Data.TrimEnd();
        }
    }

    // In a block that stays, wrappers are removed and their texts stay separate.
    private static void FinishBlock(IElement block)
    {

        if (block.LocalName == "p")
        {
            Trim(block);
        }

        foreach (var wrapper in block.QuerySelectorAll("*").Where(IsPlainWrapper).Reverse().ToList())
        {
            var isParagraph = wrapper.ParentElement is { LocalName: "blockquote" or "li" or "td" or "th" or "dd" or "figure" }
                && !HasBlocks(wrapper) && wrapper.ParentElement.ChildElementCount > 1;
            if (isParagraph)
            {
                var paragraph = block.Owner!.CreateElement("p");
                paragraph.Append([.. wrapper.ChildNodes]);
                wrapper.Replace(paragraph);
            }
            else
            {
                wrapper.Replace([block.Owner!.CreateTextNode(" "), .. wrapper.ChildNodes, block.Owner.CreateTextNode(" ")]);
            }
        }
    }

    private static bool IsPlainWrapper(IElement element) =>
        _wrappers.Contains(element.LocalName)
        && element.LocalName is not ("tbody" or "thead" or "tfoot" or "tr" or "td" or "th" or "li" or "dt" or "dd" or "caption" or "figcaption");

    // A data table has more than one column, and cells of plain text.
    private static bool IsLayout(IElement element) =>
        element.LocalName == "table"
        && (element.QuerySelector("td table, td p + p, td div p, td h1, td h2") is not null || element.QuerySelectorAll("tr").All(row => row.ChildElementCount < 2));

    private static bool HasBlocks(IElement element) =>
        element.QuerySelectorAll("*").Any(inner => _blocks.Contains(inner.LocalName) || _wrappers.Contains(inner.LocalName));

    private static bool IsBlank(INode node) => node is IText text ? string.IsNullOrWhiteSpace(text.Data) : node is not IElement;

    [GeneratedRegex(@"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex HiddenStyle();

    [GeneratedRegex("^fn(?:ref)?[:-][0-9]{1,4}(?::[0-9]{1,3})?$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex FootnoteName();
}
