using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Webhooks;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows a webhook with its deliveries, and changes it.</summary>
public sealed class EditWebhookPage(EditorEndpoint editor, WebhooksPageService pages)
{
    [Function(nameof(EditWebhookPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/webhooks/{id}")] HttpRequest request,
        string lang,
        string id,
        CancellationToken cancellationToken) =>
        editor.RunAsync(
            request, lang, EditorRole.Administrator, context => pages.GetWebhookAsync(context, id, cancellationToken), (context, form) => pages.ChangeAsync(context, id, form, cancellationToken), cancellationToken);
}
