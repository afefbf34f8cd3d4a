using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Http;

/// <summary>Searches for articles.</summary>
public sealed class SearchArticles(SearchService search, IOptions<ReadingOptions> options)
{
    [Function(nameof(SearchArticles))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/search")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var wanted = SearchQuery.Read(query, search);
        return SearchQuery.IsWrong(query, wanted.Text, "'q' is what to search for.", out var problem) ? problem
            : await search.SearchAsync(wanted, cancellationToken) is { } answer ? new CachedResponseResult(answer.GetResponse("/api/search"), options.Value, staleAge: null)
            : SearchQuery.CreateUnavailable(request);
    }
}
