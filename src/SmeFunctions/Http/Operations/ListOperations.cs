using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Http;

/// <summary>Lists the operations, newest first.</summary>
public sealed class ListOperations(OperationService service)
{
    [Function(nameof(ListOperations))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/operations")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var limit = query.Number("limit", 20, 1, 100);
        return Cursor.AnswerAsync(query, async continuation =>
        {
            var (operations, next) = await service.ListAsync(limit, continuation, cancellationToken);
            return OperationView.Ok(operations, Cursor.Next(request, next));
        });
    }
}
