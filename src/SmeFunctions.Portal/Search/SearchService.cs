using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Search;

/// <summary>Answers searches. Equal searches of one version of the index share an answer.</summary>
public sealed class SearchService(ISearchIndex index, ReadingCache cache, IOptions<PortalOptions> portal, TimeProvider time)
{
    /// <summary>How long an answer is kept. It is not asked for again after the index has changed.</summary>
    private static readonly TimeSpan _keptFor = TimeSpan.FromMinutes(5);

    public IReadOnlyList<string> Languages => portal.Value.Languages;

    /// <summary>The portal's current day.</summary>
    public DateOnly Today => portal.Value.GetDay(time.GetUtcNow());

    /// <summary>Searches.</summary>
    /// <returns>The answer; <see langword="null"/> when there is no index to ask.</returns>
    public async ValueTask<SearchAnswer?> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        if (await index.FindVersionAsync(cancellationToken) is not { } version)
        {
            return null;
        }

        var key = $"search|{version}|{GetQuery(request)}|{request.Today:yyyyMMdd}";
        if (cache.TryGet<SearchAnswer>(key, _keptFor, out var kept))
        {
            return kept.Value;
        }

        // Nothing is kept of a search that the index could not answer.
        if (await index.SearchAsync(request, cancellationToken) is not { } results)
        {
            return null;
        }

        var answer = new SearchAnswer(request, results, ContentVersion.Compute([version, key]));
        return (await cache.GetAsync<SearchAnswer>(key, _keptFor, (_, _) => Task.FromResult(answer), kept => kept.Size, cancellationToken)).Value;
    }

    /// <summary>Completes the beginning of a search.</summary>
    /// <returns>The likeliest first; <see langword="null"/> when there is no index to ask.</returns>
    public ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string prefix, string? lang, int limit, CancellationToken cancellationToken) =>
        index.SuggestAsync(prefix, lang, limit, cancellationToken);

    /// <summary>The query string of a search: the same for equal searches.</summary>
    public static string GetQuery(SearchRequest request)
    {
        var query = new QueryBuilder { { "q", request.Text } };
        Add("lang", request.Lang);
        Add("section", request.Section);
        Add("tag", request.Tag);
        Add("source", request.Source);
        Add("from", request.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("to", request.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("sort", request.Sort == SearchSort.Date ? "date" : null);
        Add("limit", request.Limit == SearchRequest.DefaultLimit ? null : request.Limit.ToString(CultureInfo.InvariantCulture));
        Add("cursor", request.Offset == 0 ? null : CreateCursor(request.Offset));
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add(name, value);
            }
        }
    }

    /// <summary>A cursor is the number of results to skip, encoded, because clients should not compute it.</summary>
    public static string CreateCursor(int offset) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)));

    public static bool TryParseCursor(string text, out int offset)
    {
        offset = 0;
        return text.Length <= 20 && Base64Url.IsValid(text)
            && int.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)), NumberStyles.None, CultureInfo.InvariantCulture, out offset)
            && offset < SearchRequest.MaxReach;
    }
}

/// <summary>The results of a search.</summary>
/// <param name="request">The search.</param>
/// <param name="results">Its results.</param>
/// <param name="version">The version of the response.</param>
public sealed class SearchAnswer(SearchRequest request, SearchResults results, string version)
{
    private CachedResponse? _response;

    public SearchRequest Request => request;

    public SearchResults Results => results;

    /// <summary>The version of the response, for ETags.</summary>
    public string Version => version;

    /// <summary>Approximate bytes in memory.</summary>
    public int Size => 3_000 + results.Hits.Sum(hit => 1_500 + (8 * (hit.Snippet.Length + hit.Article.Summary.Length)));

    /// <summary>The search for the next page; <see langword="null"/> on the last page that can be reached.</summary>
    public SearchRequest? Next =>
        request.Offset + results.Hits.Count is var offset && results.Hits.Count == request.Limit && offset < results.Total && offset < SearchRequest.MaxReach
            ? request with { Offset = offset }
            : null;

    /// <summary>Gets the JSON response.</summary>
    /// <param name="path">The address of searches, for the link to the next page.</param>
    public CachedResponse GetResponse(string path) =>
        _response ??= new CachedResponse(SearchViews.Serialize(SearchPageView.Create(this, path)), "application/json; charset=utf-8", $"W/\"{version}\"", lastModified: null);
}
