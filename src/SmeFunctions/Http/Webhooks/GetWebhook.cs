using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Gets a webhook.</summary>
public sealed class GetWebhook(WebhookService service)
{
    [Function(nameof(GetWebhook))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = WebhookRoutes.One)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem
        : await service.FindAsync(id, cancellationToken) is { } webhook ? WebhookView.Ok(webhook)
        : WebhookView.NotFound(id);
}
