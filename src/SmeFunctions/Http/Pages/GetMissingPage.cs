using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Errors;

namespace SmeFunctions.Http.Pages;

/// <summary>What there is at an address of nothing.</summary>
internal sealed class GetMissingPage(ErrorPages errors)
{
    [Function(nameof(GetMissingPage))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Nothing + "/{*rest}")] HttpRequest request) =>
        PageResults.OfError(request, errors.Of(request, lang: null, StatusCodes.Status404NotFound));
}
