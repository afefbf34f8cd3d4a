using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.TestFunctions;

/// <summary>Does nothing: what any function costs on the same host.</summary>
public sealed class GetTrivial
{
    [Function(nameof(GetTrivial))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/test/trivial")] HttpRequest request) => Results.Text("Hello");
}

/// <summary>Fails as the route says, before the first await or after it.</summary>
public sealed class FailHttp
{
    [Function(nameof(FailHttp))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/test/failures/{name}")] HttpRequest request, string name)
    {
        if (request.Query.ContainsKey("later"))
        {
            await Task.Yield();
        }

        throw Failures.Create(name);
    }
}

/// <summary>Reads the whole body and answers with its length.</summary>
public sealed class ReadBody
{
    [Function(nameof(ReadBody))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/test/body")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Results.Text($"{body.Length}");
    }
}

/// <summary>Tells which value a route parameter has that the route may lack.</summary>
public sealed class GetOptionalRouteValue
{
    [Function(nameof(GetOptionalRouteValue))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/test/optional/{name?}")] HttpRequest request, string? name) =>
        Results.Text(string.IsNullOrEmpty(name) ? "none" : name);
}

/// <summary>Waits for the client to leave, and then says so in the log.</summary>
public sealed partial class WaitForDisconnect(ILogger<WaitForDisconnect> logger)
{
    [Function(nameof(WaitForDisconnect))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/test/wait")] HttpRequest request, CancellationToken cancellationToken)
    {
        LogWaiting();
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(2), cancellationToken);
            return Results.Text("Nobody left.");
        }
        catch (OperationCanceledException)
        {
            LogLeft();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A client is waiting")]
    private partial void LogWaiting();

    [LoggerMessage(LogLevel.Warning, "The client left")]
    private partial void LogLeft();
}
