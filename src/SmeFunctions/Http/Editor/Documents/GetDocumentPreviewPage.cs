using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows the article of a document as readers would see it.</summary>
public sealed class GetDocumentPreviewPage(EditorEndpoint editor, DocumentFrameService pages)
{
    [Function(nameof(GetDocumentPreviewPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/preview/{*name:minlength(1)}")] HttpRequest request,
        string lang,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetPreviewAsync(context, name, cancellationToken), post: null, cancellationToken);
}
