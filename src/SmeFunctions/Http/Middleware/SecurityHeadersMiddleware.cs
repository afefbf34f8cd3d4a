using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace SmeFunctions.Http;

/// <summary>
/// What every answer tells browsers about itself. The headers are there before the function runs, so that one with other needs says so by
/// setting its own.
/// </summary>
public sealed class SecurityHeadersMiddleware : IFunctionsWorkerMiddleware
{
    /// <summary>Nothing in the answer is run or fetched, nor shown inside of another page: right for data.</summary>
    private const string NothingRuns = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>A web page has files and numbers of this site, and of no other. Its data for search engines are no script that runs.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page asks nothing of a visitor's device; what it does not name here browsers ask the visitor about.</summary>
    private const string PagePermissions = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    private const string HttpsForAYear = "max-age=31536000; includeSubDomains";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            Set(http);
        }

        return next(context);
    }

    /// <summary>For who has cleared an answer, too.</summary>
    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = NothingRuns;
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        // All that is served is public, or asked for with a key: pages elsewhere may show it.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (IsHttps(http.Request))
        {
            headers.StrictTransportSecurity = HttpsForAYear;
        }
    }

    /// <summary>For an answer that is a web page.</summary>
    public static void SetForPage(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers["Permissions-Policy"] = PagePermissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    // On the platform https ends before the worker, which is told by the header. A client that makes it up gets a header that browsers
    // do not heed over http.
    internal static bool IsHttps(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"] is [{ } proto, ..] && proto.StartsWith("https", StringComparison.OrdinalIgnoreCase);
}
