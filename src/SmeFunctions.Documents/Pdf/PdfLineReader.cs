using System.Text;
using UglyToad.PdfPig.Content;

namespace SmeFunctions.Documents.Pdf;

/// <summary>Builds the lines of a page from its letters. A PDF contains letters with positions; spaces are often missing.</summary>
internal static class PdfLineReader
{
    /// <summary>A gap of this part of the font size is a space.</summary>
    private const double SpaceGap = 0.12;

    /// <summary>A smaller gap is no space, even if the document has a space there.</summary>
    private const double MinSpaceGap = 0.04;

    /// <summary>A gap of this many font sizes may be one between columns; the layout joins the parts of a line that are not in columns.</summary>
    private const double ColumnGap = 0.8;

    /// <summary>Letters within this part of the font size are on one baseline; superscripts are higher.</summary>
    private const double BaselineTolerance = 0.45;

    /// <param name="letters">The letters of the page.</param>
    /// <param name="rules">The rules on the page; text does not continue across a vertical one.</param>
    /// <param name="page">The page, from 0.</param>
    /// <returns>The lines, from the top; those of one height from the left.</returns>
    public static List<PdfLine> Read(IEnumerable<Letter> letters, PdfRules rules, int page)
    {
        // Watermarks and stamps are often rotated.
        var upright = letters
            .Where(letter => letter.TextOrientation == TextOrientation.Horizontal && letter.Value.Length > 0 && double.IsFinite(letter.StartBaseLine.X) && double.IsFinite(letter.StartBaseLine.Y))
            .OrderByDescending(letter => letter.StartBaseLine.Y)
            .ToList();
        var lines = new List<PdfLine>();
        for (var start = 0; start < upright.Count;)
        {
            var end = start + 1;
            var size = GetSize(upright[start]);
            while (end < upright.Count && upright[end - 1].StartBaseLine.Y - upright[end].StartBaseLine.Y < BaselineTolerance * Math.Max(size, GetSize(upright[end]))
                && upright[start].StartBaseLine.Y - upright[end].StartBaseLine.Y < 0.7 * Math.Max(size, GetSize(upright[end])))
            {
                size = Math.Max(size, GetSize(upright[end]));
                end++;
            }

            lines.AddRange(Split([.. upright.GetRange(start, end - start).OrderBy(letter => letter.StartBaseLine.X)], rules, page));
            start = end;
        }

        return lines;
    }

    private static IEnumerable<PdfLine> Split(List<Letter> letters, PdfRules rules, int page)
    {
        var run = new List<Letter>();
        Letter? last = null;
        var isAfterRule = false;
        foreach (var letter in letters)
        {
            if (string.IsNullOrWhiteSpace(letter.Value))
            {
                run.Add(letter);
                continue;
            }

            if (last is not null && IsSameAgain(last, letter))
            {
                continue;
            }

            // Measured between visible letters: some programs write one wide space for a gap.
            if (last is not null)
            {
                var (end, start) = (last.EndBaseLine.X, letter.StartBaseLine.X);
                var isRule = start - end > 1 && rules.IsBetween(end, start, letter.StartBaseLine.Y);
                if ((isRule || start - end > ColumnGap * Math.Max(GetSize(last), GetSize(letter))) && Create(run, rules, page) is { } line)
                {
                    yield return line with { IsAfterRule = isAfterRule };
                    run.Clear();
                    isAfterRule = isRule;
                }
            }

            run.Add(letter);
            last = letter;
        }

        if (Create(run, rules, page) is { } rest)
        {
            yield return rest with { IsAfterRule = isAfterRule };
        }
    }

    // Bold is sometimes drawn as the same letter twice, a little apart.
    private static bool IsSameAgain(Letter last, Letter letter) =>
        last.Value == letter.Value && Math.Abs(last.StartBaseLine.X - letter.StartBaseLine.X) < 0.1 * GetSize(letter);

    private static PdfLine? Create(List<Letter> letters, PdfRules rules, int page)
    {
        var text = new StringBuilder();
        Letter? last = null;
        var isSpace = false;
        foreach (var letter in letters)
        {
            if (string.IsNullOrWhiteSpace(letter.Value))
            {
                isSpace = true;
                continue;
            }

            // Some programs write a space without room where a hyphen could be.
            if (last is not null && letter.StartBaseLine.X - last.EndBaseLine.X is var gap
                && (isSpace ? gap > MinSpaceGap * GetSize(letter) : gap > SpaceGap * GetSize(letter) && NeedsSpace(last.Value[^1], letter.Value[0])))
            {
                text.Append(' ');
            }

            text.Append(letter.Value);
            (last, isSpace) = (letter, false);
        }

        var visible = letters.Where(letter => !string.IsNullOrWhiteSpace(letter.Value)).ToList();
        if (visible.Count == 0)
        {
            return null;
        }

        var cleaned = PdfText.Clean(text.ToString());
        if (cleaned.Length == 0)
        {
            return null;
        }

        var usual = visible.GroupBy(GetSize).MaxBy(same => same.Count())!;
        var (left, right, baseline) = (visible.Min(letter => letter.StartBaseLine.X), visible.Max(letter => letter.EndBaseLine.X), usual.First().StartBaseLine.Y);
        return new PdfLine(page, cleaned, left, right, baseline, usual.Key, visible.Count(IsBold) * 2 > visible.Count)
        {
            IsInBox = rules.IsInBox(left, right, baseline),
            RuledRow = rules.CountAbove((left + right) / 2, baseline),
        };
    }

    // Between Chinese characters a gap is no space: lines are stretched to the margin.
    private static bool NeedsSpace(char before, char after) => !PdfText.IsWide(before) && !PdfText.IsWide(after);

    private static double GetSize(Letter letter) => Math.Round(letter.PointSize is > 0 and < 500 ? letter.PointSize : Math.Max(letter.BoundingBox.Height, 1), 1);

    private static bool IsBold(Letter letter) =>
        letter.FontDetails.IsBold || (letter.FontName is { } name && (name.Contains("Bold", StringComparison.OrdinalIgnoreCase) || name.Contains("Black", StringComparison.OrdinalIgnoreCase)
            || name.Contains("SimHei", StringComparison.OrdinalIgnoreCase) || name.Contains("黑体", StringComparison.Ordinal)));
}
