using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Pages.Editor.Operations;

/// <summary>Serves the pages of operations, queues and diagnostics.</summary>
public sealed class OperationsPageService(
    OperationService operations, ExportLinkService links, ImportSourceReader sources, PortalDiagnostics diagnostics, QueueLengthReader queues, SettingsReader settings, AccessPageService access, PageRenderer renderer, IOptions<PortalOptions> portal)
{
    private const int MaxListed = 20;
    private const int MaxFindings = 500;

    public Task<EditorPage> GetAsync(EditorContext context, CancellationToken cancellationToken) => GetAsync(context, import: null, importError: null, cancellationToken);

    /// <summary>Starts an operation.</summary>
    public async Task<EditorPage> StartAsync(EditorContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<OperationKind>(form["kind"].ToString(), out var kind) || !Enum.IsDefined(kind))
        {
            return await access.NotFoundAsync(context);
        }

        if (kind == OperationKind.Export)
        {
            var export = new ExportRequest(form["versions"] == "true");
            return EditorPage.Redirect(context.Paths.Operation((await operations.StartExportAsync(export, context.SignedIn.Name, cancellationToken)).Id));
        }

        if (kind != OperationKind.Import)
        {
            return EditorPage.Redirect(context.Paths.Operation((await operations.StartAsync(kind, context.SignedIn.Name, cancellationToken)).Id));
        }

        var fields = new ImportFields(form["source"].ToString(), form["folder"].ToString(), form["address"].ToString());
        return ImportRequest.TryCreate(fields.Source, fields.Folder, fields.Address, form["dryRun"] != "false", out var request) is var (_, message)
            ? await GetAsync(context, fields, message, cancellationToken)
            : EditorPage.Redirect(context.Paths.Operation((await operations.StartImportAsync(request!, context.SignedIn.Name, cancellationToken)).Id));
    }

    public async Task<EditorPage> GetOperationAsync(EditorContext context, string id, CancellationToken cancellationToken)
    {
        if (!id.All(char.IsAsciiHexDigitLower) || await operations.FindAsync(id, cancellationToken) is not { } operation)
        {
            return await access.NotFoundAsync(context);
        }

        var code = context.Request.Query["code"].ToString() is { Length: > 0 } stated && operation.Counts.ContainsKey(stated) ? stated : null;
        var (findings, _) = await operations.ListFindingsAsync(id, code, MaxFindings, continuation: null, cancellationToken);
        return new EditorPage
        {
            Response = await renderer.RenderAsync<OperationPage>(new Dictionary<string, object?>
            {
                [nameof(OperationPage.Context)] = context,
                [nameof(OperationPage.Operation)] = operation,
                [nameof(OperationPage.Findings)] = findings,
                [nameof(OperationPage.Code)] = code,
                [nameof(OperationPage.Download)] = await links.CreateAsync(operation, cancellationToken),
            }),
        };
    }

    private async Task<EditorPage> GetAsync(EditorContext context, ImportFields? import, string? importError, CancellationToken cancellationToken)
    {
        var (listed, _) = await operations.ListAsync(MaxListed, continuation: null, cancellationToken);
        return new EditorPage
        {
            Response = await renderer.RenderAsync<OperationsPage>(new Dictionary<string, object?>
            {
                [nameof(OperationsPage.Context)] = context,
                [nameof(OperationsPage.Operations)] = listed,
                [nameof(OperationsPage.Sources)] = await sources.ListAsync(cancellationToken),
                [nameof(OperationsPage.ImportValues)] = import,
                [nameof(OperationsPage.ImportError)] = importError,
                [nameof(OperationsPage.Queues)] = await queues.ReadAsync(cancellationToken),
                [nameof(OperationsPage.Checks)] = context.Request.Query["diagnostics"] == "run" ? await diagnostics.RunAsync(cancellationToken) : [],
                [nameof(OperationsPage.Settings)] = settings.Read(),
                [nameof(OperationsPage.FormatTime)] = (DateTimeOffset moment) => EditorTime.Format(moment, portal.Value, context.Text),
            }),
        };
    }
}

/// <summary>What was entered to import.</summary>
/// <param name="Source">The blob or folder.</param>
/// <param name="Folder">The folder of the documents.</param>
/// <param name="Address">The address of the old site.</param>
public sealed record ImportFields(string Source, string Folder, string Address);
