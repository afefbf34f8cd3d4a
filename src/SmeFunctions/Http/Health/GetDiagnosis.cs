using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Health;

namespace SmeFunctions.Http;

/// <summary>
/// Checks everything that the portal needs, with a remedy for each problem. Always 200, because it is a report; monitors use <see
/// cref="GetReadiness"/>.
/// </summary>
public sealed class GetDiagnosis(PortalDiagnostics doctor)
{
    [Function(nameof(GetDiagnosis))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/health/doctor")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var checks = (await doctor.RunAsync(cancellationToken))
            .Select(check => new CheckView(check.Name, check.Problem is null, check.Problem, check.Remedy))
            .ToList();
        return TypedResults.Json(new DiagnosisView(checks.TrueForAll(check => check.Ok) ? "well" : "ill", checks), DiagnosisViewJson.Readable.DiagnosisView);
    }
}

/// <param name="Status"><c>well</c> or <c>ill</c>.</param>
/// <param name="Checks">One per check.</param>
internal sealed record DiagnosisView(string Status, IReadOnlyList<CheckView> Checks);

internal sealed record CheckView(string Name, bool Ok, string? Problem, string? Remedy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DiagnosisView))]
internal sealed partial class DiagnosisViewJson : JsonSerializerContext
{
    public static DiagnosisViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
