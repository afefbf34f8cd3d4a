using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Health;

namespace SmeFunctions.Http;

/// <summary>Checks that blobs, queues and tables respond; 503 with the reasons if not.</summary>
public sealed class GetReadiness(StorageHealthCheck health)
{
    [Function(nameof(GetReadiness))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/ready")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";

        var checks = (await health.CheckAsync(cancellationToken)).ToDictionary(check => check.Name, check => check.Problem ?? "ok");
        return checks.Values.All(state => state == "ok")
            ? TypedResults.Json(new ReadinessView("ready", checks), ReadinessViewJson.Default.ReadinessView)
            : Problems.Unavailable("The portal's storage does not answer as it should.", ("checks", checks));
    }
}

/// <param name="Status"><c>ready</c>.</param>
/// <param name="Checks">"ok" or the problem, for each service.</param>
internal sealed record ReadinessView(string Status, IReadOnlyDictionary<string, string> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReadinessView))]
internal sealed partial class ReadinessViewJson : JsonSerializerContext;
