using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Http;

/// <summary>Counts responses by status, if the metric is enabled.</summary>
public sealed class ResponseMetricsMiddleware : IFunctionsWorkerMiddleware
{
    private readonly PortalTelemetry _telemetry;
    private readonly Func<object, Task> _count;

    public ResponseMetricsMiddleware(PortalTelemetry telemetry)
    {
        _telemetry = telemetry;
        _count = Count;
    }

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Results are written after all middleware has run, so the status is known only then.
        if (_telemetry.MeasuresResponses && context.GetHttpContext() is { } http)
        {
            http.Response.OnCompleted(_count, http.Response);
        }

        return next(context);
    }

    private Task Count(object response)
    {
        _telemetry.ResponseSent(((HttpResponse)response).StatusCode);
        return Task.CompletedTask;
    }
}
