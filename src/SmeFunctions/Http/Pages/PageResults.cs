using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Creates results for web pages.</summary>
internal static class PageResults
{
    public static IResult Create(HttpRequest request, Page page, ReadingOptions options)
    {
        if (page.RedirectTo is { } path)
        {
            request.HttpContext.Response.Headers.CacheControl = options.PageCacheControl;
            return TypedResults.Redirect(path, permanent: true, preserveMethod: page.Status == StatusCodes.Status308PermanentRedirect);
        }

        if (page.Status != StatusCodes.Status200OK)
        {
            return CreateError(request, page);
        }

        SecurityHeadersMiddleware.SetForPage(request.HttpContext);
        return new CachedResponseResult(page.Response!, options.PageCacheControl, page.StaleAge);
    }

    /// <summary>Creates the result of an error page.</summary>
    public static IResult CreateError(HttpRequest request, Page page)
    {
        SecurityHeadersMiddleware.SetForPage(request.HttpContext);
        return new CachedResponseResult(
            page.Response!,
            // Errors are not cached: the address may exist a moment later, and a failure may pass.
            page.Status >= StatusCodes.Status500InternalServerError ? "no-store" : "no-cache",
            staleAge: null,
            page.Status,
            page.IsNegotiated ? LanguageSelector.Vary : null);
    }
}
