using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>How pages are sent.</summary>
internal static class PageResults
{
    public static IResult Of(HttpRequest request, Page page, ReadingOptions options)
    {
        if (page.MovedTo is { } path)
        {
            request.HttpContext.Response.Headers.CacheControl = options.PageCacheControl;
            return TypedResults.Redirect(path, permanent: true);
        }

        if (page.Status != StatusCodes.Status200OK)
        {
            return OfError(request, page);
        }

        SecurityHeaders.SetForPage(request.HttpContext);
        return new PreparedResult(page.Answer!, options.PageCacheControl, page.StaleAge);
    }

    /// <summary>A page that says what is wrong.</summary>
    public static IResult OfError(HttpRequest request, Page page)
    {
        SecurityHeaders.SetForPage(request.HttpContext);
        return new PreparedResult(
            page.Answer!,
            // What is missing now may be there in a moment, and what failed may work.
            page.Status >= StatusCodes.Status500InternalServerError ? "no-store" : "no-cache",
            staleAge: null,
            page.Status,
            page.IsNegotiated ? LanguageChoice.Vary : null);
    }
}
