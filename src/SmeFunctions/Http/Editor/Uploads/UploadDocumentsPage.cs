using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Uploads;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Uploads documents.</summary>
public sealed class UploadDocumentsPage(EditorEndpoint editor, UploadPageService pages)
{
    [Function(nameof(UploadDocumentsPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/upload")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(request, lang, EditorRole.Editor, context => pages.GetAsync(context), (context, form) => pages.UploadAsync(context, form, cancellationToken), cancellationToken);
}
