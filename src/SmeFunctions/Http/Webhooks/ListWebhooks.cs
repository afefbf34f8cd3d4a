using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Lists all webhooks.</summary>
public sealed class ListWebhooks(WebhookService service)
{
    [Function(nameof(ListWebhooks))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = WebhookRoutes.All)] HttpRequest request, CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : WebhookView.Ok(await service.ListAsync(cancellationToken));
}
