using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http.Editor;

/// <summary>Uploads a file from the upload page. <c>If-None-Match: *</c> never replaces one.</summary>
public sealed class PutEditorFile(EditorEndpoint editor, SeedEditService edits, IOptions<IngestionOptions> options)
{
    [Function(nameof(PutEditorFile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = EditorRoutes.Files)] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        editor.RunForScriptAsync(request, async person =>
        {
            if (!SeedRequest.TryParseName(name, out var seed, out var problem))
            {
                return problem;
            }

            var limit = options.Value.MaxSeedBytes;
            if (await SeedRequest.ReadBodyAsync(request, limit, cancellationToken) is not { } body)
            {
                return Problems.TooLarge(limit);
            }

            var expected = request.Headers.IfNoneMatch == "*" ? SeedEditService.NoVersion : null;
            return body.Length == 0 ? Problems.BadRequest("body", "The document is empty.")
                : await edits.UploadAsync(seed, body, request.ContentType, expected, person, cancellationToken) switch
                {
                    EditResult.Saved({ } state) => EditorFileView.Create(state, sourceLine: null, StatusCodes.Status202Accepted),
                    EditResult.Invalid(var error) => Problems.Rejected(error),
                    _ => Problems.Conflict($"There is a document '{seed}' already."),
                };
        });
}
