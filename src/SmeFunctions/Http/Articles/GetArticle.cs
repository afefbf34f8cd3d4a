using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Gets an article.</summary>
public sealed class GetArticle(ArticleCatalog catalog, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetArticle))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles/{slug:minlength(1)}")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await catalog.FindAsync(slug, cancellationToken) switch
        {
            ArticleResult.Found found => new CachedResponseResult(found.GetResponse(), options.Value, found.StaleAge),
            ArticleResult.Moved moved => new MovedResult(ArticleSummaryView.GetUrl(moved.Slug), options.Value, moved.StaleAge),
            ArticleResult.Gone => Problems.Gone($"The article '{slug}' was taken down."),
            _ => Problems.NotFound($"There is no article '{slug}'."),
        };
}
