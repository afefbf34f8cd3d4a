using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets robots.txt.</summary>
public sealed class GetRobots(SitemapService sitemaps)
{
    [Function(nameof(GetRobots))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "robots.txt")] HttpRequest request,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : await sitemaps.GetRobotsAsync(request, cancellationToken);
}
