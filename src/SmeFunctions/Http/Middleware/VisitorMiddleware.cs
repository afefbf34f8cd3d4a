using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Adds the visitor of a counted visit to the estimate. Registered only if the settings ask for estimates.</summary>
public sealed class VisitorMiddleware(VisitorCounter visitors) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);

        // An error is another type of result.
        if (context.GetHttpContext() is { } http && context.GetInvocationResult().Value is IValueHttpResult or IFileHttpResult && !MachineVisitors.IsMachine(http.Request))
        {
            await visitors.AddAsync(http.Request, http.RequestAborted);
        }
    }
}
