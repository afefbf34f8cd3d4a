using System.Text;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.Pdf;

/// <summary>Builds a table from rows of cells. Cells that overlap from row to row are a column.</summary>
internal static class PdfTable
{
    private const int MaxColumns = 30;

    /// <returns>The table; <see langword="null"/> when the cells are not in columns.</returns>
    public static TableBlock? TryCreate(List<PdfLine> rows)
    {
        var columns = new List<(double Left, double Right)>();
        foreach (var cell in rows.SelectMany(GetCells).OrderBy(cell => cell.Left))
        {
            if (columns is [.., var last] && cell.Left < last.Right)
            {
                columns[^1] = (last.Left, Math.Max(last.Right, cell.Right));
            }
            else
            {
                columns.Add((cell.Left, cell.Right));
            }
        }

        if (columns.Count is < 2 or > MaxColumns)
        {
            return null;
        }

        var html = new StringBuilder("<table>");
        var texts = new List<IReadOnlyList<string>>();
        foreach (var row in JoinWrapped(rows))
        {
            var cells = columns.ConvertAll(column => Join(row.SelectMany(GetCells).Where(cell => cell.Left >= column.Left && cell.Right <= column.Right)));
            var tag = texts.Count == 0 && row.SelectMany(GetCells).All(cell => cell.IsBold) ? "th" : "td";
            texts.Add(cells);
            html.Append("<tr>").AppendJoin("", cells.Select(cell => $"<{tag}>{BlockHtml.Encode(cell)}</{tag}>")).Append("</tr>");
        }

        return new TableBlock(html.Append("</table>").ToString(), texts);
    }

    private static IReadOnlyList<PdfLine> GetCells(PdfLine row) => row.Cells.Count > 0 ? row.Cells : [row];

    // In a ruled table, the text of a cell may have several lines.
    private static List<List<PdfLine>> JoinWrapped(List<PdfLine> rows)
    {
        var joined = new List<List<PdfLine>>();
        foreach (var row in rows)
        {
            if (joined is [.., var last] && row.RuledRow > 0 && last[0].RuledRow == row.RuledRow)
            {
                last.Add(row);
            }
            else
            {
                joined.Add([row]);
            }
        }

        return joined;
    }

    private static string Join(IEnumerable<PdfLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            PdfText.Join(text, line.Text, new HashSet<string>());
        }

        return text.ToString();
    }
}
