using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// Sends a cached response: in the client's preferred encoding, 304 if the client has it, without body for HEAD. The ETag is weak (RFC 9110 section
/// 8.8.1, which names hit counters): it identifies the content, while the visits in it may differ.
/// </summary>
internal sealed class CachedResponseResult : IResult
{
    private static readonly SearchValues<char> _weights = SearchValues.Create(";*");

    private readonly CachedResponse _response;
    private readonly string _cacheControl;
    private readonly TimeSpan? _staleAge;
    private readonly int _status;
    private readonly string _vary;

    // No public getters: the worker serializes a result's properties after it ran.
    public CachedResponseResult(CachedResponse answer, ReadingOptions options, TimeSpan? staleAge)
        : this(answer, options.CacheControl, staleAge)
    {
    }

    /// <param name="answer">The response.</param>
    /// <param name="cacheControl">The header's value.</param>
    /// <param name="staleAge">The age, when storage does not answer.</param>
    /// <param name="status">The status code. An error has no version, so it is never 304.</param>
    /// <param name="vary">Request headers that the response depends on, besides <c>Accept-Encoding</c>.</param>
    public CachedResponseResult(CachedResponse answer, string cacheControl, TimeSpan? staleAge, int status = StatusCodes.Status200OK, string? vary = null)
    {
        _response = answer;
        _staleAge = staleAge;
        _cacheControl = cacheControl;
        _status = status;
        _vary = vary is null ? "Accept-Encoding" : "Accept-Encoding, " + vary;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        var response = httpContext.Response;
        var headers = response.Headers;
        headers.Vary = _vary;
        headers.CacheControl = _cacheControl;
        response.StatusCode = _status;
        if (_status == StatusCodes.Status200OK)
        {
            headers.ETag = _response.ETag;
            headers.LastModified = _response.LastModifiedText;
        }

        if (_staleAge is { } age)
        {
            WriteAge(headers, age);
        }

        if (_status == StatusCodes.Status200OK && IsNotModified(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var (body, encoding) = _response.GetContent(SelectEncoding(request.Headers.AcceptEncoding));
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        response.ContentType = _response.ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
    }

    /// <summary>Adds headers that say that a response is stale.</summary>
    internal static void WriteAge(IHeaderDictionary headers, TimeSpan age)
    {
        // RFC 9111 no longer defines Warning. It explains the Age to those who read it.
        headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers.Warning = "110 - \"Response is Stale\"";
    }

    // If-None-Match takes precedence over If-Modified-Since (RFC 9110 section 13.2.2).
    private bool IsNotModified(HttpRequest request)
    {
        var known = request.Headers.IfNoneMatch;
        if (known.Count > 0)
        {
            return known == _response.ETag || (EntityTagHeaderValue.TryParseList(known, out var tags) && Matches(tags));
        }

        return _response.LastModified is { } modified
            && HeaderUtilities.TryParseDate(request.Headers.IfModifiedSince.ToString(), out var since)
            && modified <= since;
    }

    private bool Matches(IList<EntityTagHeaderValue> tags)
    {
        var own = EntityTagHeaderValue.Parse(_response.ETag);
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: false));
    }

    internal static ContentEncoding SelectEncoding(Microsoft.Extensions.Primitives.StringValues accepted)
    {
        if (accepted.Count == 0)
        {
            return ContentEncoding.Identity;
        }

        // Most clients send names without weights.
        if (accepted is [{ } names] && !names.AsSpan().ContainsAny(_weights))
        {
            return Names(names, "br") ? ContentEncoding.Brotli : Names(names, "gzip") ? ContentEncoding.Gzip : ContentEncoding.Identity;
        }

        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var encodings))
        {
            return ContentEncoding.Identity;
        }

        var brotli = GetQuality(encodings, "br");
        var gzip = GetQuality(encodings, "gzip");
        return brotli > 0 && brotli >= gzip ? ContentEncoding.Brotli : gzip > 0 ? ContentEncoding.Gzip : ContentEncoding.Identity;
    }

    private static bool Names(ReadOnlySpan<char> list, ReadOnlySpan<char> name)
    {
        foreach (var part in list.Split(','))
        {
            if (list[part].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static double GetQuality(IEnumerable<StringWithQualityHeaderValue> encodings, string name)
    {
        double? any = null;
        foreach (var encoding in encodings)
        {
            if (encoding.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return encoding.Quality ?? 1;
            }

            any = encoding.Value == "*" ? encoding.Quality ?? 1 : any;
        }

        return any ?? 0;
    }
}
