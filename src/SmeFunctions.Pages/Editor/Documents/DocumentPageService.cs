using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>Serves the page of a document: its status, corrections, versions and actions.</summary>
public sealed class DocumentPageService(
    SeedService seeds,
    SeedStatusStore statusStore,
    SeedBlobStore blobs,
    SeedVersionStore versions,
    SeedEditService edits,
    VisitCountReader visits,
    AccessPageService access,
    PageRenderer renderer,
    IOptions<PortalOptions> portal)
{
    private const int MaxVersions = 100;
    private const int MaxSourceLine = 500;

    private static readonly string[] _notices = ["save", "restore", "retry", "publish", "withdraw", "delete"];

    public async Task<EditorPage> GetAsync(EditorContext context, string route, CancellationToken cancellationToken) =>
        TryParse(route, out var name) ? await GetAsync(context, name, typed: null, problem: null, StatusCodes.Status200OK, cancellationToken) : await access.NotFoundAsync(context);

    public async Task<EditorPage> ChangeAsync(EditorContext context, string route, IFormCollection form, CancellationToken cancellationToken)
    {
        if (!TryParse(route, out var name))
        {
            return await access.NotFoundAsync(context);
        }

        var action = form["action"].ToString();
        var version = form["version"].ToString() is { Length: > 0 } given ? given : null;
        var typed = MetadataEditor.Keys.Where(form.ContainsKey).ToDictionary(key => key, key => form[key].ToString());
        var person = context.SignedIn;
        var result = action switch
        {
            "save" => await edits.SaveMetadataAsync(name, typed, version, person, cancellationToken),
            "restore" => await edits.RestoreAsync(name, form["key"].ToString(), version, person, cancellationToken),
            "delete" => await edits.DeleteAsync(name, person, cancellationToken),
            "publish" or "withdraw" => await edits.SaveMetadataAsync(name, new Dictionary<string, string> { ["draft"] = action == "publish" ? "false" : "true" }, expected: null, person, cancellationToken),
            "retry" => await RetryAsync(name, cancellationToken),
            _ => new EditResult.NotFound(),
        };
        var text = context.Text;
        return result switch
        {
            EditResult.Saved => EditorPage.Redirect($"{context.Paths.Document(name)}?done={action}"),
            EditResult.Conflict(var by) => await GetAsync(
                context, name, typed, by is null ? text["Editor.Conflict"] : text.Format("Editor.Conflict.By", by), StatusCodes.Status409Conflict, cancellationToken),
            EditResult.Invalid(var error) => await GetAsync(context, name, typed, error.Message, StatusCodes.Status400BadRequest, cancellationToken),
            _ => await GetAsync(context, name, typed, text["Editor.NotFound"], StatusCodes.Status404NotFound, cancellationToken),
        };
    }

    /// <summary>Parses a name from a route; a slash may be <c>%2F</c>, which routing does not decode.</summary>
    internal static bool TryParse(string route, [NotNullWhen(true)] out SeedName? name) =>
        SeedName.TryParse(route.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out name, out _);

    private async Task<EditResult> RetryAsync(SeedName name, CancellationToken cancellationToken)
    {
        await edits.RetryAsync(name, cancellationToken);
        return new EditResult.Saved(State: null);
    }

    private async Task<EditorPage> GetAsync(
        EditorContext context, SeedName name, Dictionary<string, string>? typed, string? problem, int status, CancellationToken cancellationToken)
    {
        var finding = statusStore.FindAsync(name, cancellationToken);
        var listing = versions.ListAsync(name, MaxVersions, cancellationToken);
        var reading = blobs.FindAsync(name, cancellationToken);
        var metadataFile = SeedName.TryParse(DocumentMetadata.GetName(name.Value), out var metadataName, out _) ? blobs.FindAsync(metadataName, cancellationToken) : Task.FromResult<Seed?>(null);
        await Task.WhenAll(finding, listing, reading, metadataFile);
        var (record, kept, seed, metadata) = (await finding, await listing, await reading, await metadataFile);
        if (record is null && seed is null && kept.Count == 0)
        {
            return await access.NotFoundAsync(context);
        }

        var state = seeds.GetState(record ?? new SeedRecord { Name = name, Status = seed is null ? SeedStatus.Removed : SeedStatus.Queued }, seed?.ETag);
        var isDocument = !state.Record.IsFile && !DocumentMetadata.IsName(name.Value);
        var content = new DocumentContent
        {
            State = state,
            Exists = seed is not null,
            IsDocument = isDocument,
            ErrorLine = FindLine(name, seed, state.Record.Error?.Line),
            Fields = CreateFields(name, isDocument ? seed : null, metadata, typed),
            MetadataVersion = metadata?.ETag ?? SeedEditService.NoVersion,
            MetadataFile = metadata?.Name,
            Versions = kept,
            Visits = state.Record is { IsOnline: true, Slug: { } slug } ? await visits.GetAsync(slug, cancellationToken) : null,
            Notice = problem is null && context.Request.Query["done"].FirstOrDefault() is { } done && _notices.Contains(done) ? context.Text["Editor.Done." + done] : null,
            Problem = problem,
        };
        return new EditorPage
        {
            Status = status,
            Response = await renderer.RenderAsync<DocumentPage>(new Dictionary<string, object?>
            {
                [nameof(DocumentPage.Context)] = context,
                [nameof(DocumentPage.Model)] = content,
                [nameof(DocumentPage.FormatTime)] = (DateTimeOffset moment) => EditorTime.Format(moment, portal.Value, context.Text),
            }),
        };
    }

    internal static string? FindLine(SeedName name, Seed? seed, int? number)
    {
        if (number is not { } line || seed?.Content is not { } content)
        {
            return null;
        }

        var (lines, areOriginal) = DocumentSource.Read(name.Value, content);
        return !areOriginal || line < 1 || line > lines.Count ? null : lines[line - 1].Length <= MaxSourceLine ? lines[line - 1] : lines[line - 1][..MaxSourceLine];
    }

    private static List<CorrectionField> CreateFields(SeedName name, Seed? seed, Seed? metadata, Dictionary<string, string>? typed)
    {
        var document = seed?.Content is { } content && DocumentReader.Read(name.Value, content) is ReadResult.Document(var read) ? read : null;
        var corrections = (metadata?.Content is { } yaml ? MetadataEditor.TryRead(yaml) : null) ?? new Dictionary<string, string>();
        return [.. MetadataEditor.Keys.Select(key => new CorrectionField(key, typed?.GetValueOrDefault(key) ?? corrections.GetValueOrDefault(key) ?? "", GetStated(document, key)))];
    }

    private static string GetStated(ParsedDocument? document, string key) => document is null ? "" : key switch
    {
        "title" => document.Title,
        "date" => document.Published?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        "lang" => document.Lang ?? "",
        "section" => string.Join('/', document.Section.Count > 0 ? document.Section : document.Breadcrumb.Skip(1)),
        "source" => document.Source ?? "",
        "author" => document.Author ?? "",
        "tags" => string.Join(", ", document.Tags),
        "summary" => document.Summary ?? "",
        "slug" => document.Slug ?? "",
        "aliases" => string.Join(", ", document.Aliases),
        "translationOf" => document.TranslationOf ?? "",
        "publishAt" => Format(document.PublishAt),
        "unpublishAt" => Format(document.UnpublishAt),
        _ => "",
    };

    private static string Format(DocumentTime? moment) => moment is not { } stated ? "" : stated.Time.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
