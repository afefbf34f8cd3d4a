using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Media;

namespace SmeFunctions.Http;

/// <summary>Gets an image, or a range of it.</summary>
public sealed class GetMedia(MediaStore media)
{
    [Function(nameof(GetMedia))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "media/{name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await media.OpenAsync(name, cancellationToken) is { } content ? MediaResult.ForImage(name, content)
        : Problems.NotFound("There is no such image.");
}
