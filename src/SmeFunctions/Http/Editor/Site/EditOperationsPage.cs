using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Operations;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Lists and starts operations, and shows queues and diagnostics.</summary>
public sealed class EditOperationsPage(EditorEndpoint editor, OperationsPageService pages)
{
    [Function(nameof(EditOperationsPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/operations")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Administrator, context => pages.GetAsync(context, cancellationToken), (context, form) => pages.StartAsync(context, form, cancellationToken), cancellationToken);
}
