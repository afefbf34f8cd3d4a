using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>A line of a document's source.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line.</param>
internal sealed record SourceLine(int Number, string Text);

/// <summary>A line of a comparison.</summary>
/// <param name="Kind"><c>+</c> for added, <c>-</c> for removed, <c>…</c> for lines that are left out, a space for equal.</param>
/// <param name="Text">The line.</param>
internal sealed record DifferenceLine(char Kind, string Text);

/// <summary>Compares two texts by lines.</summary>
internal static class LineDifference
{
    /// <summary>Equal lines before and after a change.</summary>
    private const int Around = 3;

    public static IReadOnlyList<DifferenceLine> Create(IReadOnlyList<string> before, IReadOnlyList<string> after) => Shorten(
    [
        .. InlineDiffBuilder.Diff(string.Join('\n', before), string.Join('\n', after), ignoreWhiteSpace: false).Lines.Select(line => new DifferenceLine(
            line.Type switch
            {
                ChangeType.Inserted => '+',
                ChangeType.Deleted => '-',
                _ => ' ',
            },
            line.Text)),
    ]);

    private static List<DifferenceLine> Shorten(List<DifferenceLine> all)
    {
        var lines = new List<DifferenceLine>();
        for (var i = 0; i < all.Count; i++)
        {
            var from = Math.Max(0, i - Around);
            if (all.GetRange(from, Math.Min(all.Count, i + Around + 1) - from).Exists(line => line.Kind != ' '))
            {
                lines.Add(all[i]);
            }
            else if (lines.Count == 0 || lines[^1].Kind != '…')
            {
                lines.Add(new DifferenceLine('…', ""));
            }
        }

        return lines;
    }
}
