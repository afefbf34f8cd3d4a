using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the home page of a language.</summary>
public sealed class GetHomePage(ListPageService pages, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetHomePage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang)] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        PageResults.Create(request, await pages.HomeAsync(request, lang, cancellationToken), options.Value);
}
