using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http.Editor;

/// <summary>Gets the status of an uploaded file for the script of the upload page.</summary>
public sealed class GetEditorFile(EditorEndpoint editor, SeedService seeds, SeedBlobStore blobs)
{
    [Function(nameof(GetEditorFile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = EditorRoutes.Files)] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunForScriptAsync(request, async _ =>
        {
            if (!SeedRequest.TryParseName(name, out var seed, out var problem))
            {
                return problem;
            }

            if (await seeds.FindAsync(seed, cancellationToken) is not { } state)
            {
                return Problems.NotFound($"There is no document '{seed}'.");
            }

            var line = state.Status == SeedStatus.Rejected ? state.Record.Error?.Line : null;
            return EditorFileView.Create(state, line is null ? null : DocumentPageService.FindLine(seed, await blobs.FindAsync(seed, cancellationToken), line));
        });
}
