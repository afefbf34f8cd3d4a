using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows the lines of a document.</summary>
public sealed class GetDocumentSourcePage(EditorEndpoint editor, DocumentFrameService pages)
{
    [Function(nameof(GetDocumentSourcePage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/source/{*name:minlength(1)}")] HttpRequest request,
        string lang,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetSourceAsync(context, name, cancellationToken), post: null, cancellationToken);
}
