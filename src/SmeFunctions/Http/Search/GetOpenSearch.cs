using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Search;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets the description of the search for browsers.</summary>
public sealed class GetOpenSearch(OpenSearchDescription description, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetOpenSearch))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "opensearch-{lang}.xml")] HttpRequest request, string lang) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : description.Find(request, lang) is { } response ? new CachedResponseResult(response, options.Value, staleAge: null)
        : Problems.NotFound($"The portal has no language '{lang}'.");
}
