using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Lists the deliveries of a webhook, newest first.</summary>
public sealed class ListDeliveries(WebhookService service)
{
    private static readonly string[] _statuses = [.. Enum.GetNames<WebhookDeliveryStatus>().Select(name => name.ToLowerInvariant())];

    [Function(nameof(ListDeliveries))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = WebhookRoutes.Deliveries)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var status = query.OneOf("status", _statuses);
        var limit = query.Number("limit", 20, 1, 100);
        return Cursor.AnswerAsync(query, async continuation =>
        {
            if (await service.FindAsync(id, cancellationToken) is null)
            {
                return WebhookView.NotFound(id);
            }

            var wanted = status is null ? (WebhookDeliveryStatus?)null : Enum.Parse<WebhookDeliveryStatus>(status, ignoreCase: true);
            var (deliveries, next) = await service.ListDeliveriesAsync(id, wanted, limit, continuation, cancellationToken);
            return DeliveryView.Ok(deliveries, Cursor.Next(request, next));
        });
    }
}
