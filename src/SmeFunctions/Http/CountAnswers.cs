using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Http;

/// <summary>Counts the answers of functions by their status, while somebody wants to know.</summary>
internal sealed class CountAnswers : IFunctionsWorkerMiddleware
{
    private readonly PortalTelemetry _telemetry;
    private readonly Func<object, Task> _count;

    public CountAnswers(PortalTelemetry telemetry)
    {
        _telemetry = telemetry;
        _count = Count;
    }

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Results are written after all middleware is through: what the status is shows only then.
        if (_telemetry.CountsAnswers && context.GetHttpContext() is { } http)
        {
            http.Response.OnCompleted(_count, http.Response);
        }

        return next(context);
    }

    private Task Count(object response)
    {
        _telemetry.Answered(((HttpResponse)response).StatusCode);
        return Task.CompletedTask;
    }
}
