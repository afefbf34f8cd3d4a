using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace SmeFunctions.Http;

/// <summary>
/// Drops the result of an HTTP function once it is written. The worker would otherwise serialize it a second time, for the host, which
/// ignores it. Register it before <c>ConfigureFunctionsWebApplication</c>, so that it runs around the middleware that writes the result.
/// </summary>
public sealed class ClearWrittenResultMiddleware : IFunctionsWorkerMiddleware
{
    public static bool IsHttp(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var binding in context.FunctionDefinition.InputBindings.Values)
        {
            if (binding.Type.Equals("httpTrigger", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        await next(context);
        context.GetInvocationResult().Value = null;
    }
}
