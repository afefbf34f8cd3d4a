using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace SmeFunctions.Documents.Metadata;

/// <summary>Makes a picture the first one of an article, which lists and other sites show.</summary>
internal static class LeadPicture
{
    /// <param name="document">The document.</param>
    /// <param name="name">The name of the picture, relative to the document. One that the text has is moved to its start.</param>
    public static ParsedDocument Set(ParsedDocument document, string name)
    {
        var index = document.Images.ToList().FindIndex(image => image.Content is null && image.Name == name);
        if (index < 0)
        {
            return document with
            {
                Html = $"<figure><img src=\"{DocumentImage.GetPlaceholder(document.Images.Count)}\" alt=\"\"></figure>\n{document.Html}",
                Images = [.. document.Images, new DocumentImage(name)],
            };
        }

        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + document.Html);
        var body = page.Body!;
        if (body.QuerySelector($"img[src='{DocumentImage.GetPlaceholder(index)}']") is not { } picture)
        {
            return document;
        }

        // With its caption, if it has one.
        INode moved = picture.Closest("figure") ?? picture;
        moved.Parent!.RemoveChild(moved);
        if (moved is IElement { LocalName: "img" })
        {
            var figure = page.CreateElement("figure");
            figure.AppendChild(moved);
            moved = figure;
        }

        body.InsertBefore(moved, body.FirstChild);
        return document with { Html = string.Join('\n', body.Children.Select(block => block.OuterHtml)) };
    }
}
