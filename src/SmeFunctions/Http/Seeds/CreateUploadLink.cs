using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Creates a link to upload one document without a key.</summary>
public sealed class CreateUploadLink(UploadLinkService links)
{
    [Function(nameof(CreateUploadLink))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/upload-links")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        return await SeedRequest.ReadBodyAsync(request, UploadLinkRequest.MaxBytes, cancellationToken) is not { } body
            ? Problems.TooLarge(UploadLinkRequest.MaxBytes)
            : !UploadLinkRequest.TryRead(body, out var name, out problem)
            ? problem
            : UploadLinkView.Created(request, await links.CreateAsync(name, cancellationToken));
    }
}
