using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>A sitemap of the articles of a month, or of the pages that are no articles.</summary>
public sealed class GetSitemap(SitemapService sitemaps)
{
    [Function(nameof(GetSitemap))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "sitemap-{name}.xml")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await sitemaps.GetSitemapAsync(request, name, cancellationToken) ?? Problems.NotFound($"There is no sitemap '{name}'.");
}
