using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Counts a visit of a page without script: returns a transparent pixel.</summary>
public sealed class CountVisitByPixel(VisitService visits)
{
    // GIF89a, 1 × 1, one color, transparent.
    private static readonly byte[] _pixel =
    [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x21, 0xF9,
        0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3B,
    ];

    [Function(nameof(CountVisitByPixel))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/articles/{slug:minlength(1)}/visits.gif")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await visits.CountAsync(slug, MachineVisitors.IsMachine(request), cancellationToken) is not { } answer ? Problems.NotFound($"There is no article '{slug}'.")
        : VisitViews.Counted(request, answer, () => TypedResults.Bytes(_pixel, "image/gif"));
}
