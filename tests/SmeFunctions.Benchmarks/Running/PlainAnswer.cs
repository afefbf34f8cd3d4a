using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>An answer of the portal's to be sent by a server that does nothing else: the same status, headers and body.</summary>
internal sealed record PlainAnswer
{
    public required int Status { get; init; }

    /// <summary>Null where the answer has none, here as below.</summary>
    public string? ETag { get; init; }

    public string? Vary { get; init; }

    public string? CacheControl { get; init; }

    public string? LastModified { get; init; }

    public string? ContentType { get; init; }

    public string? ContentEncoding { get; init; }

    public string? XContentTypeOptions { get; init; }

    public string? XFrameOptions { get; init; }

    public string? ContentSecurityPolicy { get; init; }

    /// <summary>Headers that the server has no place of its own for.</summary>
    public required KeyValuePair<string, string>[] Others { get; init; }

    public required byte[] Body { get; init; }

    public static async Task<PlainAnswer> OfAsync(HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        return new PlainAnswer
        {
            Status = (int)answer.StatusCode,
            ETag = Take("ETag"),
            Vary = Take("Vary"),
            CacheControl = Take("Cache-Control"),
            LastModified = Take("Last-Modified"),
            ContentType = Take("Content-Type"),
            ContentEncoding = Take("Content-Encoding"),
            XContentTypeOptions = Take("X-Content-Type-Options"),
            XFrameOptions = Take("X-Frame-Options"),
            ContentSecurityPolicy = Take("Content-Security-Policy"),
            // The server writes these by itself.
            Others = [.. headers.Where(header => header.Key is not ("Date" or "Content-Length"))],
            Body = await answer.Content.ReadAsByteArrayAsync(),
        };

        string? Take(string name) => headers.Remove(name, out var value) ? value : null;
    }

    public Task SendAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        var headers = response.Headers;
        headers.ETag = ETag;
        headers.Vary = Vary;
        headers.CacheControl = CacheControl;
        headers.LastModified = LastModified;
        headers.XContentTypeOptions = XContentTypeOptions;
        headers.XFrameOptions = XFrameOptions;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        foreach (var (name, value) in Others)
        {
            headers[name] = value;
        }

        if (Status == StatusCodes.Status304NotModified)
        {
            return Task.CompletedTask;
        }

        headers.ContentEncoding = ContentEncoding;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, 0, Body.Length);
    }
}
