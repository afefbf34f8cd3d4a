using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Http.Description;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets a file of the API reference page.</summary>
public sealed class GetDocsFile(IOptions<ReadingOptions> options)
{
    [Function(nameof(GetDocsFile))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs/{file}")] HttpRequest request,
        string file) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : ApiDescription.FindFile(file) is { } answer ? new CachedResponseResult(answer, options.Value, staleAge: null)
        : Problems.NotFound($"There is no file '{file}'.");
}
