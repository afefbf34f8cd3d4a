using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Counts a visit of an article; answered once it is stored.</summary>
internal sealed class CountVisit(ArticleCatalog catalog, VisitCounter visits)
{
    [Function(nameof(CountVisit))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/articles/{slug:minlength(1)}/visits")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        if (await catalog.FindAsync(slug, cancellationToken) is not ArticleFinding.Found)
        {
            return Problems.NotFound($"There is no article '{slug}'.");
        }

        var answer = await visits.CountAsync(slug, cancellationToken);
        if (answer.RetryAfter is { } wait)
        {
            request.HttpContext.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds):0}";
            return Problems.Unavailable("The visit could not be stored; it was not counted, or nobody knows.");
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new VisitView(slug, answer.Visits, answer.Today), VisitViewJson.Readable.VisitView);
    }
}

/// <param name="Slug">The article's.</param>
/// <param name="Visits">All visits of it, this one among them.</param>
/// <param name="Today">Those of the portal's present day.</param>
internal sealed record VisitView(string Slug, long Visits, long Today);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisitView))]
internal sealed partial class VisitViewJson : JsonSerializerContext
{
    public static VisitViewJson Readable => field ??= new(ReadableJson.Of(Default.Options));
}
