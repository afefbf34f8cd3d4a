using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Http;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Benchmarks.Visits;

/// <summary>The usual way: read the row, add one, write it if nobody else has, else again.</summary>
internal sealed class CountVisitByLoop(TableClient table)
{
    [Function(nameof(CountVisitByLoop))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "loop/{slug}/visits")] HttpRequest request, string slug, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var row = await table.GetEntityIfExistsAsync<TableEntity>("visits", slug, cancellationToken: cancellationToken);
                var visits = row.HasValue ? row.Value!.GetInt64("Visits").GetValueOrDefault() + 1 : 1;
                var entity = new TableEntity("visits", slug) { ["Visits"] = visits };
                _ = row.HasValue
                    ? await table.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : await table.AddEntityAsync(entity, cancellationToken);
                return VisitViews.Counted(request, new VisitResult(visits, visits, RetryAfter: null), () => VisitViews.Json(new VisitView(slug, visits, visits, "visit")));
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Another was faster.
            }
        }
    }
}

/// <summary>A row for each visit; what a count costs comes on top.</summary>
internal sealed class CountVisitByRow(TableClient table)
{
    [Function(nameof(CountVisitByRow))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "row/{slug}/visits")] HttpRequest request, string slug, CancellationToken cancellationToken)
    {
        await table.AddEntityAsync(new TableEntity(slug, Guid.NewGuid().ToString("N")), cancellationToken);
        return VisitViews.Counted(request, new VisitResult(0, 0, RetryAfter: null), () => VisitViews.Json(new VisitView(slug, 0, 0, "visit")));
    }
}

/// <summary>All that the portal's function does but for storage, the look whether there is such an article included: what HTTP alone takes.</summary>
internal sealed class CountVisitInMemory(ArticleCatalog articles)
{
    private static long _visits;

    [Function(nameof(CountVisitInMemory))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "memory/{slug}/visits")] HttpRequest request, string slug, CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        if (await articles.ResolveAliasAsync(slug, cancellationToken) is not { Value.Stored.Article: not null } || MachineVisitors.IsMachine(request))
        {
            return TypedResults.NotFound();
        }

        var visits = Interlocked.Increment(ref _visits);
        return VisitViews.Counted(request, new VisitResult(visits, visits, RetryAfter: null), () => VisitViews.Json(new VisitView(slug, visits, visits, "visit")));
    }
}
