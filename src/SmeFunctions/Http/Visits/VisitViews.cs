using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <param name="Slug">The article's.</param>
/// <param name="Visits">All visits of it, this one among them.</param>
/// <param name="Today">Those of the portal's present day.</param>
/// <param name="Counted"><c>visit</c>, or <c>machine</c> for a program that names itself: then the article's numbers do not change.</param>
internal sealed record VisitView(string Slug, long Visits, long Today, string Counted);

/// <param name="Slug">The article's.</param>
/// <param name="Visits">All visits of it.</param>
/// <param name="Base">Of them, taken over from the document.</param>
/// <param name="Days">Without gaps, oldest first, the last is the portal's present day.</param>
internal sealed record VisitHistoryView(string Slug, long Visits, long Base, IReadOnlyList<DayVisits> Days);

/// <param name="Window">today, 7d, 30d or all.</param>
/// <param name="Items">Most visited first; their visits are those of the window.</param>
internal sealed record MostReadView(string Window, IReadOnlyList<ArticleSummaryView> Items);

/// <param name="Days">Without gaps, oldest first, the last is the portal's present day.</param>
internal sealed record VisitDaysView(IReadOnlyList<SiteDayVisits> Days);

/// <summary>How numbers of visits are sent.</summary>
internal static class VisitViews
{
    /// <summary>Sends <paramref name="result"/> when the visit is stored, else 503 that says when to try again.</summary>
    public static IResult Counted(HttpRequest request, VisitResult answer, Func<IResult> result)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        if (answer.RetryAfter is not { } wait)
        {
            return result();
        }

        headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Unavailable("The visit could not be stored in time; it was most likely not counted.");
    }

    public static bool WantsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault() is { } best
        && best.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 4180. No field here needs quotes: days, numbers, and slugs, which are letters, digits and hyphens.</summary>
    public static IResult Csv(string header, IEnumerable<string> rows) =>
        TypedResults.Text(string.Concat(rows.Prepend(header).Select(row => row + "\r\n")), "text/csv; charset=utf-8");

    public static IResult Json(VisitView view) => TypedResults.Json(view, VisitViewJson.Readable.VisitView);

    public static IResult Json(VisitHistoryView view) => TypedResults.Json(view, VisitViewJson.Readable.VisitHistoryView);

    public static IResult Json(MostReadView view) => TypedResults.Json(view, VisitViewJson.Readable.MostReadView);

    public static IResult Json(VisitDaysView view) => TypedResults.Json(view, VisitViewJson.Readable.VisitDaysView);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisitView))]
[JsonSerializable(typeof(VisitHistoryView))]
[JsonSerializable(typeof(MostReadView))]
[JsonSerializable(typeof(VisitDaysView))]
internal sealed partial class VisitViewJson : JsonSerializerContext
{
    public static VisitViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
