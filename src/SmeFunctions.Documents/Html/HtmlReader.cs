using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmartReader;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Html;

/// <summary>Reads HTML: a page, whose article is extracted, or a fragment, which is the article. Nothing is downloaded.</summary>
internal static partial class HtmlReader
{
    /// <summary>UTF-16 units of a raw page; scripts and styles are most of a large one.</summary>
    private const int MaxRawLength = 10_000_000;

    /// <summary>UTF-16 units without scripts and styles. Images inside a page are long.</summary>
    private const int MaxPageLength = 8_000_000;

    /// <summary>The most elements for SmartReader, whose time grows faster than their number.</summary>
    private const int MaxSearched = 8_000;

    /// <summary>The deepest element for SmartReader, which reads the text of every element again. Pages of sites have up to 60.</summary>
    private const int MaxSearchedDepth = 100;

    /// <summary>UTF-16 units of text, without markup and addresses.</summary>
    private const int MaxTextLength = 800_000;

    /// <summary>Characters beside the sentences that an extract may have: captions, headings.</summary>
    private const int MaxRest = 200;

    /// <summary>Characters of an extract from which SmartReader is right in scripts with spaces.</summary>
    private const int MinTrusted = 400;

    /// <summary>UTF-16 units of one title or meta element. The longest useful one is a description.</summary>
    private const int MaxMetadataLength = 4_000;

    // Stands for an unknown address; such names never resolve (RFC 6761).
    private const string NoAddress = "http://document.invalid/";

    // A directory, so that "../" can be told from a name in it.
    private const string NoFolder = "-/";
    private const int NoFolders = 8;

    public static ReadResult Read(string text, ReadContext context)
    {
        if (text.Length > MaxRawLength)
        {
            return new DocumentError("document-too-large", $"The document has {text.Length:N0} characters; {MaxRawLength:N0} is the most for HTML.");
        }

        var scripted = text;
        text = InvisibleMarkup.Remove(text);
        if (text.Length > MaxPageLength)
        {
            return new DocumentError("document-too-large", $"The document has {text.Length:N0} characters; {MaxPageLength:N0} is the most for HTML without scripts.");
        }

        if (!BoundedHtmlParser.TryParse(text, out var page, out var error, isPage: true))
        {
            return error;
        }

        using (page)
        {
            if (page.Body!.TextContent.Length > MaxTextLength)
            {
                return new DocumentError("document-too-large", $"The document has {page.Body.TextContent.Length:N0} characters of text; {MaxTextLength:N0} is the most for HTML.");
            }

            var isPage = FileFormat.LooksLikeHtml(text);
            if (RemoveLongMetadata(page))
            {
                text = page.DocumentElement.OuterHtml;
            }

            var metadata = HtmlMetadata.Read(page);
            var portal = FindPortal(text, metadata.Address, isPage ? metadata.Title : null);

            // On a page, the headline is below the breadcrumb. In a fragment, such a line is part of the text.
            var title = portal?.Headline ?? (isPage && metadata.IsTitleCertain ? metadata.Title : isPage ? portal?.Title ?? metadata.Title : metadata.Title ?? portal?.Title);
            title ??= context.FallbackTitle;
            var markup = isPage ? FindArticle(page, text) : page.Body!.InnerHtml;
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
                    Published = (portal is { IsDateCertain: true } ? portal.Published : null) ?? metadata.Published ?? portal?.Published ?? body.Head.Published ?? ScriptDate.Find(scripted),
                    Source = portal?.Source ?? body.Head.Source ?? metadata.Source,
                    Author = portal?.Author ?? body.Head.Author ?? metadata.Author,
                    Tags = metadata.Tags,
                    Breadcrumb = Boilerplate.Breadcrumb.WithoutHeadline(portal is { Breadcrumb.Count: > 0 } ? portal.Breadcrumb : body.Head.Breadcrumb, headline),
                    Visits = portal?.Visits ?? body.Head.Visits,
                    Notice = portal?.Notice ?? body.Head.Notice,
                    Html = body.Html,
                    Images = body.Images,
                    Attachments = body.Attachments,
                    Text = body.Text,
                    Removed = body.Head.Removed,
                    Warnings = [.. portal?.Warnings ?? body.Head.Warnings, .. body.Warnings],
                };
        }
    }

    // SmartReader compares titles with expressions whose time is quadratic in their length.
    private static bool RemoveLongMetadata(IHtmlDocument page)
    {
        var found = page.QuerySelectorAll("meta,title").Where(element => (element.GetAttribute("content") ?? element.TextContent).Length > MaxMetadataLength).ToList();
        found.ForEach(element => element.Remove());
        return found.Count > 0;
    }

    private static PageHead? FindPortal(string text, Uri? address, string? title)
    {
        using var page = Parse(text);
        new HtmlNormalizer(address).Normalize(page.Body!);
        return PageHead.Find(page.Body!, title);
    }

    private static string FindArticle(IHtmlDocument page, string text)
    {
        var article = FindExtract(page, text);
        if (!article.Contains("<ul", StringComparison.OrdinalIgnoreCase) && !article.Contains("<ol", StringComparison.OrdinalIgnoreCase))
        {
            return article;
        }

        using var extract = Parse(article);
        return !IsDeep(extract) && TextDensity.RemoveMenus(extract.Body!) ? extract.Body!.InnerHtml : article;
    }

    // The better of two extracts; without any, the page without navigation.
    private static string FindExtract(IHtmlDocument page, string text)
    {
        using var dense = Parse(text);
        TextDensity.RemoveFurniture(dense.Body!);
        var byDensity = TextDensity.Find(dense.Body!);
        var byReader = page.All.Length <= MaxSearched && !IsDeep(page) ? FindWithSmartReader(page, text) : FindMarked(page);
        if (byReader is null)
        {
            return (byDensity ?? dense.Body!).InnerHtml;
        }

        if (byDensity is null)
        {
            return TextDensity.GetLength(dense.Body!) < 2_000 ? dense.Body!.InnerHtml : byReader;
        }

        using var read = Parse(byReader);
        var (reader, density) = (TextDensity.Rate(read.Body!), TextDensity.Rate(byDensity));
        var (readerRest, densityRest) = (TextDensity.GetLength(read.Body!) - reader, TextDensity.GetLength(byDensity) - density);
        if (HanScript.GetHanShare(page.Body!.TextContent) < 0.3 && TextDensity.GetLength(read.Body!) >= MinTrusted
            && (reader * 3 >= density || CountAnnounced(page, read.Body!) > CountAnnounced(page, byDensity)))
        {
            return byReader;
        }

        return reader >= density * 0.9 && readerRest <= densityRest + (reader * 0.3) + MaxRest ? byReader
            : density >= reader * 0.5 ? byDensity.InnerHtml
            : byReader;
    }

    private static bool IsDeep(IHtmlDocument page)
    {
        var open = new Stack<(IElement Element, int Depth)>([(page.DocumentElement, 0)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > MaxSearchedDepth)
            {
                return true;
            }

            foreach (var child in at.Element.Children)
            {
                open.Push((child, at.Depth + 1));
            }
        }

        return false;
    }

    // A gallery or a list of comments may be longer than the article. The words that the title and the description announce are in the article.
    private static int CountAnnounced(IHtmlDocument page, IElement candidate)
    {
        var announced = page.Title + " " + page.QuerySelector("meta[name=description i], meta[property='og:description' i]")?.GetAttribute("content");
        var words = AnnouncedWord().Matches(announced).Select(match => match.Value).Distinct(StringComparer.OrdinalIgnoreCase);
        var text = candidate.TextContent;
        return words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string? FindWithSmartReader(IHtmlDocument page, string text)
    {
        using var reader = new Reader(NoAddress + string.Concat(Enumerable.Repeat(NoFolder, NoFolders)), text) { DisableJSONLD = true };
        var article = reader.GetArticle();
        return article is { Completed: true, Content.Length: > 0 } && !string.IsNullOrWhiteSpace(article.TextContent) ? ToRelative(article.Content) : FindMarked(page);
    }

    private static IHtmlDocument Parse(string text) => new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(text);

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

    [GeneratedRegex(@"\p{L}{4,}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex AnnouncedWord();
}
