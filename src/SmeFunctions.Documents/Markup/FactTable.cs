using AngleSharp.Dom;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Markup;

/// <summary>The table above an official notice: labels and values in cells. It becomes lines, as pages without a table have them.</summary>
internal static class FactTable
{
    private const int MaxRows = 16;

    /// <summary>Replaces tables that state facts about the article, and nothing else, by lines.</summary>
    public static void Flatten(IElement container)
    {
        foreach (var table in container.Children.Where(block => block.LocalName == "table").ToList())
        {
            if (ReadLines(table) is not { } lines)
            {
                continue;
            }

            table.Replace([.. lines.Select(line =>
            {
                var paragraph = container.Owner!.CreateElement("p");
                paragraph.TextContent = line;
                return paragraph;
            })]);
        }
    }

    /// <summary>Joins the cells of a row; <see langword="null"/> when they are no labels and values.</summary>
    public static string? JoinCells(IReadOnlyList<string> cells)
    {
        var items = new List<string>();
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (cell.Length == 0)
            {
                continue;
            }

            if (cell[^1] is ':' or '：' || (i + 1 < cells.Count && MetaLine.TryRead(cell) is null && !cell.Contains(':', StringComparison.Ordinal) && !cell.Contains('：', StringComparison.Ordinal)))
            {
                items.Add(i + 1 < cells.Count ? $"{cell.TrimEnd(':', '：', ' ')}：{cells[i + 1]}" : cell);
                i++;
            }
            else
            {
                items.Add(cell);
            }
        }

        var line = string.Join("  ", items);
        return MetaLine.TryRead(line) is { HasLabel: true } or { IsAside: true } ? line : null;
    }

    private static List<string>? ReadLines(IElement table)
    {
        var rows = table.QuerySelectorAll("tr");
        if (rows.Length is 0 or > MaxRows)
        {
            return null;
        }

        var lines = new List<string>();
        var isNotice = false;
        foreach (var row in rows)
        {
            if (JoinCells([.. row.Children.Select(cell => HtmlText.Collapse(HtmlText.GetLines(cell)))]) is not { } line)
            {
                return null;
            }

            isNotice |= MetaLine.TryRead(line) is { IsNotice: true } or { Issuer: not null } or { Published: not null } or { Source: not null };
            lines.Add(line);
        }

        return isNotice ? lines : null;
    }
}
