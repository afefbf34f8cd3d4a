using UglyToad.PdfPig.Content;

namespace SmeFunctions.Documents.Pdf;

/// <summary>The straight lines that are drawn on a page; they separate the cells of tables.</summary>
internal sealed class PdfRules
{
    /// <summary>Points; thicker shapes are boxes.</summary>
    private const double MaxThickness = 2.5;

    private const double MinLength = 8;

    /// <summary>A page with more of them is a drawing.</summary>
    private const int MaxRules = 3_000;

    private readonly List<(double X, double Bottom, double Top)> _vertical = [];
    private readonly List<(double Y, double Left, double Right)> _horizontal = [];

    public static PdfRules Read(Page page)
    {
        var rules = new PdfRules();
        if (page.Paths.Count > MaxRules)
        {
            return rules;
        }

        foreach (var path in page.Paths)
        {
            if (path.IsClipping || (!path.IsFilled && !path.IsStroked) || path.GetBoundingRectangle() is not { } box)
            {
                continue;
            }

            if (box.Width <= MaxThickness && box.Height >= MinLength)
            {
                rules._vertical.Add((box.Centroid.X, box.Bottom, box.Top));
            }
            else if (box.Height <= MaxThickness && box.Width >= MinLength)
            {
                rules._horizontal.Add((box.Centroid.Y, box.Left, box.Right));
            }
            else if (path.IsStroked && box.Height >= MinLength && box.Width >= MinLength && box.Height < page.Height / 2)
            {
                rules._vertical.AddRange([(box.Left, box.Bottom, box.Top), (box.Right, box.Bottom, box.Top)]);
                rules._horizontal.AddRange([(box.Bottom, box.Left, box.Right), (box.Top, box.Left, box.Right)]);
            }
        }

        return rules;
    }

    /// <summary>Whether a vertical rule lies between two positions on a baseline.</summary>
    public bool IsBetween(double left, double right, double baseline) =>
        _vertical.Exists(rule => rule.X > left - 1 && rule.X < right + 1 && rule.Bottom <= baseline + 1 && rule.Top >= baseline + 1);

    /// <summary>The number of different heights of horizontal rules above a baseline, at a position; 0 when the position is not in a ruled table.</summary>
    public int CountAbove(double x, double baseline)
    {
        var at = _horizontal.Where(rule => rule.Left <= x + 1 && rule.Right >= x - 1).ToList();
        return at.Exists(rule => rule.Y < baseline) ? at.Where(rule => rule.Y > baseline).Select(rule => Math.Round(rule.Y / 3)).Distinct().Count() : 0;
    }

    /// <summary>Whether a line is in a box: vertical rules are to its left and to its right.</summary>
    public bool IsInBox(double left, double right, double baseline) =>
        _vertical.Count > 1 && IsBetween(double.NegativeInfinity, left, baseline) && IsBetween(right, double.PositiveInfinity, baseline);
}
