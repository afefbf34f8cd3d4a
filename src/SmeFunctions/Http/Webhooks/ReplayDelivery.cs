using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Sends a delivery again; 202, because it is sent a moment later.</summary>
public sealed class ReplayDelivery(WebhookService service)
{
    [Function(nameof(ReplayDelivery))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = WebhookRoutes.Delivery)] HttpRequest request, string id, string delivery, CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await service.ReplayAsync(id, delivery, cancellationToken) is { } sent ? DeliveryView.Accepted(sent)
        : Problems.NotFound($"There is no delivery '{delivery}' of a webhook '{id}'.");
}
