using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Search;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the search page.</summary>
public sealed class GetSearchPage(SearchPageService pages, ErrorPageService errors, IOptions<ReadingOptions> options)
{
    private const int RetryAfterSeconds = 5;

    [Function(nameof(GetSearchPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/search/{*below}")] HttpRequest request,
        string lang,
        string? below,
        CancellationToken cancellationToken)
    {
        var page = string.IsNullOrEmpty(below) ? await pages.GetAsync(request, lang, cancellationToken) : errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        if (page.Status == StatusCodes.Status503ServiceUnavailable)
        {
            request.HttpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }

        return PageResults.Create(request, page, options.Value);
    }
}
