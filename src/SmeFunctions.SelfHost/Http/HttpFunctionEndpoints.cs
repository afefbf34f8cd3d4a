using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Http;

/// <summary>Maps the HTTP functions to endpoints.</summary>
internal sealed partial class HttpFunctionEndpoints(FunctionPipeline pipeline, FunctionKeys? keys, SingletonServices singletons, ILoggerFactory loggers)
{
    /// <summary>
    /// The outermost middleware, as in the worker: it writes the function's result after all other middleware has run.
    /// </summary>
    public static FunctionExecutionDelegate WriteResult(FunctionExecutionDelegate next) => context =>
    {
        if (context is not HttpFunctionContext http)
        {
            return next(context);
        }

        var running = next(context);
        return running.IsCompletedSuccessfully ? WriteAsync(http) : WriteWhenDoneAsync(running, http);
    };

    /// <summary>The host tries routes in the order of the functions' names, which is the order of this list.</summary>
    public IReadOnlyList<Endpoint> CreateEndpoints(IEnumerable<FunctionInvoker> functions, string routePrefix) =>
        [.. functions.Select((function, order) => CreateEndpoint(function, order, routePrefix))];

    /// <summary>Runs the matched function. Without a match for path and method: an empty 404.</summary>
    public static Task RunAsync(HttpContext context)
    {
        // Routing's answer for other methods, 405, is not a RouteEndpoint.
        if (context.GetEndpoint() is RouteEndpoint { RequestDelegate: { } run })
        {
            return run(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private RouteEndpoint CreateEndpoint(FunctionInvoker function, int order, string routePrefix)
    {
        var trigger = (HttpTriggerAttribute)function.Function.Trigger;
        var route = function.Function.Route;
        var template = routePrefix.Length == 0 ? route : $"{routePrefix}/{route}";
        var logger = loggers.CreateLogger($"Function.{function.Function.Name}");
        var methods = new HttpMethodMetadata((trigger.Methods ?? []).Select(method => method.ToUpperInvariant()));
        return new RouteEndpoint(
            keys is null || trigger.AuthLevel is AuthorizationLevel.Anonymous
                ? http => InvokeAsync(http, function, logger)
                : http => keys.Allow(http.Request, trigger.AuthLevel) ? InvokeAsync(http, function, logger) : CreateUnauthorized(http),
            RoutePatternFactory.Parse(template),
            order,
            new EndpointMetadataCollection(methods),
            function.Function.Name);
    }

    private static Task CreateUnauthorized(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static async Task WriteWhenDoneAsync(Task running, HttpFunctionContext context)
    {
        await running;
        await WriteAsync(context);
    }

    private static Task WriteAsync(HttpFunctionContext context) =>
        context.Result is IResult result && !context.HttpContext.RequestAborted.IsCancellationRequested ? result.ExecuteAsync(context.HttpContext) : Task.CompletedTask;

    // A response from memory completes synchronously.
    private Task InvokeAsync(HttpContext http, FunctionInvoker function, ILogger logger)
    {
        Task running;
        try
        {
            running = pipeline.RunAsync(new HttpFunctionContext(function, http, singletons));
        }
        catch (Exception e)
        {
            running = Task.FromException(e);
        }

        return running.IsCompletedSuccessfully ? running : FinishAsync(running, http, function, logger);
    }

    private static async Task FinishAsync(Task running, HttpContext http, FunctionInvoker function, ILogger logger)
    {
        try
        {
            await running;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        catch (BadHttpRequestException e)
        {
            LogRefused(logger, function.Function.Name, e.StatusCode, e.Message);
            WriteResponse(http, e.StatusCode);
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function.Function.Name);
            WriteResponse(http, StatusCodes.Status500InternalServerError);
        }
    }

    private static void WriteResponse(HttpContext http, int status)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = status;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function}: the request was refused with {Status}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string function, int status, string reason);
}
