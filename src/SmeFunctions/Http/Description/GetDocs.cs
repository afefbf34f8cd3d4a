using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Http.Description;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets the API reference page.</summary>
public sealed class GetDocs(IOptions<ReadingOptions> options)
{
    // Scalar adds styles by script, which requires 'unsafe-inline'. Scripts come from this app only.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Function(nameof(GetDocs))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        request.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
        return new CachedResponseResult(ApiDescription.Page, options.Value, staleAge: null);
    }
}
