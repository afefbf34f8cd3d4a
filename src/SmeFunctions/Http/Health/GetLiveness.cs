using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.Http;

/// <summary>Checks that the process responds.</summary>
public sealed class GetLiveness
{
    [Function(nameof(GetLiveness))]
    [SuppressMessage("Performance", "CA1822", Justification = "Functions are instance methods.")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/live")] HttpRequest request)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text("""{"status":"live"}""", "application/json; charset=utf-8");
    }
}
