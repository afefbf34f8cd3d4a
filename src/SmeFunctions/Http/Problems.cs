using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SmeFunctions.Documents;
using SmeFunctions.Portal;

namespace SmeFunctions.Http;

/// <summary>Creates errors as in RFC 9457: <c>application/problem+json</c> with a stable <c>type</c>.</summary>
internal static class Problems
{
    private const string TypePrefix = "urn:smefunctions:problem:";

    /// <summary>An invalid part of the request.</summary>
    /// <param name="parameter">The part.</param>
    /// <param name="detail">The problem; a sentence.</param>
    public static IResult BadRequest(string parameter, string detail) =>
        Create(StatusCodes.Status400BadRequest, "bad-request", "The request is not understood", detail, ("parameter", parameter));

    public static IResult NotFound(string what) =>
        Create(StatusCodes.Status404NotFound, "not-found", "Not found", what);

    public static IResult Gone(string what) =>
        Create(StatusCodes.Status410Gone, "gone", "No longer there", what);

    public static IResult Unauthorized(string detail) =>
        Create(StatusCodes.Status401Unauthorized, "unauthorized", "Nobody is signed in", detail);

    public static IResult Forbidden(string detail) =>
        Create(StatusCodes.Status403Forbidden, "forbidden", "Not allowed", detail);

    public static IResult TooMany(string detail) =>
        Create(StatusCodes.Status429TooManyRequests, "too-many", "Too many requests", detail);

    public static IResult Conflict(string detail) =>
        Create(StatusCodes.Status412PreconditionFailed, "conflict", "Changed in the meantime", detail);

    /// <summary>A document that cannot be an article.</summary>
    public static IResult Rejected(DocumentError error) =>
        Create(StatusCodes.Status409Conflict, "rejected", "The document cannot be an article", error.Message, error.Line is { } line ? [("code", error.Code), ("line", line)] : [("code", error.Code)]);

    public static IResult TooLarge(long limit) =>
        Create(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", $"At most {limit:N0} bytes are accepted.", ("limit", limit));

    public static IResult Unavailable(string detail, params (string Key, object Value)[] more) =>
        Create(StatusCodes.Status503ServiceUnavailable, "unavailable", "Not available at the moment", detail, more);

    public static IResult Internal() =>
        Create(StatusCodes.Status500InternalServerError, "internal", "Something went wrong here", "The error is in the portal's log, under the trace id.");

    /// <summary>A request that the server rejected before it reached a function.</summary>
    public static IResult Refused(int status, string detail) =>
        Create(status, "bad-request", "The request is not understood", detail);

    /// <summary>Identifies the request in the log: the trace id, or the server's own id without tracing.</summary>
    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    private static Result Create(int status, string type, string title, string detail, params (string Key, object Value)[] more) => new(
        new ProblemDetails
        {
            Type = TypePrefix + type,
            Title = title,
            Status = status,
            Detail = detail,
            Extensions = more.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        });

    // Not the framework's result, because its body depends on the services that the worker registers.
    private sealed class Result(ProblemDetails problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            problem.Extensions["traceId"] = TraceId(httpContext);
            return TypedResults.Json(problem, ProblemJson.Readable.ProblemDetails, "application/problem+json", problem.Status).ExecuteAsync(httpContext);
        }
    }
}

/// <summary>The JSON form of errors and their extensions.</summary>
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    public static ProblemJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
