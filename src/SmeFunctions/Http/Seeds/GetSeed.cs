using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Gets the status of a document.</summary>
public sealed class GetSeed(SeedService service)
{
    [Function(nameof(GetSeed))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/seeds/{*name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        !SeedRequest.TryGetName(request, name, out var seed, out var problem) ? problem
        : await service.FindAsync(seed, cancellationToken) is { } state ? SeedView.Ok(state)
        : Problems.NotFound($"There is no document '{seed}', and there never was.");
}
