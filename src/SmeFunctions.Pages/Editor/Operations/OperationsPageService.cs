using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Pages.Editor.Operations;

/// <summary>Serves the pages of operations, queues and diagnostics.</summary>
public sealed class OperationsPageService(
    OperationService operations, PortalDiagnostics diagnostics, QueueLengthReader queues, SettingsReader settings, AccessPageService access, PageRenderer renderer, IOptions<PortalOptions> portal)
{
    private const int MaxListed = 20;
    private const int MaxFindings = 500;

    public async Task<EditorPage> GetAsync(EditorContext context, CancellationToken cancellationToken)
    {
        var (listed, _) = await operations.ListAsync(MaxListed, continuation: null, cancellationToken);
        return new EditorPage
        {
            Response = await renderer.RenderAsync<OperationsPage>(new Dictionary<string, object?>
            {
                [nameof(OperationsPage.Context)] = context,
                [nameof(OperationsPage.Operations)] = listed,
                [nameof(OperationsPage.Queues)] = await queues.ReadAsync(cancellationToken),
                [nameof(OperationsPage.Checks)] = context.Request.Query["diagnostics"] == "run" ? await diagnostics.RunAsync(cancellationToken) : [],
                [nameof(OperationsPage.Settings)] = settings.Read(),
                [nameof(OperationsPage.FormatTime)] = (DateTimeOffset moment) => EditorTime.Format(moment, portal.Value, context.Text),
            }),
        };
    }

    /// <summary>Starts an operation.</summary>
    public async Task<EditorPage> StartAsync(EditorContext context, IFormCollection form, CancellationToken cancellationToken) =>
        Enum.TryParse<OperationKind>(form["kind"].ToString(), out var kind) && Enum.IsDefined(kind)
            ? EditorPage.Redirect(context.Paths.Operation((await operations.StartAsync(kind, context.SignedIn.Name, cancellationToken)).Id))
            : await access.NotFoundAsync(context);

    public async Task<EditorPage> GetOperationAsync(EditorContext context, string id, CancellationToken cancellationToken)
    {
        if (!id.All(char.IsAsciiHexDigitLower) || await operations.FindAsync(id, cancellationToken) is not { } operation)
        {
            return await access.NotFoundAsync(context);
        }

        var (findings, _) = await operations.ListFindingsAsync(id, MaxFindings, continuation: null, cancellationToken);
        return new EditorPage
        {
            Response = await renderer.RenderAsync<OperationPage>(new Dictionary<string, object?>
            {
                [nameof(OperationPage.Context)] = context,
                [nameof(OperationPage.Operation)] = operation,
                [nameof(OperationPage.Findings)] = findings,
            }),
        };
    }
}
