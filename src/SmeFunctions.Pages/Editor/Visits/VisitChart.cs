using System.Globalization;
using System.Net;
using System.Text;
using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Editor.Visits;

/// <summary>Draws numbers by day as an SVG bar chart. The table beside it has the same numbers, so assistive technology skips the drawing of single bars.</summary>
internal static class VisitChart
{
    private const int Width = 960;
    private const int Height = 220;
    private const int Bottom = 24;
    private const int Left = 56;

    /// <summary>Creates the element.</summary>
    /// <param name="bars">The day and number of each bar, oldest first.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="text">Texts of the page.</param>
    public static string Create(IReadOnlyList<(DateOnly Day, long Number)> bars, string title, LocalizedText text)
    {
        var top = GetTop(bars.Count == 0 ? 0 : bars.Max(bar => bar.Number));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (var number in new[] { top, top / 2 })
        {
            var y = GetY(number, top);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{text.FormatNumber(number)}</text>");
        }

        var step = (double)(Width - Left) / Math.Max(bars.Count, 1);
        for (var i = 0; i < bars.Count; i++)
        {
            var (day, number) = bars[i];
            var y = GetY(number, top);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left + (i * step) + (step * 0.12):0.##}\" y=\"{y:0.##}\" width=\"{step * 0.76:0.##}\" height=\"{Height - Bottom - y:0.##}\"><title>{WebUtility.HtmlEncode($"{text.FormatDate(day)}: {text.FormatNumber(number)}")}</title></rect>");
        }

        foreach (var (day, x, anchor) in GetLabels(bars, step))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Height - 6}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text.FormatDate(day))}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static IEnumerable<(DateOnly Day, double X, string Anchor)> GetLabels(IReadOnlyList<(DateOnly Day, long Number)> bars, double step)
    {
        if (bars.Count > 0)
        {
            yield return (bars[0].Day, Left, "start");
        }

        if (bars.Count > 2)
        {
            yield return (bars[bars.Count / 2].Day, Left + ((bars.Count / 2) * step), "middle");
        }

        if (bars.Count > 1)
        {
            yield return (bars[^1].Day, Width, "end");
        }
    }

    private static double GetY(long number, long top) => (Height - Bottom) - ((double)number / top * (Height - Bottom - 14));

    // The next even number with one digit that is not 0, so that its half is whole.
    private static long GetTop(long most)
    {
        for (long power = 1; ; power *= 10)
        {
            foreach (var digit in new long[] { 2, 4, 6, 8, 10 })
            {
                if (digit * power >= most)
                {
                    return digit * power;
                }
            }
        }
    }
}
