using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Texts;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>What the portal is.</summary>
internal sealed class GetAboutPage(TextPages pages, ErrorPages errors, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetAboutPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/about/{*below}")] HttpRequest request,
        string lang,
        string? below,
        CancellationToken cancellationToken) =>
        PageResults.Of(
            request,
            string.IsNullOrEmpty(below) ? await pages.AboutAsync(request, lang, cancellationToken) : errors.Of(request, lang, StatusCodes.Status404NotFound),
            options.Value);
}
