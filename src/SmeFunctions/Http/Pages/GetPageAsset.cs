using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Assets;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets a style, script or icon.</summary>
public sealed class GetPageAsset(IOptions<ReadingOptions> options)
{
    private const string ForEver = "public, max-age=31536000, immutable";

    [Function(nameof(GetPageAsset))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{file:minlength(1)}")] HttpRequest request,
        string file) =>
        PageAssets.Find(file) is not { } asset ? Problems.NotFound($"There is no file '{file}'.")
        : new CachedResponseResult(asset.Answer, asset.IsNamed ? ForEver : options.Value.CacheControl, staleAge: null);
}
