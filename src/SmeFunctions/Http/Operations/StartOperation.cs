using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Http;

/// <summary>Starts an operation on the whole site; 202, because it takes a while.</summary>
public sealed class StartOperation(OperationService service)
{
    private static readonly string[] _kinds = [.. Enum.GetNames<OperationKind>().Select(name => name.ToLowerInvariant())];

    [Function(nameof(StartOperation))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/operations/{kind}")] HttpRequest request,
        string kind,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var versions = query.OneOf("versions", ["true", "false"]);
        if (versions is not null && kind != "export")
        {
            query.Refuse("versions", "'versions' is for exports only.");
        }

        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        if (kind == "export")
        {
            return OperationView.Accepted(request, await service.StartExportAsync(new ExportRequest(versions == "true"), startedBy: null, cancellationToken));
        }

        if (kind == "import")
        {
            return await SeedRequest.ReadBodyAsync(request, ImportRequestBody.MaxBytes, cancellationToken) is not { } body ? Problems.TooLarge(ImportRequestBody.MaxBytes)
                : ImportRequestBody.TryRead(body, out var import, out problem) ? OperationView.Accepted(request, await service.StartImportAsync(import, startedBy: null, cancellationToken))
                : problem;
        }

        return _kinds.Contains(kind)
            ? OperationView.Accepted(request, await service.StartAsync(Enum.Parse<OperationKind>(kind, ignoreCase: true), cancellationToken))
            : Problems.NotFound($"There is no such operation; there are: {string.Join(", ", _kinds)}.");
    }
}
