using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>How pages are sent.</summary>
internal static class PageResults
{
    // What is missing now may be there in a moment.
    private const string Unkept = "no-cache";

    public static IResult Of(HttpRequest request, Page page, ReadingOptions options)
    {
        SecurityHeaders.SetForPage(request.HttpContext);
        if (page.MovedTo is { } path)
        {
            request.HttpContext.Response.Headers.CacheControl = options.PageCacheControl;
            return TypedResults.Redirect(path, permanent: true);
        }

        return new PreparedResult(
            page.Answer!,
            page.Status == StatusCodes.Status200OK ? options.PageCacheControl : Unkept,
            page.StaleAge,
            page.Status,
            page.IsNegotiated ? LanguageChoice.Vary : null);
    }
}
