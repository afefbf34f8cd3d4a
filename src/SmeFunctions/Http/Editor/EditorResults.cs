using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Editor;

/// <summary>Creates results for the editors' pages. They are for one person: nothing is cached, and no other site may show them.</summary>
internal static class EditorResults
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

    // A document is shown as readers see it, but whatever is in it, nothing of it runs or is sent.
    private const string FramePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

    public static IResult Create(HttpRequest request, EditorPage page)
    {
        var headers = request.HttpContext.Response.Headers;
        SecurityHeadersMiddleware.SetForPage(request.HttpContext);
        headers.ContentSecurityPolicy = page.IsFrame ? FramePolicy : page.ConnectTo is { } origin ? $"{Policy} {origin}" : Policy;
        headers.XFrameOptions = page.IsFrame ? "SAMEORIGIN" : "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
        if (page.RedirectTo is { } path)
        {
            headers.CacheControl = "private, no-store";
            headers.Location = path;
            return TypedResults.StatusCode(page.Status);
        }

        if (page.DownloadName is { } name)
        {
            headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = name }.ToString();
        }

        return new CachedResponseResult(page.Response!, "private, no-store", staleAge: null, page.Status, "Cookie");
    }
}
