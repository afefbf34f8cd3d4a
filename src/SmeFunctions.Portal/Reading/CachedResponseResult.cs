using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// Sends a prepared answer: in the best encoding that the client takes, 304 to who has it, without a body to HEAD. Its ETag is weak, as
/// RFC 9110 8.8.1 has it for a page with a hit counter: it names the content, while the visits in it may differ.
/// </summary>
internal sealed class CachedResponseResult : IResult
{
    private static readonly SearchValues<char> _weights = SearchValues.Create(";*");

    private readonly CachedResponse _response;
    private readonly string _cacheControl;
    private readonly TimeSpan? _staleAge;
    private readonly int _status;
    private readonly string _vary;

    // No public getters: the worker writes a result's into JSON after it ran.
    public CachedResponseResult(CachedResponse answer, ReadingOptions options, TimeSpan? staleAge)
        : this(answer, options.CacheControl, staleAge)
    {
    }

    /// <param name="answer">What is sent.</param>
    /// <param name="cacheControl">How long it may be kept.</param>
    /// <param name="staleAge">How old it is, when storage does not answer.</param>
    /// <param name="status">One that is no success has no version that a client might have already.</param>
    /// <param name="vary">The request's headers that it depends on, besides <c>Accept-Encoding</c>.</param>
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

    /// <summary>Says that an answer is older than it should be.</summary>
    internal static void WriteAge(IHeaderDictionary headers, TimeSpan age)
    {
        // RFC 9111 no longer has Warning; who reads it is told what Age means here.
        headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers.Warning = "110 - \"Response is Stale\"";
    }

    // If-None-Match goes before If-Modified-Since, which is then not looked at: RFC 9110 13.2.2.
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

        // What browsers send, and most others: names without weights.
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
