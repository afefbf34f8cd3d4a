using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Gets the preview of a hidden document, by a signed link.</summary>
public sealed class GetPreview(SeedPreviewService previews)
{
    [Function(nameof(GetPreview))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews/{*name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (until, signature) = (query.Text("until") ?? "", query.Text("signature") ?? "");
        if (query.IsWrong(out var problem) || !SeedRequest.TryParseName(name, out var seed, out problem))
        {
            return problem;
        }

        var headers = request.HttpContext.Response.Headers;
        headers["X-Robots-Tag"] = "noindex";
        headers["Referrer-Policy"] = "no-referrer";
        return await previews.FindAsync(seed, until, signature, cancellationToken) switch
        {
            SeedPreview.Shown(var built) => NotStored(request, ArticleViewJson.CreateResult(
                ArticleView.Create(built.Article, visits: 0, ArticleContext.None) with { Warnings = built.Warnings, Removed = built.Removed })),
            SeedPreview.Published(var slug) => NotStored(request, TypedResults.Redirect(ArticleSummaryView.GetUrl(slug))),
            SeedPreview.Rejected(var error) => Problems.Rejected(error),
            SeedPreview.Expired => Problems.Gone("This link to a preview has expired; whoever gave it to you can get a new one."),
            _ => Problems.NotFound("There is no such preview."),
        };
    }

    private static IResult NotStored(HttpRequest request, IResult result)
    {
        request.HttpContext.Response.Headers.CacheControl = "private, no-store";
        return result;
    }
}
