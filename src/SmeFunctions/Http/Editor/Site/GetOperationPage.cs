using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Operations;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows the progress and findings of an operation.</summary>
public sealed class GetOperationPage(EditorEndpoint editor, OperationsPageService pages)
{
    [Function(nameof(GetOperationPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/operations/{id}")] HttpRequest request,
        string lang,
        string id,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Administrator, context => pages.GetOperationAsync(context, id, cancellationToken), post: null, cancellationToken);
}
