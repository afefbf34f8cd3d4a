using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Search;

/// <summary>A page of results.</summary>
/// <param name="Items">Best first, or newest first.</param>
/// <param name="Total">The number of articles that match.</param>
/// <param name="Facets">How the results divide.</param>
/// <param name="Partial">Whether no article has all of the words, and these have some of them.</param>
/// <param name="Suggestion">The search with corrected words, when no article has all of the words as they are.</param>
/// <param name="Next">Address of the next page; <see langword="null"/> on the last page.</param>
internal sealed record SearchPageView(IReadOnlyList<SearchHitView> Items, long Total, SearchFacetsView Facets, bool Partial, string? Suggestion, string? Next)
{
    public static SearchPageView Create(SearchAnswer answer, string path) => new(
        [.. answer.Results.Hits.Select(SearchHitView.Create)],
        answer.Results.Total,
        new SearchFacetsView(answer.Results.Facets.Sections, answer.Results.Facets.Years, answer.Results.Facets.Sources),
        answer.Results.IsPartial,
        answer.Results.Suggestion,
        answer.Next is { } next ? path + SearchService.GetQuery(next) : null);
}

/// <summary>An article in a page of results.</summary>
internal sealed record SearchHitView
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    public required string LangTag { get; init; }

    public required string Title { get; init; }

    public required DateOnly Published { get; init; }

    public string? Source { get; init; }

    public string? Author { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required Section Section { get; init; }

    public required string Summary { get; init; }

    public required string Url { get; init; }

    public required SearchHighlightsView Highlights { get; init; }

    public static SearchHitView Create(SearchHit hit) => new()
    {
        Slug = hit.Article.Slug,
        Lang = hit.Article.Lang,
        LangTag = hit.Article.LangTag,
        Title = hit.Article.Title,
        Published = hit.Article.Published,
        Source = hit.Article.Source,
        Author = hit.Article.Author,
        Tags = hit.Article.Tags,
        Section = hit.Article.Section,
        Summary = hit.Article.Summary,
        Url = ArticleSummaryView.GetUrl(hit.Article.Slug),
        Highlights = new SearchHighlightsView(hit.Title, hit.Snippet),
    };
}

/// <param name="Title">HTML with <c>mark</c> elements.</param>
/// <param name="Snippet">HTML with <c>mark</c> elements.</param>
internal sealed record SearchHighlightsView(string Title, string Snippet);

/// <param name="Section">By section.</param>
/// <param name="Year">By year of publication, newest first.</param>
/// <param name="Source">By source.</param>
internal sealed record SearchFacetsView(IReadOnlyList<SearchFacet> Section, IReadOnlyList<SearchFacet> Year, IReadOnlyList<SearchFacet> Source);

/// <param name="Items">The likeliest first.</param>
internal sealed record SearchSuggestionsView(IReadOnlyList<SearchSuggestionView> Items);

/// <param name="Kind"><c>title</c>, <c>tag</c> or <c>section</c>.</param>
/// <param name="Text">The words.</param>
/// <param name="Lang">The language.</param>
/// <param name="Slug">The article's slug, for a title.</param>
internal sealed record SearchSuggestionView(string Kind, string Text, string Lang, string? Slug);

/// <summary>The JSON form of searches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchPageView))]
[JsonSerializable(typeof(SearchSuggestionsView))]
internal sealed partial class SearchViewJson : JsonSerializerContext
{
    public static SearchViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

/// <summary>Serializes responses.</summary>
internal static class SearchViews
{
    public static byte[] Serialize(SearchPageView view) => JsonSerializer.SerializeToUtf8Bytes(view, SearchViewJson.Readable.SearchPageView);

    public static byte[] Serialize(IEnumerable<SearchSuggestion> suggestions) => JsonSerializer.SerializeToUtf8Bytes(
        new SearchSuggestionsView([.. suggestions.Select(suggestion => new SearchSuggestionView(suggestion.Kind, suggestion.Text, suggestion.Lang, suggestion.Slug))]),
        SearchViewJson.Readable.SearchSuggestionsView);
}
