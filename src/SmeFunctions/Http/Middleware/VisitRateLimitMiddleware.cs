using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Refuses visits of a client above the limit of the settings. Registered only if there is a limit.</summary>
public sealed class VisitRateLimitMiddleware(VisitRateLimiter limiter) : IFunctionsWorkerMiddleware
{
    /// <summary>Whether a function counts visits.</summary>
    public static bool IsVisit(FunctionContext context) => context.FunctionDefinition.Name is nameof(CountVisit) or nameof(CountVisitByPixel);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && limiter.TryAcquire(http.Request) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers.CacheControl = "no-store";
            await Problems.TooMany("This client has sent more visits in a minute than the portal counts.").ExecuteAsync(http);
            return;
        }

        await next(context);
    }
}
