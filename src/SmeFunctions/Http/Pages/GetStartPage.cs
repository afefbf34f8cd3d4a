using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;

namespace SmeFunctions.Http.Pages;

/// <summary>The way from the site's root to a home page: of the language that the visitor chose, else of one that their browser asks for.</summary>
public sealed class GetStartPage(IOptions<PortalOptions> options)
{
    // The host takes no empty route.
    [Function(nameof(GetStartPage))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{root:maxlength(0)?}")] HttpRequest request)
    {
        var languages = options.Value.Languages;
        var response = request.HttpContext.Response;
        if (LanguageSelector.ReadCookie(request, languages) is { } chosen)
        {
            // Some browsers forget after a week what a script has set, and not what a server has.
            response.Cookies.Append(LanguageSelector.Cookie, chosen, LanguageSelector.CookieOptions(SecurityHeadersMiddleware.IsHttps(request)));
        }

        response.Headers.Vary = LanguageSelector.Vary;
        response.Headers.CacheControl = "private, no-store";
        return TypedResults.Redirect($"/{LanguageSelector.Select(request, languages)}");
    }
}
