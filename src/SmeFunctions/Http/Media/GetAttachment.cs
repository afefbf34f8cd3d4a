using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Media;

namespace SmeFunctions.Http;

/// <summary>Gets an attachment under its own name, or a range of it.</summary>
public sealed class GetAttachment(MediaStore media)
{
    [Function(nameof(GetAttachment))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "media/{hash:length(32)}/{name:minlength(1)}")] HttpRequest request,
        string hash,
        string name,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await media.OpenAttachmentAsync(hash, name, cancellationToken) is { } content ? MediaResult.ForAttachment(hash, name, content)
        : Problems.NotFound("There is no such file.");
}
