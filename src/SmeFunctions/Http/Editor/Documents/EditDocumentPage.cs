using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows a document, and corrects, restores or deletes it.</summary>
public sealed class EditDocumentPage(EditorEndpoint editor, DocumentPageService pages)
{
    [Function(nameof(EditDocumentPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/documents/{*name:minlength(1)}")] HttpRequest request,
        string lang,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetAsync(context, name, cancellationToken), (context, form) => pages.ChangeAsync(context, name, form, cancellationToken), cancellationToken);
}
