using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Http;

/// <summary>An article.</summary>
internal sealed class GetArticle(ArticleCatalog catalog)
{
    [Function(nameof(GetArticle))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles/{slug:minlength(1)}")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await catalog.FindAsync(slug, cancellationToken) switch
        {
            ArticleFinding.Found(var article, var version) => new ArticleResult(article, version),
            ArticleFinding.Gone => Problems.Gone($"The article '{slug}' was taken down."),
            _ => Problems.NotFound($"There is no article '{slug}'."),
        };
}
