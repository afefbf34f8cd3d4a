using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>Serves the list of documents.</summary>
public sealed class DocumentListService(
    SeedCatalog catalog, SeedEditService edits, VisitCountReader visits, PageRenderer renderer, IOptions<PortalOptions> portal)
{
    /// <summary>Documents that are changed at once.</summary>
    private const int MaxParallel = 8;

    private static readonly string[] _selections = [DocumentListQuery.Attention, "", "published", "scheduled", "draft", "rejected", "failed", "expired", "removed", DocumentListQuery.Files];

    private static readonly Dictionary<string, string> _draft = new() { ["draft"] = "true" };
    private static readonly Dictionary<string, string> _noDraft = new() { ["draft"] = "false" };

    /// <summary>Gets a page of the list.</summary>
    public async Task<EditorPage> GetAsync(EditorContext context, CancellationToken cancellationToken)
    {
        var query = DocumentListQuery.Read(context.Request.Query);
        var all = await catalog.GetAsync(cancellationToken);
        var wanted = all.Where(query.IsWanted).ToList();
        var shown = wanted.Where(item => DocumentListQuery.IsIn(query.Show, item)).ToList();
        var numbers = query.Order == "visits" ? await ReadVisitsAsync(shown, cancellationToken) : null;
        var items = Sort(shown, query.Order, numbers).Skip((query.Page - 1) * DocumentListQuery.PageSize).Take(DocumentListQuery.PageSize).ToList();
        var content = new DocumentListContent
        {
            Query = query,
            Selections =
            [
                .. _selections
                    .Select(show => (show, (query with { Show = show, Page = 1 }).CreatePath(context.Paths), wanted.Count(item => DocumentListQuery.IsIn(show, item))))
                    .Where(selection => selection.Item3 > 0 || selection.show == query.Show || selection.show.Length == 0),
            ],
            Languages = portal.Value.Languages,
            Sections = [.. all.Where(item => query.Lang.Length == 0 || item.Lang == query.Lang).Select(item => item.Section).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Items = items,
            Visits = numbers ?? await ReadVisitsAsync(items, cancellationToken),
            Total = shown.Count,
            Previous = query.Page > 1 ? (query with { Page = query.Page - 1 }).CreatePath(context.Paths) : null,
            Next = query.Page * DocumentListQuery.PageSize < shown.Count ? (query with { Page = query.Page + 1 }).CreatePath(context.Paths) : null,
            Notice = ReadNotice(context),
        };
        return new EditorPage
        {
            Response = await renderer.RenderAsync<DocumentListPage>(new Dictionary<string, object?>
            {
                [nameof(DocumentListPage.Context)] = context,
                [nameof(DocumentListPage.Model)] = content,
                [nameof(DocumentListPage.FormatTime)] = (DateTimeOffset moment) => EditorTime.Format(moment, portal.Value, context.Text),
            }),
        };
    }

    /// <summary>Changes several documents at once.</summary>
    public async Task<EditorPage> ChangeAsync(EditorContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        var names = form["name"].Select(text => text is not null && SeedName.TryParse(text, out var name, out _) ? name : null).OfType<SeedName>().Distinct().ToList();
        Func<SeedName, CancellationToken, Task<EditResult>>? change = form["action"].ToString() switch
        {
            "delete" => (name, token) => edits.DeleteAsync(name, context.SignedIn, token),
            "withdraw" => (name, token) => edits.SaveMetadataAsync(name, _draft, expected: null, context.SignedIn, token),
            "publish" => (name, token) => edits.SaveMetadataAsync(name, _noDraft, expected: null, context.SignedIn, token),
            "retry" => async (name, token) =>
            {
                await edits.RetryAsync(name, token);
                return new EditResult.Saved(State: null);
            }
            ,
            _ => null,
        };
        var changed = 0;
        if (change is not null)
        {
            await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken }, async (name, token) =>
            {
                if (await change(name, token) is EditResult.Saved)
                {
                    Interlocked.Increment(ref changed);
                }
            });
        }

        var path = DocumentListQuery.Read(context.Request.Query).CreatePath(context.Paths);
        return EditorPage.Redirect(string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}changed={changed}&of={names.Count}"));
    }

    private static string? ReadNotice(EditorContext context) =>
        int.TryParse(context.Request.Query["changed"], NumberStyles.None, CultureInfo.InvariantCulture, out var changed) && int.TryParse(context.Request.Query["of"], NumberStyles.None, CultureInfo.InvariantCulture, out var all)
            ? all == 0 ? context.Text["Editor.List.NoneSelected"] : context.Text.Format("Editor.List.Changed", context.Text.FormatNumber(changed), context.Text.FormatNumber(all))
            : null;

    private async Task<IReadOnlyDictionary<string, long>> ReadVisitsAsync(List<SeedListItem> items, CancellationToken cancellationToken) =>
        await visits.GetManyAsync(items.Where(item => item.IsOnline).Select(item => item.Slug).OfType<string>(), cancellationToken);

    private static IEnumerable<SeedListItem> Sort(List<SeedListItem> items, string order, IReadOnlyDictionary<string, long>? visits) => order switch
    {
        "date" => items.OrderByDescending(item => item.Published).ThenBy(item => item.Name.Value, StringComparer.Ordinal),
        "name" => items.OrderBy(item => item.Name.Value, StringComparer.Ordinal),
        "title" => items.OrderBy(item => item.Title ?? item.Name.FileName, StringComparer.CurrentCulture),
        "visits" => items.OrderByDescending(item => item.Slug is { } slug ? visits!.GetValueOrDefault(slug) : -1).ThenBy(item => item.Name.Value, StringComparer.Ordinal),
        _ => items.OrderBy(item => item.Attention).ThenByDescending(item => item.Updated),
    };
}
