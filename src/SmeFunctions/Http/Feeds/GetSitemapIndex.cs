using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets the index of all sitemaps.</summary>
public sealed class GetSitemapIndex(SitemapService sitemaps)
{
    [Function(nameof(GetSitemapIndex))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "sitemap.xml")] HttpRequest request,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : await sitemaps.GetIndexAsync(request, cancellationToken);
}
