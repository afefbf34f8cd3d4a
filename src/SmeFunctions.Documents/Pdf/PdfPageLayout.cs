namespace SmeFunctions.Documents.Pdf;

/// <summary>
/// Finds the reading order of a page. A region is cut between its columns where no line crosses the gap; otherwise it is cut at its widest horizontal gap.
/// Lines of one height that are not in columns are the cells of a row.
/// </summary>
internal static class PdfPageLayout
{
    /// <summary>More lines are read from the top to the bottom; no page of text has so many.</summary>
    private const int MaxLines = 1_500;

    private const int MinColumnLines = 3;

    /// <summary>A gap of this many font sizes separates cells; a smaller one is a space of a stretched line.</summary>
    private const double CellGap = 1.6;

    /// <summary>The part of a column that its lines fill on average; cells of a table fill less.</summary>
    private const double MinColumnFill = 0.5;

    /// <param name="lines">The lines of a page, from the top.</param>
    /// <param name="firstColumn">The number of its first column.</param>
    public static List<PdfLine> Order(List<PdfLine> lines, int firstColumn)
    {
        var ordered = new List<PdfLine>();
        var column = firstColumn;
        if (lines.Count > 0)
        {
            Order(lines, ordered, GetExtent(lines), ref column, isColumn: false);
        }

        return ordered;
    }

    private static void Order(List<PdfLine> lines, List<PdfLine> ordered, (double Left, double Right) extent, ref int column, bool isColumn)
    {
        if (lines.Count > MaxLines || !HasNeighbors(lines))
        {
            AddRows(lines, ordered, extent, isColumn ? column : null);
            return;
        }

        if (FindGutter(lines) is { } gutter)
        {
            foreach (var side in new[] { lines.Where(line => line.Right <= gutter), lines.Where(line => line.Right > gutter) })
            {
                column++;
                var inColumn = side.ToList();
                Order(inColumn, ordered, GetExtent(inColumn), ref column, isColumn: true);
            }

            column++;
            return;
        }

        var cut = FindWidestGap(lines);
        if (cut == 0)
        {
            AddRows(lines, ordered, extent, isColumn ? column : null);
            return;
        }

        Order(lines[..cut], ordered, extent, ref column, isColumn);
        Order(lines[cut..], ordered, extent, ref column, isColumn);
    }

    private static (double Left, double Right) GetExtent(List<PdfLine> lines) => (lines.Min(line => line.Left), lines.Max(line => line.Right));

    private static bool HasNeighbors(List<PdfLine> lines)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            if (IsSameRow(lines[i - 1], lines[i]))
            {
                return true;
            }
        }

        // Columns with different line heights have no common rows.
        return lines.Count >= 2 * MinColumnLines && FindGutter(lines) is not null;
    }

    // The position of a vertical gap that no line crosses, between two columns of text.
    private static double? FindGutter(List<PdfLine> lines)
    {
        if (lines.Count < 2 * MinColumnLines)
        {
            return null;
        }

        var byLeft = lines.OrderBy(line => line.Left).ToList();
        var size = lines.Average(line => line.Size);
        double? best = null;
        var width = 0.8 * size;
        var right = byLeft[0].Right;
        for (var i = 1; i < byLeft.Count; i++)
        {
            if (byLeft[i].Left - right > width && i >= MinColumnLines && byLeft.Count - i >= MinColumnLines && AreColumns(byLeft[..i], byLeft[i..]))
            {
                (best, width) = (right, byLeft[i].Left - right);
            }

            right = Math.Max(right, byLeft[i].Right);
        }

        return best;
    }

    private static bool AreColumns(List<PdfLine> left, List<PdfLine> right)
    {
        var (top, bottom) = (Math.Min(left.Max(line => line.Baseline), right.Max(line => line.Baseline)), Math.Max(left.Min(line => line.Baseline), right.Min(line => line.Baseline)));
        var height = Math.Min(GetHeight(left), GetHeight(right));
        return top - bottom >= 0.5 * height && IsFilled(left) && IsFilled(right) && !left.Exists(line => line.IsInBox) && !right.Exists(line => line.IsInBox);

        static double GetHeight(List<PdfLine> lines) => lines.Max(line => line.Baseline) - lines.Min(line => line.Baseline);

        static bool IsFilled(List<PdfLine> lines)
        {
            var width = lines.Max(line => line.Right) - lines.Min(line => line.Left);
            var rows = lines.GroupBy(line => Math.Round(line.Baseline)).Select(row => row.Max(line => line.Right) - row.Min(line => line.Left));
            return width > 8 * lines.Average(line => line.Size) && rows.Average() >= MinColumnFill * width;
        }
    }

    private static int FindWidestGap(List<PdfLine> lines)
    {
        var (cut, widest) = (0, 0.0);
        for (var i = 1; i < lines.Count; i++)
        {
            var gap = lines[i - 1].Baseline - lines[i].Baseline;
            if (gap > widest && !IsSameRow(lines[i - 1], lines[i]))
            {
                (cut, widest) = (i, gap);
            }
        }

        return cut;
    }

    private static void AddRows(List<PdfLine> lines, List<PdfLine> ordered, (double Left, double Right) extent, int? column)
    {
        for (var start = 0; start < lines.Count;)
        {
            var end = start + 1;
            while (end < lines.Count && IsSameRow(lines[start], lines[end]))
            {
                end++;
            }

            var cells = JoinParts(lines.GetRange(start, end - start).OrderBy(line => line.Left));
            var row = cells.Count == 1 ? cells[0]
                : IsStretched(cells, extent) ? cells[0] with { Text = string.Join(' ', cells.Select(cell => cell.Text)), Right = cells[^1].Right }
                : cells[0] with { Text = string.Join("  ", cells.Select(cell => cell.Text)), Right = cells[^1].Right, Cells = cells };

            // Outside of columns, the margins are those of the whole document.
            ordered.Add(column is { } number ? row with { ColumnLeft = extent.Left, ColumnRight = extent.Right, Column = number } : row);
            start = end;
        }
    }

    private static List<PdfLine> JoinParts(IEnumerable<PdfLine> parts)
    {
        var cells = new List<PdfLine>();
        foreach (var part in parts)
        {
            if (cells is [.., var last] && !part.IsAfterRule && part.Left - last.Right < CellGap * Math.Max(last.Size, part.Size))
            {
                var isWide = PdfText.IsWide(last.Text[^1]) && PdfText.IsWide(part.Text[0]);
                cells[^1] = last with { Text = last.Text + (isWide ? "" : " ") + part.Text, Right = part.Right };
            }
            else
            {
                cells.Add(part);
            }
        }

        return cells;
    }

    // A line of few words that is stretched to both margins has equal gaps.
    private static bool IsStretched(List<PdfLine> cells, (double Left, double Right) extent)
    {
        var gaps = cells.Zip(cells.Skip(1), (one, next) => next.Left - one.Right).ToList();
        return !cells[0].IsInBox && Math.Abs(cells[^1].Right - extent.Right) < 1.5 && cells[0].Left - extent.Left < 3 * cells[0].Size && gaps.Max() < 1.5 * gaps.Min() && cells.TrueForAll(cell => !cell.Text.Contains(' ', StringComparison.Ordinal));
    }

    private static bool IsSameRow(PdfLine one, PdfLine other) => Math.Abs(one.Baseline - other.Baseline) < 0.4 * Math.Min(one.Size, other.Size) + 0.5;
}
