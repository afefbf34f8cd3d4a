using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>Creates a webhook; the response has its secret.</summary>
public sealed class CreateWebhook(WebhookService service, IOptions<WebhookOptions> options)
{
    [Function(nameof(CreateWebhook))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = WebhookRoutes.All)] HttpRequest request, CancellationToken cancellationToken)
    {
        if (new QueryReader(request).IsWrong(out var problem))
        {
            return problem;
        }

        return await SeedRequest.ReadBodyAsync(request, WebhookRequestBody.MaxBytes, cancellationToken) is not { } body ? Problems.TooLarge(WebhookRequestBody.MaxBytes)
            : !WebhookRequestBody.TryRead(body, options.Value, out var wanted, out problem) ? problem
            : await service.CreateAsync(wanted, cancellationToken) is { } webhook ? WebhookView.WithSecret(request, webhook, StatusCodes.Status201Created)
            : Problems.BadRequest("body", $"There are {WebhookService.MaxWebhooks} webhooks, which is the most. Delete one first.");
    }
}
