using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets a sitemap of articles of a month, or of other pages.</summary>
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
