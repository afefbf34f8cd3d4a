using System.Text.Json;
using AngleSharp.Html.Dom;
using SmeFunctions.Documents.Markup;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Html;

/// <summary>The metadata of a page: JSON-LD first, then OpenGraph, then the rest. More deliberate metadata comes first.</summary>
internal sealed record HtmlMetadata
{
    public string? Title { get; private init; }

    public DateOnly? Published { get; private init; }

    public string? Source { get; private init; }

    public string? Author { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public string? Lang { get; private init; }

    /// <summary>The address of the page, the base of relative links.</summary>
    public Uri? Address { get; private init; }

    public static HtmlMetadata Read(IHtmlDocument page)
    {
        var linked = ReadJsonLd(page);
        return new HtmlMetadata
        {
            Title = ReadTitle(page, linked.Title),
            Published = ReadDate(linked.Published) ?? ReadDate(ReadMeta(page, "article:published_time", "og:published_time", "pubdate", "publishdate", "dc.date", "dcterms.created", "date"))
                ?? ReadDate(page.QuerySelector("article time[datetime],time[pubdate],time[datetime]")?.GetAttribute("datetime")),
            Source = LimitLength(ReadMeta(page, "og:site_name", "source", "contentsource", "dc.publisher") ?? linked.Source, 200),
            Author = LimitLength(linked.Author ?? ReadAuthor(page), Byline.MaxLength),
            Tags = Keywords.TakeWithinLimits(ReadTags(page, linked.Tags)),
            Lang = ReadLanguage(page.DocumentElement.GetAttribute("lang") ?? ReadMeta(page, "og:locale", "content-language")),
            Address = ReadAddress(page.QuerySelector("link[rel=canonical]")?.GetAttribute("href") ?? ReadMeta(page, "og:url")),
        };
    }

    private static string? ReadTitle(IHtmlDocument page, string? linked)
    {
        if (LimitLength(linked ?? ReadMeta(page, "og:title", "twitter:title", "articletitle"), PageHead.MaxTitleLength) is { } said)
        {
            return said;
        }

        var headings = page.QuerySelectorAll("h1").Select(heading => HtmlText.Collapse(heading.TextContent)).Where(text => text.Length is > 0 and <= PageHead.MaxTitleLength).ToList();
        var title = LimitLength(page.Title, PageHead.MaxTitleLength);
        if (headings.Count == 1 || title is null)
        {
            return headings.FirstOrDefault();
        }

        // A title often ends with the site's name; the heading does not.
        return headings.Find(heading => title.Contains(heading, StringComparison.OrdinalIgnoreCase)) ?? RemoveSiteName(title);
    }

    private static string RemoveSiteName(string title)
    {
        foreach (var mark in (string[])[" | ", "｜", " - ", " – ", " — ", "_", "-"])
        {
            // "English-sme" is one word: a separator without spaces only separates Han text.
            var at = title.LastIndexOf(mark, StringComparison.Ordinal);
            if (at > title.Length / 3 && (mark.StartsWith(' ') || HanScript.GetHanShare(title) > 0.3))
            {
                return title[..at].Trim();
            }
        }

        return title;
    }

    private static string? ReadMeta(IHtmlDocument page, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (ReadAllMeta(page, name).FirstOrDefault() is { } content)
            {
                return content;
            }
        }

        return null;
    }

    private static IEnumerable<string> ReadAllMeta(IHtmlDocument page, params string[] names) =>
        names.SelectMany(
            _ => page.QuerySelectorAll("meta"),
            (name, meta) => string.Equals((meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? meta.GetAttribute("http-equiv"))?.Trim(), name, StringComparison.OrdinalIgnoreCase)
                ? meta.GetAttribute("content")?.Trim()
                : null)
            .Where(content => !string.IsNullOrEmpty(content))
            .OfType<string>();

    // In OpenGraph, this is the address of a profile.
    private static string? ReadAuthor(IHtmlDocument page) =>
        Byline.Read(ReadAllMeta(page, "author", "dc.creator", "article:author", "sailthru.author").Where(name => !name.Contains("://", StringComparison.Ordinal)).Take(1));

    private static IReadOnlyList<string> ReadTags(IHtmlDocument page, IReadOnlyList<string> linked) =>
        linked.Count > 0 ? linked
        : Keywords.Create(ReadAllMeta(page, "article:tag", "keywords", "news_keywords").SelectMany(Keywords.Split));

    private static JsonLdArticle ReadJsonLd(IHtmlDocument page)
    {
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']"))
        {
            try
            {
                using var json = JsonDocument.Parse(script.TextContent);
                if (FindArticle(json.RootElement) is { } article)
                {
                    return new JsonLdArticle(
                        ReadString(article, "headline"),
                        ReadString(article, "datePublished"),
                        ReadNames(article, "publisher").FirstOrDefault(),
                        Byline.Read(ReadNames(article, "author")),
                        Keywords.Create(ReadNames(article, "keywords").SelectMany(Keywords.Split)));
                }
            }
            catch (JsonException)
            {
                // Sites often have mistakes here, because readers never see it. The next source is tried.
                continue;
            }
        }

        return new JsonLdArticle(Title: null, Published: null, Source: null, Author: null, []);
    }

    // A name, an object with a name, or a list of either.
    private static List<string> ReadNames(JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out var value))
        {
            return [];
        }

        return [.. (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value])
            .Select(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) ? name : item)
            .Select(ReadString)
            .OfType<string>()];
    }

    private static JsonElement? FindArticle(JsonElement root)
    {
        var candidates = root.ValueKind switch
        {
            JsonValueKind.Array => root.EnumerateArray().ToList(),
            JsonValueKind.Object when root.TryGetProperty("@graph", out var graph) && graph.ValueKind == JsonValueKind.Array => graph.EnumerateArray().ToList(),
            _ => [root],
        };
        var found = candidates.Where(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("headline", out _)).Take(1).ToList();
        return found is [var article] ? article : null;
    }

    // GetString throws for a string with lone surrogates; the raw text does not.
    private static string? ReadString(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? ReadString(value) : null;

    private static string? ReadString(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static DateOnly? ReadDate(string? text)
    {
        text = text?.Trim();
        return text is { Length: <= 60 } && PageDate.GetLengthAtStart(text, out var date) > 0 ? date : null;
    }

    private static string? LimitLength(string? text, int length)
    {
        text = text is null ? null : HtmlText.Collapse(text);
        return text is { Length: > 0 } && text.Length <= length ? text : null;
    }

    private static string? ReadLanguage(string? tag) => tag is null ? null : LanguageTag.Normalize(tag);

    private static Uri? ReadAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private sealed record JsonLdArticle(string? Title, string? Published, string? Source, string? Author, IReadOnlyList<string> Tags);
}
