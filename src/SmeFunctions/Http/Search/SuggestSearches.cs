using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Http;

/// <summary>Completes the beginning of a search.</summary>
public sealed class SuggestSearches(SearchService search, IOptions<ReadingOptions> options)
{
    [Function(nameof(SuggestSearches))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/search/suggest")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var prefix = query.Text("q", SearchSuggestion.MaxPrefixLength) ?? "";
        var lang = query.OneOf("lang", search.Languages);
        var limit = query.Number("limit", SearchSuggestion.DefaultLimit, 1, SearchSuggestion.MaxLimit);
        if (SearchQuery.IsWrong(query, prefix, "'q' is the beginning of a search.", out var problem))
        {
            return problem;
        }

        if (await search.SuggestAsync(prefix, lang, limit, cancellationToken) is not { } found)
        {
            return SearchQuery.CreateUnavailable(request);
        }

        var body = SearchViews.Serialize(found);
        return new CachedResponseResult(
            new CachedResponse(body, "application/json; charset=utf-8", $"W/\"{ContentVersion.Compute(body)}\"", lastModified: null), options.Value, staleAge: null);
    }
}
