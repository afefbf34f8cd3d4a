using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>What there is at an address of nothing.</summary>
internal sealed class GetMissingPage(ErrorPages errors, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetMissingPage))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Nothing + "/{*rest}")] HttpRequest request) =>
        PageResults.Of(request, errors.Of(request, lang: null, StatusCodes.Status404NotFound), options.Value);
}
