using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Pdf;

/// <summary>Removes running headers, running footers and page numbers: lines at the edge of a page that repeat on other pages.</summary>
internal static partial class PdfFurniture
{
    /// <summary>Lines at the top or bottom of a page that may be furniture.</summary>
    private const int MaxEdgeLines = 4;

    /// <summary>The part of the height of a page that is its edge.</summary>
    private const double EdgeShare = 0.15;

    private const int MaxReported = 20;

    /// <param name="pages">The lines of each page, from the top.</param>
    /// <param name="heights">The height of each page, in points.</param>
    /// <returns>The pages without the removed lines, and the removed lines; each text once.</returns>
    public static (List<List<PdfLine>> Pages, List<RemovedLine> Removed) Remove(List<List<PdfLine>> pages, IReadOnlyList<double> heights)
    {
        var counts = pages
            .SelectMany(page => page.Take(MaxEdgeLines).Concat(page.Skip(Math.Max(MaxEdgeLines, page.Count - MaxEdgeLines))).SelectMany(GetKeys).Distinct())
            .CountBy(key => key)
            .ToDictionary();
        var needed = Math.Max(2, pages.Count(page => page.Count > 0) / 4);
        var removed = new List<RemovedLine>();
        var rest = pages.Zip(heights, (page, height) =>
        {
            var pitch = GetPitch(page);
            var top = CountEdge(page, pitch, line => line.Baseline > (1 - EdgeShare) * height);
            var bottom = CountEdge([.. page.Skip(top).Reverse()], pitch, line => line.Baseline < EdgeShare * height);
            foreach (var line in page.Take(top).Concat(page.TakeLast(bottom)))
            {
                removed.Add(new RemovedLine(Line: null, line.Text, PageNumber().IsMatch(line.Text) ? "a page number" : "repeated at the edge of pages"));
            }

            return page.GetRange(top, page.Count - top - bottom);
        }).ToList();
        return (rest, [.. removed.DistinctBy(line => Digits().Replace(line.Text, "#")).Take(MaxReported)]);

        // The number of lines from the edge that repeat, as far as a gap or another font size separates them from the text.
        int CountEdge(List<PdfLine> fromEdge, double pitch, Func<PdfLine, bool> isAtEdge)
        {
            var count = 0;
            while (count < Math.Min(MaxEdgeLines, fromEdge.Count) && isAtEdge(fromEdge[count]) && (GetKeys(fromEdge[count]).Any(key => counts.GetValueOrDefault(key) >= needed) || PageNumber().IsMatch(fromEdge[count].Text)))
            {
                count++;
            }

            while (count > 0 && count < fromEdge.Count && !PageNumber().IsMatch(fromEdge[count - 1].Text)
                && Math.Abs(fromEdge[count].Baseline - fromEdge[count - 1].Baseline) < 1.2 * pitch && Math.Abs(fromEdge[count].Size - fromEdge[count - 1].Size) < 0.8)
            {
                count--;
            }

            return count;
        }
    }

    private static double GetPitch(List<PdfLine> page)
    {
        var gaps = page.Zip(page.Skip(1), (one, next) => one.Baseline - next.Baseline).Where(gap => gap > 1).Order().ToList();
        return gaps.Count == 0 ? 0 : gaps[gaps.Count / 2];
    }

    // The same text at the same height, or one whose first or last number counts the pages. A headline on the first page is larger than the running
    // header that repeats it.
    private static IEnumerable<string> GetKeys(PdfLine line)
    {
        var place = FormattableString.Invariant($"{Math.Round(line.Baseline / 4)}|{line.Size:0}|");
        yield return place + line.Text;
        if (Digits().Matches(line.Text) is { Count: > 0 } numbers)
        {
            yield return place + Count(numbers[0]);
            yield return place + Count(numbers[^1]);
        }

        string Count(Match number) => int.TryParse(number.Value, CultureInfo.InvariantCulture, out var value)
            ? FormattableString.Invariant($"{line.Text[..number.Index]}#{value - line.Page}#{line.Text[(number.Index + number.Length)..]}")
            : line.Text;
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:[-–—\s·]*\d{1,4}[-–—\s·]*|(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:/|of)\s*\d{1,4}|第\s*\d{1,4}\s*[页頁](?:[\s,，、/]*共\s*\d{1,4}\s*[页頁])?|[ivxlc]{1,6})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PageNumber();
}
