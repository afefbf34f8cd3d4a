using AngleSharp.Html.Parser;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Documents.Tests;

/// <summary>Reads markup as a browser would, and looks for what must not be there.</summary>
internal static class SafeMarkup
{
    private static readonly string[] _elements =
    [
        "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "pre",
        "code", "kbd", "samp", "var", "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "cite", "q", "dfn", "time", "bdi", "bdo",
        "ruby", "rt", "rp", "br", "wbr", "hr", "a", "img", "figure", "figcaption",
    ];

    private static readonly string[] _attributes =
        ["href", "rel", "src", "alt", "title", "width", "height", "colspan", "rowspan", "scope", "start", "lang", "dir", "datetime", "id"];

    private static bool IsPlaceOfFile(ParsedDocument document, AngleSharp.Dom.IElement element, string address) =>
        (element.LocalName == "a" && (AttachmentFile.IsAddress(address) || Enumerable.Range(0, document.Attachments.Count).Any(i => DocumentAttachment.GetPlaceholder(i) == address)))
        || (element.LocalName == "img" && (ImageFile.IsAddress(address) || Enumerable.Range(0, document.Images.Count).Any(i => DocumentImage.GetPlaceholder(i) == address)));

    public static void Check(ReadResult result)
    {
        if (result is not ReadResult.Document(var document))
        {
            return;
        }

        Assert.False(string.IsNullOrWhiteSpace(document.Title));
        Assert.True(!string.IsNullOrWhiteSpace(document.Text) || document.Html.Contains("<img ", StringComparison.Ordinal));
        using var page = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument("<!doctype html><body>" + document.Html);
        foreach (var element in page.Body!.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, _elements);
            foreach (var attribute in element.Attributes)
            {
                Assert.Contains(attribute.LocalName, _attributes);
                Assert.True(
                    attribute.LocalName is not ("href" or "src") || attribute.Value is ['#', ..] || IsPlaceOfFile(document, element, attribute.Value) || new Uri(attribute.Value).Scheme is "http" or "https" or "mailto",
                    attribute.Value);
            }
        }
    }
}
