using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Signals;

namespace SmeFunctions.Http;

/// <summary>Gets the key of IndexNow, by which search engines know that the portal sends its signals.</summary>
public sealed class GetIndexNowKey(IndexNowSignal signal)
{
    [Function(nameof(GetIndexNowKey))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{key:minlength(8)}.txt")] HttpRequest request, string key) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : signal.Key is { } known && key == known ? TypedResults.Text(known, "text/plain")
        : Problems.NotFound($"There is no file '{key}.txt'.");
}
