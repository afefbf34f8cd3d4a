using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Http;

/// <summary>Gets the progress of an operation, and a page of its findings.</summary>
public sealed class GetOperation(OperationService service, ExportLinkService links)
{
    [Function(nameof(GetOperation))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/operations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var limit = query.Number("limit", 100, 1, 1_000);
        var code = query.Text("code", 50);
        return Cursor.AnswerAsync(query, async continuation =>
        {
            if (!id.All(char.IsAsciiHexDigitLower) || await service.FindAsync(id, cancellationToken) is not { } operation)
            {
                return Problems.NotFound($"There is no operation '{id}'.");
            }

            var (findings, next) = await service.ListFindingsAsync(id, code, limit, continuation, cancellationToken);
            return OperationView.Ok(operation, await links.CreateAsync(operation, cancellationToken), findings, Cursor.Next(request, next));
        });
    }
}
