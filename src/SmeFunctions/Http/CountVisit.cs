using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Counts a visit of an article; answered once it is stored.</summary>
internal sealed class CountVisit(VisitDesk visits)
{
    [Function(nameof(CountVisit))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/articles/{slug:minlength(1)}/visits")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await visits.CountAsync(slug, Visitors.IsMachine(request), cancellationToken) is not { } answer ? Problems.NotFound($"There is no article '{slug}'.")
        : VisitViews.Counted(request, answer, () => VisitViews.Json(new VisitView(slug, answer.Visits, answer.Today)));
}
