using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Reading;

/// <summary>Redirects permanently (308) to the current address.</summary>
internal sealed class MovedResult : IResult
{
    private readonly string _address;
    private readonly string _cacheControl;
    private readonly TimeSpan? _staleAge;

    // No public getters: the worker serializes a result's properties after it ran.
    public MovedResult(string address, ReadingOptions options, TimeSpan? staleAge)
    {
        _address = address;
        _cacheControl = options.CacheControl;
        _staleAge = staleAge;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status308PermanentRedirect;
        response.Headers.Location = _address;
        response.Headers.CacheControl = _cacheControl;
        if (_staleAge is { } age)
        {
            CachedResponseResult.WriteAge(response.Headers, age);
        }

        return Task.CompletedTask;
    }
}
