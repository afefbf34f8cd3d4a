using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.StaticPages;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the contact page.</summary>
public sealed class GetContactPage(StaticPageService pages, ErrorPageService errors, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetContactPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/contact/{*below}")] HttpRequest request,
        string lang,
        string? below,
        CancellationToken cancellationToken) =>
        PageResults.Create(
            request,
            string.IsNullOrEmpty(below) ? await pages.ContactAsync(request, lang, cancellationToken) : errors.GetAsync(request, lang, StatusCodes.Status404NotFound),
            options.Value);
}
