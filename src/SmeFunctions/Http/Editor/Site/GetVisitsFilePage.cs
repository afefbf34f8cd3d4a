using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Visits;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Gets the visits by day as CSV.</summary>
public sealed class GetVisitsFilePage(EditorEndpoint editor, VisitsPageService pages)
{
    [Function(nameof(GetVisitsFilePage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Lang + "/visits.csv")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetCsvAsync(context, cancellationToken), post: null, cancellationToken);
}
