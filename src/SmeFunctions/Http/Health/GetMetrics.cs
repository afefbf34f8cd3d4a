using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Http;

/// <summary>Gets the metrics of this process for Prometheus. In Azure, each instance has its own.</summary>
public sealed class GetMetrics(MetricsEndpoint page)
{
    [Function(nameof(GetMetrics))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/metrics")] HttpRequest request) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : page.Find() ?? Problems.NotFound("The settings of this portal say that it does not show its measurements.");
}
