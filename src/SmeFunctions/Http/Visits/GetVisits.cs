using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Gets the visits of an article by day.</summary>
public sealed class GetVisits(VisitService visits)
{
    [Function(nameof(GetVisits))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles/{slug:minlength(1)}/visits")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var days = query.Number("days", 30, 1, VisitStatistics.MaxDays);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        return await visits.FindHistoryAsync(slug, days, cancellationToken) is not { } history ? Problems.NotFound($"There is no article '{slug}'.")
            : VisitViews.WantsCsv(request) ? VisitViews.Csv("date,visits", history.Days.Select(day => FormattableString.Invariant($"{day.Date:yyyy-MM-dd},{day.Visits}")))
            : VisitViews.Json(new VisitHistoryView(slug, history.Visits, history.Base, history.Days));
    }
}
