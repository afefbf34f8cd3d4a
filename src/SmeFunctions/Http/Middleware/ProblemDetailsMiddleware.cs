using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using SmeFunctions.Http.Pages;
using SmeFunctions.Pages.Errors;

namespace SmeFunctions.Http;

/// <summary>Converts exceptions of HTTP functions to responses. Exceptions of other triggers pass, so that the host retries.</summary>
public sealed partial class ProblemDetailsMiddleware(ErrorPageService pages, ILogger<ProblemDetailsMiddleware> logger) : IFunctionsWorkerMiddleware
{
    private const int RetryAfterSeconds = 5;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (context.GetHttpContext() is { Response.HasStarted: false } http)
        {
            if (e is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            {
                // The client has disconnected; nobody reads a response.
                return;
            }

            http.Response.Clear();
            SecurityHeadersMiddleware.Set(http);
            var function = context.FunctionDefinition.Name;
            var (problem, status) = CreateProblem(e, http, function);
            await (IsPage(function) ? PageResults.CreateError(http.Request, pages.GetAsync(http.Request, http.Request.RouteValues["lang"] as string, status)) : problem).ExecuteAsync(http);
        }
    }

    /// <summary>Whether people with a browser call the function; they get an error page.</summary>
    internal static bool IsPage(string function) => function.EndsWith("Page", StringComparison.Ordinal);

    private (IResult Problem, int Status) CreateProblem(Exception exception, HttpContext http, string function)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return (Problems.TooLarge(30_000_000), StatusCodes.Status400BadRequest);

            case BadHttpRequestException refused:
                return (Problems.Refused(refused.StatusCode, refused.Message), StatusCodes.Status400BadRequest);

            case var unavailable when IsStorageUnavailable(unavailable):
                LogStorageUnavailable(function, Problems.TraceId(http), exception);
                http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
                return (Problems.Unavailable("The portal's storage does not answer."), StatusCodes.Status503ServiceUnavailable);

            default:
                LogFailed(function, Problems.TraceId(http), exception);
                return (Problems.Internal(), StatusCodes.Status500InternalServerError);
        }
    }

    // The storage clients throw an AggregateException of all attempts. A TaskCanceledException is one of their timeouts, because a disconnected
    // client was handled before. An AggregateException of anything else is a bug.
    private static bool IsStorageUnavailable(Exception exception) => exception switch
    {
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } or TimeoutException or OperationCanceledException => true,
        AggregateException { InnerExceptions.Count: > 0 } tries => tries.InnerExceptions.All(IsStorageUnavailable),
        _ => false,
    };

    [LoggerMessage(LogLevel.Warning, "{Function}: storage does not answer; trace {TraceId}")]
    private partial void LogStorageUnavailable(string function, string traceId, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Function} failed; trace {TraceId}")]
    private partial void LogFailed(string function, string traceId, Exception exception);
}
