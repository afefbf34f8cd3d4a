using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Editor.Visits;

/// <summary>The content of the page of visits.</summary>
public sealed record VisitsContent
{
    /// <summary>Oldest first, ending today.</summary>
    public required IReadOnlyList<SiteDayVisits> Days { get; init; }

    /// <summary>Different visitors by day, about; <see langword="null"/> when they are not estimated.</summary>
    public IReadOnlyDictionary<DateOnly, long>? Visitors { get; init; }

    /// <summary>An SVG element.</summary>
    public required string Chart { get; init; }

    public required IReadOnlyList<(ArticleSummary Article, long Visits)> Top { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public required IReadOnlyList<string> Sections { get; init; }

    public required string Lang { get; init; }

    public required string Section { get; init; }
}

/// <summary>Serves the visits of the site, as a page and as CSV.</summary>
public sealed class VisitsPageService(VisitService visits, VisitorCounter visitors, SectionNavigation navigation, PageRenderer renderer, IOptions<PortalOptions> portal)
{
    private const int Month = 30;
    private const int Year = 365;
    private const int MaxTop = 25;

    public async Task<EditorPage> GetAsync(EditorContext context, CancellationToken cancellationToken)
    {
        var days = await ReadDaysAsync(context, cancellationToken);
        var lang = context.Request.Query["lang"].ToString();
        var section = context.Request.Query["section"].ToString();
        var top = await visits.ListTopAsync(
            days.Count == Month ? VisitWindow.ThirtyDays : VisitWindow.All, portal.Value.Languages.Contains(lang) ? lang : null, section.Length > 0 ? section : null, MaxTop, cancellationToken);
        var sections = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var shown in portal.Value.Languages.Where(other => lang.Length == 0 || other == lang))
        {
            sections.UnionWith((await navigation.GetAsync(shown, cancellationToken)).All.Select(counted => counted.Slug));
        }

        return new EditorPage
        {
            Response = await renderer.RenderAsync<VisitsPage>(new Dictionary<string, object?>
            {
                [nameof(VisitsPage.Context)] = context,
                [nameof(VisitsPage.Content)] = new VisitsContent
                {
                    Days = days,
                    Visitors = visitors.IsEnabled ? await visitors.ReadAsync(days.Count, cancellationToken) : null,
                    Chart = VisitChart.Create(Group(days), context.Text["Editor.Visits.ByDay"], context.Text),
                    Top = top,
                    Languages = portal.Value.Languages,
                    Sections = [.. sections],
                    Lang = lang,
                    Section = section,
                },
            }),
        };
    }

    /// <summary>Gets the visits by day as CSV (RFC 4180).</summary>
    public async Task<EditorPage> GetCsvAsync(EditorContext context, CancellationToken cancellationToken)
    {
        var days = await ReadDaysAsync(context, cancellationToken);
        var estimates = visitors.IsEnabled ? await visitors.ReadAsync(days.Count, cancellationToken) : null;
        var csv = new StringBuilder(estimates is null ? "date,visits,bots\r\n" : "date,visits,bots,visitors\r\n");
        foreach (var day in days)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{day.Date:yyyy-MM-dd},{day.Visits},{day.Bots}{(estimates is null ? "" : string.Create(CultureInfo.InvariantCulture, $",{estimates.GetValueOrDefault(day.Date)}"))}\r\n");
        }

        var bytes = Encoding.UTF8.GetBytes(csv.ToString());
        return new EditorPage
        {
            DownloadName = string.Create(CultureInfo.InvariantCulture, $"visits-{days[0].Date:yyyyMMdd}-{days[^1].Date:yyyyMMdd}.csv"),
            Response = new CachedResponse(bytes, "text/csv; charset=utf-8", $"W/\"{ContentVersion.Compute(bytes)}\"", lastModified: null),
        };
    }

    private Task<IReadOnlyList<SiteDayVisits>> ReadDaysAsync(EditorContext context, CancellationToken cancellationToken) =>
        visits.ListDaysAsync(context.Request.Query["days"] == "365" ? Year : Month, cancellationToken);

    // A year has one bar for each week.
    private static List<(DateOnly Day, long Number)> Group(IReadOnlyList<SiteDayVisits> days) =>
        days.Count <= Month ? [.. days.Select(day => (day.Date, day.Visits))] : [.. days.Chunk(7).Select(week => (week[0].Date, week.Sum(day => day.Visits)))];
}
