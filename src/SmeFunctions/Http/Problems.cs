using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Answers in the form of RFC 9457: <c>application/problem+json</c> with a stable <c>type</c>.</summary>
internal static class Problems
{
    private const string TypePrefix = "urn:smefunctions:problem:";

    /// <summary>Something in the address or the body is wrong.</summary>
    /// <param name="parameter">Which part of the request.</param>
    /// <param name="detail">What is wrong with it; a sentence.</param>
    public static ProblemHttpResult BadRequest(string parameter, string detail) =>
        Create(StatusCodes.Status400BadRequest, "bad-request", "The request is not understood", detail, ("parameter", parameter));

    public static ProblemHttpResult NotFound(string what) =>
        Create(StatusCodes.Status404NotFound, "not-found", "Not found", what);

    public static ProblemHttpResult Gone(string what) =>
        Create(StatusCodes.Status410Gone, "gone", "No longer there", what);

    /// <summary>A document that cannot be an article as it is.</summary>
    public static ProblemHttpResult Rejected(SeedError error) =>
        Create(StatusCodes.Status409Conflict, "rejected", "The document cannot be an article", error.Message, error.Line is { } line ? [("code", error.Code), ("line", line)] : [("code", error.Code)]);

    public static ProblemHttpResult TooLarge(long limit) =>
        Create(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", $"At most {limit:N0} bytes are taken.", ("limit", limit));

    public static ProblemHttpResult Unavailable(string detail, params (string Key, object Value)[] more) =>
        Create(StatusCodes.Status503ServiceUnavailable, "unavailable", "Not available at the moment", detail, more);

    public static ProblemHttpResult Internal() =>
        Create(StatusCodes.Status500InternalServerError, "internal", "Something went wrong here", "The error is in the portal's log, under the trace id.");

    /// <summary>A request that the server refused before it got to a function.</summary>
    public static ProblemHttpResult Refused(int status, string detail) =>
        Create(status, "bad-request", "The request is not understood", detail);

    private static ProblemHttpResult Create(int status, string type, string title, string detail, params (string Key, object Value)[] more)
    {
        var extensions = more.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        if (Activity.Current is { } activity)
        {
            extensions["traceId"] = activity.TraceId.ToString();
        }

        return TypedResults.Problem(detail, instance: null, status, title, TypePrefix + type, extensions);
    }
}
