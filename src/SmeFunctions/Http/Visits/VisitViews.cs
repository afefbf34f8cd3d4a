using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <param name="Slug">The article's slug.</param>
/// <param name="Visits">All visits, including this one.</param>
/// <param name="Today">Visits of the portal's current day.</param>
/// <param name="Counted"><c>visit</c>, or <c>machine</c> for a program that identifies itself: it does not change the article's counts.</param>
internal sealed record VisitView(string Slug, long Visits, long Today, string Counted);

/// <param name="Slug">The article's slug.</param>
/// <param name="Visits">All visits.</param>
/// <param name="Base">The imported count, included in the visits.</param>
/// <param name="Days">Without gaps, oldest first, ending with the portal's current day.</param>
internal sealed record VisitHistoryView(string Slug, long Visits, long Base, IReadOnlyList<DayVisits> Days);

/// <param name="Window">today, 7d, 30d or all.</param>
/// <param name="Items">Most visited first, with the visits of the window.</param>
internal sealed record MostReadView(string Window, IReadOnlyList<ArticleSummaryView> Items);

/// <param name="Days">Without gaps, oldest first, ending with the portal's current day.</param>
internal sealed record VisitDaysView(IReadOnlyList<SiteDayVisits> Days);

/// <summary>The JSON form of visits.</summary>
internal static class VisitViews
{
    /// <summary>Sends <paramref name="result"/> if the visit is stored, otherwise 503 with Retry-After.</summary>
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

    /// <summary>CSV (RFC 4180). No field needs quotes: days, numbers, and slugs of letters, digits and hyphens.</summary>
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
