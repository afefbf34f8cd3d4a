using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the error page for an unknown address, or redirects from an address of another site to its article here.</summary>
public sealed class GetMissingPage(FormerAddressService addresses, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetMissingPage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Nothing + "/{*rest}")] HttpRequest request, CancellationToken cancellationToken) =>
        PageResults.Create(request, await addresses.GetAsync(request, lang: null, cancellationToken), options.Value);
}
