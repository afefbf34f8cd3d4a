using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmeFunctions.Documents.Markup;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Html;

/// <summary>The metadata of a page: JSON-LD first, then OpenGraph, then the rest. More deliberate metadata comes first.</summary>
internal sealed record HtmlMetadata
{
    private static readonly string[] _dateNames =
    [
        "article:published_time", "og:published_time", "og:time", "og:release_date", "og:article:published_time", "article.published", "article:published", "datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "publishtime", "publish_time",
        "publication_date", "publicationdate", "published_time", "published-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "citation_publication_date", "citation_date",
        "article:create_at", "apub:time", "firstpublishedtime", "weibo:article:create_at", "rnews:datepublished", "cxenseparse:recs:publishtime", "bt:pubdate", "displaydate", "originalpublicationdate", "date", "_pubtime", "pub_date", "lastmodified-date", "article:modified_time", "dateupdate", "datemodified",
    ];

    private static readonly string[] _authorNames =
        ["dc.creator", "dcterm.creator", "dcterms.creator", "author", "parsely-author", "sailthru.author", "article:author", "article:author_name", "byl", "citation_author", "rnews:author", "bt:author"];

    private static readonly string[] _containers = ["@graph", "mainEntity"];

    // Names of services that many sites use.
    private static readonly HashSet<string> _platforms = new(StringComparer.OrdinalIgnoreCase)
    {
        "微信公众平台", "Medium", "WordPress", "WordPress.com", "Blogger", "Tumblr", "百度百家", "百家号", "今日头条", "搜狐号", "网易号", "知乎专栏", "简书",
    };

    public string? Title { get; private init; }

    /// <summary>Whether a heading of the page confirms the title, or only metadata have one.</summary>
    public bool IsTitleCertain { get; private init; }

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
        var (title, isCertain) = HtmlTitle.Find(page, linked.Title, ReadMeta(page, "articletitle"), ReadMeta(page, "dc.title", "dcterm.title", "dcterms.title", "og:title", "weibo:article:title", "twitter:title", "parsely-title", "sailthru.title"), ReadMeta(page, "og:site_name"));
        return new HtmlMetadata
        {
            Title = title,
            IsTitleCertain = isCertain,
            Published = ReadDate(linked.Published) ?? ReadDate(ReadMeta(page, _dateNames)) ?? ReadVisibleDate(page),
            Source = LimitLength(ReadAccount(page) ?? FindSource(page, linked.Source), 200),
            Author = LimitLength(linked.Author ?? ReadAuthor(page) ?? ReadVisibleAuthor(page), Byline.MaxLength),
            Tags = Keywords.TakeWithinLimits(ReadTags(page, linked.Tags)),
            Lang = ReadLanguage(page.DocumentElement.GetAttribute("lang") ?? ReadMeta(page, "og:locale", "content-language")),
            Address = ReadAddress(page.QuerySelector("link[rel=canonical]")?.GetAttribute("href") ?? ReadMeta(page, "og:url")),
        };
    }

    // The name of the account that publishes on a platform.
    private static string? ReadAccount(IHtmlDocument page) =>
        page.QuerySelector("#js_name,.rich_media_meta_nickname,.account_nickname,[itemprop=publisher] [itemprop=name]")?.TextContent is { } name && !string.IsNullOrWhiteSpace(name) ? name : null;

    private static string? FindSource(IHtmlDocument page, string? linked) =>
        ReadAllMeta(page, "contentsource", "source", "og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
            .Append(linked)
            .FirstOrDefault(name => !string.IsNullOrWhiteSpace(name) && !_platforms.Contains(name.Trim()) && !name.Contains("://", StringComparison.Ordinal));

    private static DateOnly? ReadVisibleDate(IHtmlDocument page)
    {
        foreach (var element in page.QuerySelectorAll("[itemprop=datePublished],time[pubdate],article time[datetime],time[datetime],[class*=publish],[class*=pubtime],[class*=pubdate],[class*=post-date],[class*=entry-date],[class*=article-date],[class*=date-],[class*=timestamp],[id*=pubtime],.date,.time,#pubtime").Take(20))
        {
            var stated = element.GetAttribute("content") ?? element.GetAttribute("datetime");
            var text = HtmlText.Collapse(element.TextContent);
            if ((ReadDate(stated) ?? (text.Length <= 80 ? MetaLine.TryRead(text)?.Published : null)) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    private static string? ReadVisibleAuthor(IHtmlDocument page)
    {
        foreach (var element in page.QuerySelectorAll("[rel=author],[itemprop=author],[class*=byline],[class*=author],[id*=byline]").Where(element => element.Closest("[class*=comment],[class*=related],aside,footer,nav") is null).Take(10))
        {
            var named = element.QuerySelector("[itemprop=name]") ?? element;
            var text = HtmlText.Collapse(HtmlText.GetLines(named));
            if (text.Length is > 1 and <= 100 && (MetaLine.TryRead(text)?.Author ?? (IsName(text) ? text : null)) is { } name && Byline.ReadMetadata([name]) is { } author)
            {
                return author;
            }
        }

        return null;
    }

    private static bool IsName(string text) =>
        HanScript.GetHanShare(text) > 0.5 ? text.Length is >= 2 and <= 12 && !text.Any(c => char.IsPunctuation(c) && c != '、')
        : text.Split(' ') is { Length: >= 2 and <= 8 } words && words.All(word => char.IsUpper(word[0]) || word is "and" or "&" or "de" or "van" or "von" or "of") && !text.Any(char.IsDigit);

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
            (name, meta) => GetNames(meta).Any(stated => string.Equals(stated, name, StringComparison.OrdinalIgnoreCase)) ? meta.GetAttribute("content")?.Trim() : null)
            .Where(content => !string.IsNullOrEmpty(content))
            .OfType<string>();

    // Sites write "dc:creator" and "DC.Creator", and several names in one attribute.
    private static IEnumerable<string> GetNames(IElement meta) =>
        (meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? meta.GetAttribute("http-equiv") ?? "")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.StartsWith("dc", StringComparison.OrdinalIgnoreCase) ? name.Replace(':', '.') : name);

    // In OpenGraph, article:author is the address of a profile.
    private static string? ReadAuthor(IHtmlDocument page) =>
        _authorNames.Select(name => Byline.ReadMetadata(ReadAllMeta(page, name).Take(5))).FirstOrDefault(author => author is not null);

    private static IReadOnlyList<string> ReadTags(IHtmlDocument page, IReadOnlyList<string> linked) =>
        linked.Count > 0 ? linked
        : Keywords.Create(ReadAllMeta(page, "article:tag", "keywords", "news_keywords").SelectMany(Keywords.Split));

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static JsonLdArticle ReadJsonLd(IHtmlDocument page)
    {
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']"))
        {
            try
            {
                using var json = JsonDocument.Parse(Repair(script.TextContent), _lenient);
                if (FindArticle(json.RootElement) is { } article)
                {
                    return new JsonLdArticle(
                        SelectTitle(page, ReadString(article, "headline"), ReadString(article, "name")),
                        ReadString(article, "datePublished") ?? ReadString(article, "pubDate") ?? ReadString(article, "dateCreated"),
                        ReadNames(article, "publisher").FirstOrDefault(),
                        Byline.ReadMetadata(ReadNames(article, "author")),
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

    // An encyclopedia has its description as headline, and the headline as name.
    private static string? SelectTitle(IHtmlDocument page, string? headline, string? name) =>
        headline is null || (name is not null && page.Title?.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true && !page.Title.StartsWith(headline, StringComparison.OrdinalIgnoreCase)) ? name ?? headline : headline;

    // Sites put CDATA marks around the document, and line breaks into its texts.
    private static string Repair(string json)
    {
        json = json.Replace("//<![CDATA[", "", StringComparison.Ordinal).Replace("//]]>", "", StringComparison.Ordinal)
            .Replace("/*<![CDATA[*/", "", StringComparison.Ordinal).Replace("/*]]>*/", "", StringComparison.Ordinal)
            .Replace("<![CDATA[", "", StringComparison.Ordinal).Replace("]]>", "", StringComparison.Ordinal).Trim().TrimEnd(';');
        return json.Any(char.IsControl) ? string.Concat(json.Select(c => char.IsControl(c) ? ' ' : c)) : json;
    }

    private static JsonElement? FindArticle(JsonElement root)
    {
        var found = Flatten(root, depth: 0)
            .Where(item => item.TryGetProperty("headline", out _) || item.TryGetProperty("pubDate", out _) || (item.TryGetProperty("@type", out var type) && IsArticle(type)))
            .Take(1)
            .ToList();
        return found is [var article] ? article : null;
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement element, int depth)
    {
        if (depth > 4)
        {
            return [];
        }

        return element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Flatten(item, depth + 1)),
            JsonValueKind.Object => _containers
                .Where(name => element.TryGetProperty(name, out _))
                .SelectMany(name => Flatten(element.GetProperty(name), depth + 1))
                .Prepend(element),
            _ => [],
        };
    }

    private static bool IsArticle(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsArticle)
        : type.ValueKind == JsonValueKind.String && ReadString(type) is { } name && (name.EndsWith("Article", StringComparison.Ordinal) || name is "BlogPosting" or "Report" or "LiveBlogPosting" or "SocialMediaPosting");

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
