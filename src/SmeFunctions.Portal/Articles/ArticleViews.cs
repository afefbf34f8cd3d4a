using System.Text.Json.Serialization;
using SmeFunctions.Documents;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Articles;

/// <summary>An article in a list response.</summary>
public record ArticleSummaryView
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    public required string LangTag { get; init; }

    public required string Title { get; init; }

    public required DateOnly Published { get; init; }

    public string? Source { get; init; }

    public string? Author { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int Words { get; init; }

    public required int ReadingMinutes { get; init; }

    public required Section Section { get; init; }

    public required string Summary { get; init; }

    public required long Visits { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<Translation> Translations { get; init; }

    public static ArticleSummaryView Create(ArticleSummary article, long visits) => new()
    {
        Slug = article.Slug,
        Lang = article.Lang,
        LangTag = article.LangTag,
        Title = article.Title,
        Published = article.Published,
        Source = article.Source,
        Author = article.Author,
        Tags = article.Tags,
        Words = article.Words,
        ReadingMinutes = article.ReadingMinutes,
        Section = article.Section,
        Summary = article.Summary,
        Visits = visits,
        Url = GetUrl(article.Slug),
        Translations = article.Translations,
    };

    public static string GetUrl(string slug) => $"/api/articles/{Uri.EscapeDataString(slug)}";
}

/// <summary>An article in a response.</summary>
internal sealed record ArticleView : ArticleSummaryView
{
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> Breadcrumb { get; init; }

    [JsonPropertyOrder(1)]
    public required string Html { get; init; }

    [JsonPropertyOrder(1)]
    public required string Text { get; init; }

    [JsonPropertyOrder(1)]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The register entry of an official notice; omitted for other articles.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfficialNotice? Document { get; init; }

    /// <summary>The files that it offers for download.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ArticleAttachment> Attachments { get; init; }

    /// <summary>The previous article of the section, by publication.</summary>
    [JsonPropertyOrder(1)]
    public ArticleLink? Previous { get; init; }

    /// <summary>The next article of the section, by publication.</summary>
    [JsonPropertyOrder(1)]
    public ArticleLink? Next { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ArticleLink> Related { get; init; }

    /// <summary>Warnings for the editor; in previews only.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Lines of the page around the article that were removed; in previews only.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RemovedLine>? Removed { get; init; }

    public static ArticleView Create(Article article, long visits, ArticleContext context) => new()
    {
        Slug = article.Slug,
        Lang = article.Lang,
        LangTag = article.LangTag,
        Title = article.Title,
        Published = article.Published,
        Source = article.Source,
        Author = article.Author,
        Tags = article.Tags,
        Words = article.Words,
        ReadingMinutes = article.ReadingMinutes,
        Section = article.Section,
        Summary = article.Summary,
        Visits = visits,
        Url = GetUrl(article.Slug),
        Translations = article.Translations,
        Breadcrumb = article.Breadcrumb,
        Html = article.Html,
        Text = article.Text,
        Updated = article.Updated,
        Document = article.Document,
        Attachments = article.Attachments,
        Previous = context.Previous,
        Next = context.Next,
        Related = context.Related,
    };
}

/// <summary>The JSON form of responses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArticleView))]
[JsonSerializable(typeof(ArticlePageView))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
internal sealed partial class ArticleViewJson : JsonSerializerContext
{
    public static ArticleViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));

    public static IResult CreateResult(ArticleView article) => TypedResults.Json(article, Readable.ArticleView);
}

/// <param name="Items">Newest first.</param>
/// <param name="Next">Address of the next page; <see langword="null"/> on the last page.</param>
internal sealed record ArticlePageView(IReadOnlyList<ArticleSummaryView> Items, string? Next);
