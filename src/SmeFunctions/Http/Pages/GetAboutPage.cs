using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.StaticPages;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the about page.</summary>
public sealed class GetAboutPage(StaticPageService pages, ErrorPageService errors, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetAboutPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/about/{*below}")] HttpRequest request,
        string lang,
        string? below,
        CancellationToken cancellationToken) =>
        PageResults.Create(
            request,
            string.IsNullOrEmpty(below) ? await pages.AboutAsync(request, lang, cancellationToken) : errors.GetAsync(request, lang, StatusCodes.Status404NotFound),
            options.Value);
}
