using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Redirects the root of the site to a home page: in the visitor's language, else in the browser's.</summary>
public sealed class GetStartPage(FormerAddressService addresses, IOptions<ReadingOptions> reading, IOptions<PortalOptions> options)
{
    // The host does not accept an empty route.
    [Function(nameof(GetStartPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{root:maxlength(0)?}")] HttpRequest request, CancellationToken cancellationToken)
    {
        // "/?p=12" is an article of WordPress.
        if (request.QueryString.HasValue && await addresses.FindAsync(request, cancellationToken) is { } moved)
        {
            return PageResults.Create(request, moved, reading.Value);
        }

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
