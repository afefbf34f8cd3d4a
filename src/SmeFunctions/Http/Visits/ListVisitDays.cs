using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Lists the visits of the whole site by day; those of machines are separate.</summary>
public sealed class ListVisitDays(VisitService visits)
{
    [Function(nameof(ListVisitDays))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/visits/series")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var count = query.Number("days", 30, 1, VisitStatistics.MaxDays);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        var days = await visits.ListDaysAsync(count, cancellationToken);
        return VisitViews.WantsCsv(request)
            ? VisitViews.Csv("date,visits,bots", days.Select(day => FormattableString.Invariant($"{day.Date:yyyy-MM-dd},{day.Visits},{day.Bots}")))
            : VisitViews.Json(new VisitDaysView(days));
    }
}
