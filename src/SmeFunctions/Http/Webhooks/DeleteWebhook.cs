using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Deletes a webhook and its deliveries.</summary>
public sealed class DeleteWebhook(WebhookService service)
{
    [Function(nameof(DeleteWebhook))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = WebhookRoutes.One)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        if (await service.FindAsync(id, cancellationToken) is null)
        {
            return WebhookView.NotFound(id);
        }

        await service.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}
