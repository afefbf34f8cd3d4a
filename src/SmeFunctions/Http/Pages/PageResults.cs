using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>How pages are sent.</summary>
internal static class PageResults
{
    public static IResult Create(HttpRequest request, Page page, ReadingOptions options)
    {
        if (page.RedirectTo is { } path)
        {
            request.HttpContext.Response.Headers.CacheControl = options.PageCacheControl;
            return TypedResults.Redirect(path, permanent: true);
        }

        if (page.Status != StatusCodes.Status200OK)
        {
            return CreateError(request, page);
        }

        SecurityHeadersMiddleware.SetForPage(request.HttpContext);
        return new CachedResponseResult(page.Response!, options.PageCacheControl, page.StaleAge);
    }

    /// <summary>A page that says what is wrong.</summary>
    public static IResult CreateError(HttpRequest request, Page page)
    {
        SecurityHeadersMiddleware.SetForPage(request.HttpContext);
        return new CachedResponseResult(
            page.Response!,
            // What is missing now may be there in a moment, and what failed may work.
            page.Status >= StatusCodes.Status500InternalServerError ? "no-store" : "no-cache",
            staleAge: null,
            page.Status,
            page.IsNegotiated ? LanguageSelector.Vary : null);
    }
}
