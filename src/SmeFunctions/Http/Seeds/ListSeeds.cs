using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Lists the statuses of documents.</summary>
public sealed class ListSeeds(SeedService service)
{
    private static readonly string[] _statuses = [.. Enum.GetNames<SeedStatus>().Select(name => name.ToLowerInvariant())];

    [Function(nameof(ListSeeds))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/seeds")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var status = query.OneOf("status", _statuses) is { } text ? Enum.Parse<SeedStatus>(text, ignoreCase: true) : (SeedStatus?)null;
        var prefix = query.Text("prefix", SeedName.MaxLength) ?? "";
        var limit = query.Number("limit", 20, 1, 100);
        return Cursor.AnswerAsync(query, async continuation =>
        {
            var (seeds, next) = await service.ListAsync(status, prefix, limit, continuation, cancellationToken);
            return TypedResults.Json(
                new SeedPageView([.. seeds.Select(SeedView.Create)], Cursor.Next(request, next)), SeedViewJson.Readable.SeedPageView);
        });
    }
}
