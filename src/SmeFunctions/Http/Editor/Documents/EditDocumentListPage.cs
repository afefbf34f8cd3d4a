using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Lists the documents, and changes several at once.</summary>
public sealed class EditDocumentListPage(EditorEndpoint editor, DocumentListService pages)
{
    [Function(nameof(EditDocumentListPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang)] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetAsync(context, cancellationToken), (context, form) => pages.ChangeAsync(context, form, cancellationToken), cancellationToken);
}
