using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Lists a page of articles, newest first.</summary>
public sealed class ListArticles(ArticleCatalog catalog, IOptions<ReadingOptions> options)
{
    [Function(nameof(ListArticles))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var articles = ArticleRequest.Read(query, catalog.Languages);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        var page = await catalog.ListAsync(articles, cancellationToken);
        return new CachedResponseResult(page.GetResponse("/api/articles", articles.Fields), options.Value, page.StaleAge);
    }
}
