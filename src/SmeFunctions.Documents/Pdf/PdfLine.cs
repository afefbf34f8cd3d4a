namespace SmeFunctions.Documents.Pdf;

/// <summary>Text on one baseline, without a wide gap. Lengths are in points; the origin is the lower left corner of the page.</summary>
/// <param name="Page">The page, from 0.</param>
/// <param name="Text">The text, with single spaces.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Baseline">Height of the baseline.</param>
/// <param name="Size">The font size of most of its letters.</param>
/// <param name="IsBold">Whether most of its letters are bold.</param>
internal sealed record PdfLine(int Page, string Text, double Left, double Right, double Baseline, double Size, bool IsBold)
{
    public double Width => Right - Left;

    /// <summary>The cells of a table row; empty for ordinary text.</summary>
    public IReadOnlyList<PdfLine> Cells { get; init; } = [];

    /// <summary>Whether a vertical rule separates it from the line to its left.</summary>
    public bool IsAfterRule { get; init; }

    /// <summary>Whether it is in a box of a ruled table.</summary>
    public bool IsInBox { get; init; }

    /// <summary>The row of a ruled table that it is in: the number of rules above it; 0 without rules.</summary>
    public int RuledRow { get; init; }

    /// <summary>The left edge of the column of text that the line belongs to.</summary>
    public double ColumnLeft { get; init; }

    /// <summary>The right edge of that column.</summary>
    public double ColumnRight { get; init; }

    /// <summary>The column, from 0, in reading order of the whole document.</summary>
    public int Column { get; init; }
}
