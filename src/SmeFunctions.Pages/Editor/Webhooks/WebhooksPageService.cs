using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Pages.Editor.Webhooks;

/// <summary>Serves the pages of webhooks.</summary>
public sealed class WebhooksPageService(WebhookService webhooks, AccessPageService access, PageRenderer renderer, IOptions<WebhookOptions> options, IOptions<PortalOptions> portal)
{
    private const int MaxDeliveries = 100;

    public Task<EditorPage> GetAsync(EditorContext context, CancellationToken cancellationToken) => GetAsync(context, values: null, error: null, cancellationToken);

    /// <summary>Creates a webhook, and shows its secret.</summary>
    public async Task<EditorPage> CreateAsync(EditorContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        var fields = new WebhookFields(form["url"].ToString(), form["description"].ToString(), [.. form["events"].OfType<string>()]);
        if (fields.Events.Count == 0)
        {
            return await GetAsync(context, fields, "Choose an event.", cancellationToken);
        }

        if (WebhookRequest.TryCreate(fields.Url, fields.Events, fields.Description, options.Value, out var request) is var (_, message))
        {
            return await GetAsync(context, fields, message, cancellationToken);
        }

        return await webhooks.CreateAsync(request!, cancellationToken) is { } created
            ? await ShowAsync(context, created, created.Secret, cancellationToken)
            : await GetAsync(context, fields, $"There are {WebhookService.MaxWebhooks} webhooks, which is the most. Delete one first.", cancellationToken);
    }

    public async Task<EditorPage> GetWebhookAsync(EditorContext context, string id, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(id, cancellationToken) is { } webhook ? await ShowAsync(context, webhook, secret: null, cancellationToken) : await access.NotFoundAsync(context);

    /// <summary>Does what a button of the page says.</summary>
    public async Task<EditorPage> ChangeAsync(EditorContext context, string id, IFormCollection form, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(id, cancellationToken) is not { } webhook)
        {
            return await access.NotFoundAsync(context);
        }

        switch (form["action"].ToString())
        {
            case "enable":
            case "disable":
                await webhooks.SetEnabledAsync(id, form["action"] == "enable", cancellationToken);
                break;
            case "test":
                await webhooks.SendTestAsync(webhook, cancellationToken);
                break;
            case "replay":
                await webhooks.ReplayAsync(id, form["delivery"].ToString(), cancellationToken);
                break;
            case "delete":
                await webhooks.DeleteAsync(id, cancellationToken);
                return EditorPage.Redirect(context.Paths.Webhooks);
            case "rotate":
                return await webhooks.RotateAsync(id, cancellationToken) is { } rotated ? await ShowAsync(context, rotated, rotated.Secret, cancellationToken) : await access.NotFoundAsync(context);
            default:
                return await access.NotFoundAsync(context);
        }

        return EditorPage.Redirect(context.Paths.Webhook(id));
    }

    private async Task<EditorPage> GetAsync(EditorContext context, WebhookFields? values, string? error, CancellationToken cancellationToken) => new()
    {
        Response = await renderer.RenderAsync<WebhooksPage>(new Dictionary<string, object?>
        {
            [nameof(WebhooksPage.Context)] = context,
            [nameof(WebhooksPage.Webhooks)] = await webhooks.ListAsync(cancellationToken),
            [nameof(WebhooksPage.Values)] = values,
            [nameof(WebhooksPage.Error)] = error,
        }),
    };

    private async Task<EditorPage> ShowAsync(EditorContext context, Webhook webhook, string? secret, CancellationToken cancellationToken)
    {
        var (deliveries, _) = await webhooks.ListDeliveriesAsync(webhook.Id, status: null, MaxDeliveries, continuation: null, cancellationToken);
        return new EditorPage
        {
            Response = await renderer.RenderAsync<WebhookPage>(new Dictionary<string, object?>
            {
                [nameof(WebhookPage.Context)] = context,
                [nameof(WebhookPage.Webhook)] = webhook,
                [nameof(WebhookPage.Deliveries)] = deliveries,
                [nameof(WebhookPage.Secret)] = secret,
                [nameof(WebhookPage.FormatTime)] = (DateTimeOffset moment) => EditorTime.Format(moment, portal.Value, context.Text),
            }),
        };
    }
}

/// <summary>What was entered for a webhook.</summary>
/// <param name="Url">Where events are sent.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Events">Types of events.</param>
public sealed record WebhookFields(string Url, string Description, IReadOnlyList<string> Events);
