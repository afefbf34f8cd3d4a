using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Counts a visit of an article; answers after it is stored.</summary>
public sealed class CountVisit(VisitService visits)
{
    [Function(nameof(CountVisit))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/articles/{slug:minlength(1)}/visits")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : MachineVisitors.IsMachine(request) is var isMachine && await visits.CountAsync(slug, isMachine, cancellationToken) is not { } answer ? Problems.NotFound($"There is no article '{slug}'.")
        : VisitViews.Counted(request, answer, () => VisitViews.Json(new VisitView(slug, answer.Visits, answer.Today, isMachine ? "machine" : "visit")));
}
