using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Enables, disables or tests a webhook, or gives it a new secret.</summary>
public sealed class ChangeWebhook(WebhookService service)
{
    [Function(nameof(ChangeWebhook))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = WebhookRoutes.Action)] HttpRequest request, string id, string action, CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        switch (action)
        {
            case "test":
                return await service.FindAsync(id, cancellationToken) is { } tested ? DeliveryView.Accepted(await service.SendTestAsync(tested, cancellationToken)) : WebhookView.NotFound(id);
            case "rotate":
                return await service.RotateAsync(id, cancellationToken) is { } rotated ? WebhookView.WithSecret(request, rotated, StatusCodes.Status200OK) : WebhookView.NotFound(id);
            default:
                return await service.SetEnabledAsync(id, isEnabled: action == "enable", cancellationToken) is { } changed ? WebhookView.Ok(changed) : WebhookView.NotFound(id);
        }
    }
}
