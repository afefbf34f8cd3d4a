using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http.Editor;

/// <summary>Creates a link with which the script sends a large file to storage directly.</summary>
public sealed class CreateEditorUploadLink(EditorEndpoint editor, UploadLinkService links)
{
    [Function(nameof(CreateEditorUploadLink))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = EditorRoutes.Files)] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunForScriptAsync(request, async person =>
            SeedRequest.TryParseName(name, out var seed, out var problem) ? UploadLinkView.Created(request, await links.CreateAsync(seed, cancellationToken), new SeedChange(person.Name)) : problem);
}
