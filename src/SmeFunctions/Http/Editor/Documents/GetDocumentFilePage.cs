using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Gets a document as it was uploaded.</summary>
public sealed class GetDocumentFilePage(EditorEndpoint editor, DocumentFrameService pages)
{
    [Function(nameof(GetDocumentFilePage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/original/{*name:minlength(1)}")] HttpRequest request,
        string lang,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetOriginalAsync(context, name, cancellationToken), post: null, cancellationToken);
}
