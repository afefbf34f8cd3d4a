using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Changes;

namespace SmeFunctions.Http;

/// <summary>Lists what changed since a position, for mirrors.</summary>
public sealed class ListChanges(ChangeFeedService changes)
{
    [Function(nameof(ListChanges))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/changes")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var since = query.Text("since", 60);
        var cursor = default(ChangeCursor);
        if (since is not null && !ChangeCursor.TryParse(since, out cursor))
        {
            query.Refuse("since", "'since' is taken from the 'cursor' of an earlier answer, unchanged.");
        }

        var limit = query.Number("limit", 100, 1, 1_000);
        return query.IsWrong(out var problem) ? problem
            : await changes.GetResponseAsync(since is null ? null : cursor, limit, cancellationToken)
            ?? Problems.Gone("This position is of a log that is no longer there. Begin without 'since', and compare what you have.");
    }
}
