using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Visits;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Shows the visits of the site.</summary>
public sealed class GetVisitsPage(EditorEndpoint editor, VisitsPageService pages)
{
    [Function(nameof(GetVisitsPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/visits")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetAsync(context, cancellationToken), post: null, cancellationToken);
}
