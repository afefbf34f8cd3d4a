using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Texts;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>How to reach who makes it.</summary>
internal sealed class GetContactPage(TextPages pages, ErrorPages errors, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetContactPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/contact/{*below}")] HttpRequest request,
        string lang,
        string? below,
        CancellationToken cancellationToken) =>
        PageResults.Of(
            request,
            string.IsNullOrEmpty(below) ? await pages.ContactAsync(request, lang, cancellationToken) : errors.Of(request, lang, StatusCodes.Status404NotFound),
            options.Value);
}
