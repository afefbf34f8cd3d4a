using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Errors;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the error page for an unknown address.</summary>
public sealed class GetMissingPage(ErrorPageService errors)
{
    [Function(nameof(GetMissingPage))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Nothing + "/{*rest}")] HttpRequest request) =>
        PageResults.CreateError(request, errors.GetAsync(request, lang: null, StatusCodes.Status404NotFound));
}
