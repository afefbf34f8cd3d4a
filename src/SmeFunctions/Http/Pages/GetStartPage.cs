using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;

namespace SmeFunctions.Http.Pages;

/// <summary>Redirects the root of the site to a home page: in the visitor's language, else in the browser's.</summary>
public sealed class GetStartPage(IOptions<PortalOptions> options)
{
    // The host does not accept an empty route.
    [Function(nameof(GetStartPage))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{root:maxlength(0)?}")] HttpRequest request)
    {
        var languages = options.Value.Languages;
        var response = request.HttpContext.Response;
        if (LanguageSelector.ReadCookie(request, languages) is { } chosen)
        {
            // Some browsers delete a script's cookie after a week, but not a server's.
            response.Cookies.Append(LanguageSelector.Cookie, chosen, LanguageSelector.CookieOptions(ForwardedProtocol.IsHttps(request)));
        }

        response.Headers.Vary = LanguageSelector.Vary;
        response.Headers.CacheControl = "private, no-store";
        return TypedResults.Redirect($"/{LanguageSelector.Select(request, languages)}");
    }
}
