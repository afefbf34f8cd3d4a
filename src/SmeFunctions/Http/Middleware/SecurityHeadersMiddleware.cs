using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using SmeFunctions.Portal;

namespace SmeFunctions.Http;

/// <summary>Adds security headers to every response, before the function runs. A function with other needs sets its own.</summary>
public sealed class SecurityHeadersMiddleware : IFunctionsWorkerMiddleware
{
    /// <summary>For data: nothing in the response may run, load, or be framed.</summary>
    private const string NothingRuns = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>For web pages: resources of this site only. JSON-LD is not executed, so it needs no exception.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Device features that pages may not use. Browsers would ask the visitor about features that are not listed.</summary>
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

    /// <summary>Also used after a response was cleared.</summary>
    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = NothingRuns;
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        // Everything served is public or requires a key, so pages of other origins may show it.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        // Over HTTP, browsers ignore the response header that a forged request header causes.
        if (ForwardedProtocol.IsHttps(http.Request))
        {
            headers.StrictTransportSecurity = HttpsForAYear;
        }
    }

    /// <summary>For a response that is a web page.</summary>
    public static void SetForPage(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers["Permissions-Policy"] = PagePermissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
