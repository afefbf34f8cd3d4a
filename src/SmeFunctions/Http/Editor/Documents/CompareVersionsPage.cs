using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Compares two versions of a document.</summary>
public sealed class CompareVersionsPage(EditorEndpoint editor, DocumentFrameService pages)
{
    [Function(nameof(CompareVersionsPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/versions/{*name:minlength(1)}")] HttpRequest request,
        string lang,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetComparisonAsync(context, name, cancellationToken), post: null, cancellationToken);
}
