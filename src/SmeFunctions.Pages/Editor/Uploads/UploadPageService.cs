using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Pages.Editor.Uploads;

/// <summary>The outcome of one file.</summary>
/// <param name="Name">Its name in the container, or as it was chosen.</param>
/// <param name="Path">The page of the document.</param>
/// <param name="Problem">Why it was not stored.</param>
public sealed record UploadOutcome(string Name, string? Path, string? Problem);

/// <summary>Serves the page to upload documents, and takes its form where the browser runs no script.</summary>
public sealed class UploadPageService(SeedEditService edits, UploadLinkService links, PageRenderer renderer, IOptions<PortalOptions> portal, TimeProvider time)
{
    /// <summary>Bytes above which the script sends a file to storage directly.</summary>
    public const int DirectFrom = 4 * 1024 * 1024;

    private static readonly string[] _scriptTexts =
    [
        "Waiting", "Uploading", "Checking", "Exists", "Replace", "Rename", "Name", "Skip", "Retry", "Paused", "Remove", "Open", "Details", "Lost", "SignIn", "Summary", "Speed",
        "Status.Queued", "Status.Published", "Status.Rejected", "Status.Failed", "Status.Removed", "Status.Draft", "Status.Scheduled", "Status.Expired", "Line",
    ];

    public Task<EditorPage> GetAsync(EditorContext context) => RenderAsync(context, ProposeFolder(context), [], "", "", StatusCodes.Status200OK);

    public async Task<EditorPage> UploadAsync(EditorContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        var folder = form["folder"].ToString().Trim().Trim('/');
        var expected = form["replace"] == "true" ? null : SeedEditService.NoVersion;
        var outcomes = new List<UploadOutcome>();
        foreach (var file in form.Files.Where(file => file.FileName.Length > 0))
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            // Some browsers send the path of the file on the person's disk.
            var chosen = file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
            outcomes.Add(await StoreAsync(context, $"{folder}/{chosen}", content.ToArray(), file.ContentType, expected, cancellationToken));
        }

        var pasted = form["paste"].ToString();
        var pasteName = form["pasteName"].ToString().Trim();
        if (!string.IsNullOrWhiteSpace(pasted))
        {
            var (content, extension) = form["pasteHtml"].ToString() is { Length: > 0 } html ? (html, "html") : (pasted, "txt");
            var name = pasteName.Length > 0 ? pasteName : time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            name = Path.HasExtension(name) ? name : $"{name}.{extension}";
            outcomes.Add(await StoreAsync(context, $"{folder}/{name}", Encoding.UTF8.GetBytes(content), null, expected, cancellationToken));
        }

        if (outcomes.Count == 0)
        {
            outcomes.Add(new UploadOutcome(context.Text["Editor.Upload.Files"], Path: null, context.Text["Editor.Upload.Nothing"]));
        }

        var isWrong = outcomes.Exists(outcome => outcome.Problem is not null);
        return await RenderAsync(context, folder + "/", outcomes, isWrong ? pasted : "", isWrong ? pasteName : "", isWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private async Task<UploadOutcome> StoreAsync(EditorContext context, string text, byte[] content, string? contentType, string? expected, CancellationToken cancellationToken)
    {
        if (!SeedName.TryParse(text.TrimStart('/'), out var name, out var problem))
        {
            return new UploadOutcome(text, Path: null, problem);
        }

        if (content.Length == 0)
        {
            return new UploadOutcome(name.Value, Path: null, context.Text["Editor.Upload.Empty"]);
        }

        return await edits.UploadAsync(name, content, contentType, expected, context.SignedIn, cancellationToken) switch
        {
            EditResult.Saved => new UploadOutcome(name.Value, context.Paths.Document(name), Problem: null),
            EditResult.Invalid(var error) => new UploadOutcome(name.Value, Path: null, error.Message),
            _ => new UploadOutcome(name.Value, context.Paths.Document(name), context.Text["Editor.Queue.Exists"]),
        };
    }

    private string ProposeFolder(EditorContext context) => string.Create(CultureInfo.InvariantCulture, $"{context.Text.Lang}/{Year}/");

    private int Year => portal.Value.GetDay(time.GetUtcNow()).Year;

    private async Task<EditorPage> RenderAsync(EditorContext context, string folder, IReadOnlyList<UploadOutcome> outcomes, string pasted, string pasteName, int status) => new()
    {
        Status = status,
        ConnectTo = links.Origin,
        Response = await renderer.RenderAsync<UploadPage>(new Dictionary<string, object?>
        {
            [nameof(UploadPage.Context)] = context,
            [nameof(UploadPage.Folder)] = folder,
            [nameof(UploadPage.Limit)] = DirectFrom,
            [nameof(UploadPage.Year)] = Year,
            [nameof(UploadPage.Texts)] = CreateTexts(context.Text),
            [nameof(UploadPage.Outcomes)] = outcomes,
            [nameof(UploadPage.Pasted)] = pasted,
            [nameof(UploadPage.PasteName)] = pasteName,
        }),
    };

    private static string CreateTexts(LocalizedText text) => JsonSerializer.Serialize(
        _scriptTexts.ToDictionary(key => key, key => text[key.StartsWith("Status.", StringComparison.Ordinal) ? $"Editor.{key}" : $"Editor.Queue.{key}"]));
}
