using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmeFunctions.Documents.Images;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Articles;

/// <summary>The HTML of an article, adjusted for a page.</summary>
/// <param name="Html">Still sanitized: elements are added or replaced here, and text is never parsed as HTML.</param>
/// <param name="Picture">The first image of the portal.</param>
internal sealed record ArticleHtml(string Html, Picture? Picture)
{
    private static readonly string[] _changed = ["<img", "<table", "<pre", "<h"];

    public static ArticleHtml Create(string html, LocalizedText text)
    {
        if (!Array.Exists(_changed, start => html.Contains(start, StringComparison.Ordinal)))
        {
            return new ArticleHtml(html, Picture: null);
        }

        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + html);
        var picture = PrepareImages(page, text);
        foreach (var table in page.QuerySelectorAll("table").Where(table => table.ParentElement?.Closest("table") is null))
        {
            // A wide table scrolls, also with the keyboard; the page does not.
            var layout = page.CreateElement("div");
            layout.ClassName = "wide";
            layout.SetAttribute("role", "region");
            layout.SetAttribute("aria-label", table.QuerySelector("caption")?.TextContent.Trim() is { Length: > 0 } caption ? caption : text["Table"]);
            layout.SetAttribute("tabindex", "0");
            table.Replace(layout);
            layout.AppendChild(table);
        }

        foreach (var code in page.QuerySelectorAll("pre"))
        {
            // It scrolls, too.
            code.SetAttribute("tabindex", "0");
        }

        CloseHeadingGaps(page);
        return new ArticleHtml(page.Body!.InnerHtml, picture);
    }

    private static Picture? PrepareImages(IHtmlDocument page, LocalizedText text)
    {
        Picture? first = null;
        foreach (var image in page.QuerySelectorAll("img"))
        {
            var source = image.GetAttribute("src");
            var alt = image.GetAttribute("alt")?.Trim() ?? "";
            if (!ImageFile.IsAddress(source))
            {
                // Images of other sites would reveal the visitor to them, and the page's policy blocks them.
                image.Replace(LinkTo(image, source, alt, text));
                continue;
            }

            image.SetAttribute("alt", alt);
            image.SetAttribute("decoding", "async");
            if (first is not null)
            {
                image.SetAttribute("loading", "lazy");
            }

            Caption(image);
            first ??= new Picture(source!, alt, GetNumber(image, "width"), GetNumber(image, "height"));
        }

        return first;
    }

    // Markdown has no figures. The title of an image is its caption, because a tooltip is hard to find.
    private static void Caption(IElement image)
    {
        var caption = image.GetAttribute("title")?.Trim();
        image.RemoveAttribute("title");
        if (string.IsNullOrEmpty(caption) || image.Closest("figure") is not null
            || image.ParentElement is not { LocalName: "p", ChildElementCount: 1 } paragraph || !string.IsNullOrWhiteSpace(paragraph.TextContent))
        {
            return;
        }

        var figure = image.Owner!.CreateElement("figure");
        var figcaption = image.Owner.CreateElement("figcaption");
        figcaption.TextContent = caption;
        paragraph.Replace(figure);
        figure.Append(image, figcaption);
    }

    private static INode LinkTo(IElement image, string? source, string alt, LocalizedText text)
    {
        var host = Uri.TryCreate(source, UriKind.Absolute, out var address) ? address.Host : "";
        var name = text.Format("Image.Elsewhere", alt.Length > 0 ? alt : text.Format("Image.Unnamed", host));
        if (host.Length == 0 || image.Closest("a") is not null)
        {
            return image.Owner!.CreateTextNode(name);
        }

        var link = image.Owner!.CreateElement("a");
        link.SetAttribute("href", address!.AbsoluteUri);
        link.SetAttribute("rel", "noopener external");
        link.TextContent = name;
        return link;
    }

    // Heading levels below h1 have no gaps, which helps users of screen readers.
    private static void CloseHeadingGaps(IHtmlDocument page)
    {
        var above = 1;
        foreach (var heading in page.QuerySelectorAll("h2, h3, h4, h5, h6").ToList())
        {
            var stated = heading.LocalName[1] - '0';
            var level = Math.Min(stated, above + 1);
            above = level;
            if (level != stated)
            {
                var other = page.CreateElement(string.Create(CultureInfo.InvariantCulture, $"h{level}"));
                foreach (var attribute in heading.Attributes)
                {
                    other.SetAttribute(attribute.Name, attribute.Value);
                }

                other.Append([.. heading.ChildNodes]);
                heading.Replace(other);
            }
        }
    }

    private static int? GetNumber(IElement image, string name) =>
        int.TryParse(image.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
