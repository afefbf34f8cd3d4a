using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Deletes a document; 202, because its article is taken down a moment later.</summary>
public sealed class DeleteSeed(SeedService service)
{
    [Function(nameof(DeleteSeed))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/seeds/{*name:minlength(1)}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        !SeedRequest.TryGetName(request, name, out var seed, out var problem) ? problem
        : await service.DeleteAsync(seed, cancellationToken) is { } state ? SeedView.Accepted(request, state)
        : Problems.NotFound($"There is no document '{seed}'.");
}
