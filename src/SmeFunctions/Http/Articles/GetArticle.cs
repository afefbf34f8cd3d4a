using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets an article, as JSON or as Markdown.</summary>
public sealed class GetArticle(ArticleCatalog catalog, IOptions<ReadingOptions> options, IOptions<PortalOptions> portal)
{
    private const string Vary = "Accept";

    [Function(nameof(GetArticle))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles/{slug:minlength(1)}")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        // No slug has a dot.
        var extension = slug.EndsWith(MarkdownRequest.Extension, StringComparison.Ordinal) ? MarkdownRequest.Extension : "";
        slug = slug[..^extension.Length];
        return await catalog.FindAsync(slug, cancellationToken) switch
        {
            ArticleResult.Found found when extension.Length > 0 => MarkdownRequest.CreateResult(request, found, portal.Value, options.Value, vary: null),
            ArticleResult.Found found when MarkdownRequest.IsPreferred(request) => MarkdownRequest.CreateResult(request, found, portal.Value, options.Value, Vary),
            ArticleResult.Found found => new CachedResponseResult(found.GetResponse(), options.Value.CacheControl, found.StaleAge, vary: Vary),
            ArticleResult.Moved moved => new MovedResult(ArticleSummaryView.GetUrl(moved.Slug) + extension, options.Value, moved.StaleAge),
            ArticleResult.Gone => Problems.Gone($"The article '{slug}' was taken down."),
            _ => Problems.NotFound($"There is no article '{slug}'."),
        };
    }
}
