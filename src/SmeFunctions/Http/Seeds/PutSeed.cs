using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Uploads a document; 202, because it is published a moment later.</summary>
public sealed class PutSeed(SeedService service, IOptions<IngestionOptions> options)
{
    [Function(nameof(PutSeed))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/seeds/{*name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        if (!SeedRequest.TryGetName(request, name, out var seed, out var problem))
        {
            return problem;
        }

        var limit = options.Value.MaxSeedBytes;
        return await SeedRequest.ReadBodyAsync(request, limit, cancellationToken) switch
        {
            null => Problems.TooLarge(limit),
            { Length: 0 } => Problems.BadRequest("body", "The document is empty."),
            { } body => SeedView.Accepted(request, await service.UploadAsync(seed, body, request.ContentType, cancellationToken)),
        };
    }
}
