using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Adds the visitor of a counted visit to the estimate. Registered only if the settings ask for estimates.</summary>
public sealed class VisitorMiddleware(VisitorCounter visitors) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && !MachineVisitors.IsMachine(http.Request))
        {
            // The status is known then on both hosts, and nobody waits for it.
            http.Response.OnCompleted(() => http.Response.StatusCode == StatusCodes.Status200OK ? visitors.TryAddAsync(http.Request, CancellationToken.None) : Task.CompletedTask);
        }

        return next(context);
    }
}
