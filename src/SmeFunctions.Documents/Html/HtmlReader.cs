using AngleSharp.Html.Dom;
using SmartReader;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Html;

/// <summary>Reads HTML: a page, whose article is extracted, or a fragment, which is the article. Nothing is downloaded.</summary>
internal static class HtmlReader
{
    /// <summary>UTF-16 units. Extracting the article passes over the page several times, and copies it.</summary>
    private const int MaxPageLength = 800_000;

    /// <summary>The most elements for extraction. In a larger page, an element that is marked as the article is used, or everything.</summary>
    private const int MaxSearched = 3_000;

    // Stands for an unknown address; such names never resolve (RFC 6761).
    private const string NoAddress = "http://document.invalid/";

    // A directory, so that "../" can be told from a name in it.
    private const string NoFolder = "-/";
    private const int NoFolders = 8;

    public static ReadResult Read(string text, ReadContext context)
    {
        if (text.Length > MaxPageLength)
        {
            return new DocumentError("document-too-large", $"The document has {text.Length:N0} characters; {MaxPageLength:N0} is the most for HTML.");
        }

        if (!BoundedHtmlParser.TryParse(text, out var page, out var error))
        {
            return error;
        }

        using (page)
        {
            var metadata = HtmlMetadata.Read(page);
            var portal = FindPortal(text, metadata.Address);
            var isPage = FileFormat.LooksLikeHtml(text);

            // On a page, the headline is below the breadcrumb. In a fragment, such a line is part of the text.
            var title = isPage ? portal?.Title ?? metadata.Title : metadata.Title ?? portal?.Title;
            var markup = (isPage ? FindArticle(page, text) : null) ?? page.Body!.InnerHtml;
            if (!ArticleBody.TryCreate(markup, title, isPage: true, metadata.Address, context.Options, out var body, out error))
            {
                return error;
            }

            return body.Head.Title is not { } headline
                ? new DocumentError("no-title", "The page has no headline: neither a title nor a first heading.")
                : new ParsedDocument
                {
                    Title = headline,
                    DeclaredLang = metadata.Lang,
                    Published = portal?.Published ?? metadata.Published ?? body.Head.Published,
                    Source = portal?.Source ?? body.Head.Source ?? metadata.Source,
                    Author = portal?.Author ?? body.Head.Author ?? metadata.Author,
                    Tags = metadata.Tags,
                    Breadcrumb = portal is { Breadcrumb.Count: > 0 } ? portal.Breadcrumb : body.Head.Breadcrumb,
                    Visits = portal?.Visits ?? body.Head.Visits,
                    Html = body.Html,
                    Images = body.Images,
                    Text = body.Text,
                    Warnings = [.. portal?.Warnings ?? body.Head.Warnings, .. body.Warnings],
                };
        }
    }

    private static PageHead? FindPortal(string text, Uri? address)
    {
        if (!BoundedHtmlParser.TryParse(text, out var page, out _))
        {
            return null;
        }

        using (page)
        {
            new HtmlNormalizer(address).Normalize(page.Body!);
            return PageHead.Find(page.Body!);
        }
    }

    private static string? FindArticle(IHtmlDocument page, string text)
    {
        if (page.All.Length > MaxSearched)
        {
            return FindMarked(page);
        }

        // 140 characters of Chinese say as much as 500 of English.
        using var reader = new Reader(NoAddress + string.Concat(Enumerable.Repeat(NoFolder, NoFolders)), text) { CharThreshold = HanScript.GetHanShare(page.Body!.TextContent) > 0.3 ? 100 : 300, DisableJSONLD = true };
        var article = reader.GetArticle();
        return article is { Completed: true, IsReadable: true, Content.Length: > 0 } ? ToRelative(article.Content) : FindMarked(page);
    }

    // Extraction makes all addresses absolute.
    private static string ToRelative(string content)
    {
        for (var folders = NoFolders; folders >= 0; folders--)
        {
            var up = folders == 0 ? "/" : string.Concat(Enumerable.Repeat("../", NoFolders - folders));
            content = content.Replace(NoAddress + string.Concat(Enumerable.Repeat(NoFolder, folders)), up, StringComparison.Ordinal);
        }

        return content;
    }

    private static string? FindMarked(IHtmlDocument page) =>
        (page.QuerySelectorAll("article") is [var article] ? article : page.QuerySelector("main,[role=main]"))?.InnerHtml;
}
