using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets the sitemap of the last two days, for news crawlers.</summary>
public sealed class GetNewsSitemap(SitemapService sitemaps)
{
    [Function(nameof(GetNewsSitemap))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "news-sitemap.xml")] HttpRequest request,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : await sitemaps.GetNewsSitemapAsync(request, cancellationToken);
}
