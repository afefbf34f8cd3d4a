using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Webhooks;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Lists and creates webhooks.</summary>
public sealed class EditWebhooksPage(EditorEndpoint editor, WebhooksPageService pages)
{
    [Function(nameof(EditWebhooksPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/webhooks")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Administrator, context => pages.GetAsync(context, cancellationToken), (context, form) => pages.CreateAsync(context, form, cancellationToken), cancellationToken);
}
