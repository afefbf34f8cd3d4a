using System.Text.Json;
using AngleSharp.Html.Dom;
using SmeFunctions.Portal.Ingestion.Readers.Markup;
using SmeFunctions.Portal.Ingestion.Readers.PortalPage;

namespace SmeFunctions.Portal.Ingestion.Readers.Html;

/// <summary>What a page says of itself: JSON-LD first, then OpenGraph, then the rest; the more deliberate, the earlier.</summary>
internal sealed record HtmlMetadata
{
    public string? Title { get; private init; }

    public DateOnly? Published { get; private init; }

    public string? Source { get; private init; }

    public string? Author { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public string? Lang { get; private init; }

    /// <summary>Where the page is from; relative links are meant from there.</summary>
    public Uri? Address { get; private init; }

    public static HtmlMetadata Of(IHtmlDocument page)
    {
        var linked = JsonLd(page);
        return new HtmlMetadata
        {
            Title = TitleOf(page, linked.Title),
            Published = Day(linked.Published) ?? Day(Meta(page, "article:published_time", "og:published_time", "pubdate", "publishdate", "dc.date", "dcterms.created", "date"))
                ?? Day(page.QuerySelector("article time[datetime],time[pubdate],time[datetime]")?.GetAttribute("datetime")),
            Source = Short(Meta(page, "og:site_name", "source", "contentsource", "dc.publisher") ?? linked.Source, 200),
            Author = Short(linked.Author ?? AuthorOf(page), Byline.MaxLength),
            Tags = Keywords.Fitting(TagsOf(page, linked.Tags)),
            Lang = Language(page.DocumentElement.GetAttribute("lang") ?? Meta(page, "og:locale", "content-language")),
            Address = AddressOf(page.QuerySelector("link[rel=canonical]")?.GetAttribute("href") ?? Meta(page, "og:url")),
        };
    }

    private static string? TitleOf(IHtmlDocument page, string? linked)
    {
        if (Short(linked ?? Meta(page, "og:title", "twitter:title", "articletitle"), PageHead.MaxTitleLength) is { } said)
        {
            return said;
        }

        var headings = page.QuerySelectorAll("h1").Select(heading => MarkupText.Collapse(heading.TextContent)).Where(text => text.Length is > 0 and <= PageHead.MaxTitleLength).ToList();
        var title = Short(page.Title, PageHead.MaxTitleLength);
        if (headings.Count == 1 || title is null)
        {
            return headings.FirstOrDefault();
        }

        // A title often ends with the site's name, the heading does not.
        return headings.Find(heading => title.Contains(heading, StringComparison.OrdinalIgnoreCase)) ?? WithoutSite(title);
    }

    private static string WithoutSite(string title)
    {
        foreach (var mark in (string[])[" | ", "｜", " - ", " – ", " — ", "_", "-"])
        {
            // "English-sme" is one word: a mark without spaces parts only Han.
            var at = title.LastIndexOf(mark, StringComparison.Ordinal);
            if (at > title.Length / 3 && (mark.StartsWith(' ') || Script.HanShare(title) > 0.3))
            {
                return title[..at].Trim();
            }
        }

        return title;
    }

    private static string? Meta(IHtmlDocument page, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (All(page, name).FirstOrDefault() is { } content)
            {
                return content;
            }
        }

        return null;
    }

    private static IEnumerable<string> All(IHtmlDocument page, params string[] names) =>
        names.SelectMany(
            _ => page.QuerySelectorAll("meta"),
            (name, meta) => string.Equals((meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? meta.GetAttribute("http-equiv"))?.Trim(), name, StringComparison.OrdinalIgnoreCase)
                ? meta.GetAttribute("content")?.Trim()
                : null)
            .Where(content => !string.IsNullOrEmpty(content))
            .OfType<string>();

    // OpenGraph has the address of a profile there.
    private static string? AuthorOf(IHtmlDocument page) =>
        Byline.Of(All(page, "author", "dc.creator", "article:author", "sailthru.author").Where(name => !name.Contains("://", StringComparison.Ordinal)).Take(1));

    private static IReadOnlyList<string> TagsOf(IHtmlDocument page, IReadOnlyList<string> linked) =>
        linked.Count > 0 ? linked
        : Keywords.Of(All(page, "article:tag", "keywords", "news_keywords").SelectMany(Keywords.Split));

    private static LinkedData JsonLd(IHtmlDocument page)
    {
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']"))
        {
            try
            {
                using var json = JsonDocument.Parse(script.TextContent);
                if (FindArticle(json.RootElement) is { } article)
                {
                    return new LinkedData(
                        Word(article, "headline"),
                        Word(article, "datePublished"),
                        Names(article, "publisher").FirstOrDefault(),
                        Byline.Of(Names(article, "author")),
                        Keywords.Of(Names(article, "keywords").SelectMany(Keywords.Split)));
                }
            }
            catch (JsonException)
            {
                // Sites write it wrongly, and no reader of the page ever sees it: the next place is asked.
                continue;
            }
        }

        return new LinkedData(Title: null, Published: null, Source: null, Author: null, []);
    }

    // A name, something with a name, or a list of either.
    private static List<string> Names(JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out var value))
        {
            return [];
        }

        return [.. (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value])
            .Select(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) ? name : item)
            .Select(Word)
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

    // A string that is no Unicode makes GetString throw; the raw text does not.
    private static string? Word(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? Word(value) : null;

    private static string? Word(JsonElement value)
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

    private static DateOnly? Day(string? text)
    {
        text = text?.Trim();
        return text is { Length: <= 60 } && PortalDate.LengthAtStart(text, out var date) > 0 ? date : null;
    }

    private static string? Short(string? text, int length)
    {
        text = text is null ? null : MarkupText.Collapse(text);
        return text is { Length: > 0 } && text.Length <= length ? text : null;
    }

    private static string? Language(string? tag) => tag is null ? null : LanguageTag.Normalize(tag);

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private sealed record LinkedData(string? Title, string? Published, string? Source, string? Author, IReadOnlyList<string> Tags);
}
