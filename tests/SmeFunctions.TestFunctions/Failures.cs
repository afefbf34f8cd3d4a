using Azure;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.TestFunctions;

/// <summary>Failures by name, as a test asks for them.</summary>
public static class Failures
{
    public static Exception Create(string name) => name switch
    {
        "null-reference" => new NullReferenceException("A bug."),
        "invalid-operation" => new InvalidOperationException("A bug."),
        "aggregate-of-a-bug" => new AggregateException(new NullReferenceException("A bug.")),
        "storage-busy" => new RequestFailedException(503, "The server is busy."),
        "storage-retries" => new AggregateException(new RequestFailedException("No connection."), new TaskCanceledException()),
        "storage-conflict" => new RequestFailedException(412, "The condition was not met."),
        "timeout" => new TimeoutException(),
        "cancelled" => new TaskCanceledException(),
        "bad-request" => new BadHttpRequestException("Unexpected end of request content.", StatusCodes.Status400BadRequest),
        "too-large" => new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge),
        _ => throw new ArgumentException($"There is no failure '{name}'.", nameof(name)),
    };
}
