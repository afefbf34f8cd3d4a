namespace SmeFunctions.Portal.Search;

/// <summary>Finds articles. Everything that another search service would have to implement.</summary>
public interface ISearchIndex
{
    /// <summary>The version of the index, which changes with its content; <see langword="null"/> when there is none to ask.</summary>
    /// <remarks>A response is valid for as long as the version stays.</remarks>
    ValueTask<string?> FindVersionAsync(CancellationToken cancellationToken);

    /// <summary>Searches for articles.</summary>
    /// <returns>The results; <see langword="null"/> when there is no index to ask.</returns>
    ValueTask<SearchResults?> SearchAsync(SearchRequest request, CancellationToken cancellationToken);

    /// <summary>Completes the beginning of a search from titles, tags and sections.</summary>
    /// <param name="prefix">What the reader has typed.</param>
    /// <param name="lang">The language; <see langword="null"/> for all.</param>
    /// <param name="limit">The most suggestions.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Suggestions; <see langword="null"/> when there is no index to ask.</returns>
    ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string prefix, string? lang, int limit, CancellationToken cancellationToken);
}
