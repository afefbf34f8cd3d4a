using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets the feed of a language or section.</summary>
public sealed class GetFeed(FeedService feeds)
{
    [Function(nameof(GetFeed))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/feeds/{name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var section = query.Section("section");
        return query.IsWrong(out var problem) ? problem
            : !feeds.Names.Contains(name) ? Problems.NotFound($"There is no feed '{name}'; there are: {string.Join(", ", feeds.Names)}.")
            : await feeds.GetResponseAsync(request, name, section, cancellationToken) ?? Problems.NotFound($"There is no section '{section}'.");
    }
}
