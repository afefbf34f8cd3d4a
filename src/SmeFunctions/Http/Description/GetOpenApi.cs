using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Http.Description;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets the OpenAPI description.</summary>
public sealed class GetOpenApi(IOptions<ReadingOptions> options)
{
    [Function(nameof(GetOpenApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : new CachedResponseResult(ApiDescription.Document, options.Value, staleAge: null);
}
