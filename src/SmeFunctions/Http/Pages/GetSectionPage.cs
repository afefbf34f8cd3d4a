using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets a page of a section, which may be nested: <c>policy/finance</c>.</summary>
public sealed class GetSectionPage(ListPageService pages, FormerAddressService addresses, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetSectionPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/" + PageRoutes.Section + "/{*below}")] HttpRequest request,
        string lang,
        string section,
        string? below,
        CancellationToken cancellationToken)
    {
        var page = await pages.SectionAsync(request, lang, PublicAddresses.GetSection(string.IsNullOrEmpty(below) ? section : $"{section}/{below}"), cancellationToken);
        return PageResults.Create(request, page.Status == StatusCodes.Status404NotFound ? await addresses.GetAsync(request, lang, cancellationToken) : page, options.Value);
    }
}
