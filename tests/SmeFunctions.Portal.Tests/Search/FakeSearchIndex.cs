using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>An index with the articles that a test adds. It finds those whose title contains the search, and suggests them.</summary>
internal sealed class FakeSearchIndex : ISearchIndex
{
    public List<ArticleSummary> Articles { get; } = [];

    /// <summary>Changes with each change of the articles; <see langword="null"/> for no index.</summary>
    public string? Version { get; set; } = "1";

    public int Searches { get; private set; }

    /// <summary>What is suggested when nothing is found.</summary>
    public string? Suggestion { get; set; }

    public static ArticleSummary CreateSummary(string slug, string title, string lang = "en") => new()
    {
        Slug = slug,
        Lang = lang,
        Title = title,
        Published = new DateOnly(2017, 1, 4),
        Section = new Section("news", "News"),
        Summary = "A text.",
        Translations = [],
    };

    public ValueTask<string?> FindVersionAsync(CancellationToken cancellationToken) => new(Version);

    public ValueTask<SearchResults?> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        Searches++;
        var found = Articles.Where(article => (request.Lang is null || article.Lang == request.Lang) && article.Title.Contains(request.Text, StringComparison.OrdinalIgnoreCase)).ToList();
        return new(Version is null ? null : new SearchResults
        {
            Total = found.Count,
            Hits = [.. found.Skip(request.Offset).Take(request.Limit).Select(article => new SearchHit(article, $"<mark>{article.Title}</mark>", article.Summary))],
            Facets = new SearchFacets(Facets(article => article.Section.Slug), Facets(article => $"{article.Published.Year}"), Facets(article => article.Source ?? "none")),
            Suggestion = found.Count == 0 ? Suggestion : null,
        });

        IReadOnlyList<SearchFacet> Facets(Func<ArticleSummary, string> value) =>
            [.. found.GroupBy(value).Select(group => new SearchFacet(group.Key, group.Key, group.Count()))];
    }

    public ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string prefix, string? lang, int limit, CancellationToken cancellationToken) => new(
        Version is null ? null : [.. Articles.Where(article => article.Title.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Take(limit).Select(article => new SearchSuggestion("title", article.Title, article.Slug, article.Lang))]);
}
