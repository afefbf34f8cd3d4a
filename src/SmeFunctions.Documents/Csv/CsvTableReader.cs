using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Csv;

/// <summary>Reads tables (RFC 4180, and with other separators) as an article that is a table.</summary>
internal static class CsvTableReader
{
    private const int MaxRows = 5_000;
    private const int MaxColumns = 50;

    /// <summary>Whether the name is that of a table. The content does not tell it from text.</summary>
    public static bool CanRead(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    public static ReadResult Read(string text, ReadContext context)
    {
        if (!TryParse(text, out var rows, out var error))
        {
            return error;
        }

        var title = TakeTitle(rows) ?? context.FallbackTitle;
        if (title is null)
        {
            return new DocumentError("no-title", "The table has no headline: its first row is not a single cell.");
        }

        if (rows.Count == 0)
        {
            return new DocumentError("no-text", "The table has no rows.");
        }

        return ArticleBody.TryCreate(CreateHtml(rows), title, isPage: false, address: null, context.Options, out var body, out error)
            ? new ParsedDocument { Title = title, Html = body.Html, Text = body.Text, Warnings = body.Warnings }
            : error with { Line = null };
    }

    private static bool TryParse(string text, out List<string[]> rows, [NotNullWhen(false)] out DocumentError? error)
    {
        (rows, error) = ([], null);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t", "|"],
            HasHeaderRecord = false,
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
        };
        using var parser = new CsvParser(new StringReader(text.TrimStart('\uFEFF')), configuration);
        while (parser.Read())
        {
            var row = parser.Record!;
            if (rows.Count == MaxRows || row.Length > MaxColumns)
            {
                error = new DocumentError("document-too-large", $"The table is too large for a page: {MaxRows:N0} rows and {MaxColumns} columns are the most. Offer it as an attachment.", parser.RawRow);
                return false;
            }

            if (Array.Exists(row, cell => cell.Length > 0))
            {
                rows.Add(row);
            }
        }

        return true;
    }

    // A table that a spreadsheet program exports often begins with its name in a row of its own.
    private static string? TakeTitle(List<string[]> rows)
    {
        if (rows.Count < 3 || rows[0].Count(cell => cell.Length > 0) != 1 || rows[1].Count(cell => cell.Length > 0) < 2 || rows[0][0].Length is 0 or > PageHead.MaxTitleLength)
        {
            return null;
        }

        var title = HtmlText.Collapse(rows[0][0]);
        rows.RemoveAt(0);
        return title;
    }

    private static string CreateHtml(List<string[]> rows)
    {
        var columns = rows.Max(row => row.Length);
        var html = new StringBuilder("<table>");
        for (var i = 0; i < rows.Count; i++)
        {
            // The first row names the columns, unless it has numbers as the others do.
            var tag = i == 0 && rows.Count > 1 && !Array.Exists(rows[0], cell => cell.Length == 0 || double.TryParse(cell, CultureInfo.InvariantCulture, out _)) ? "th" : "td";
            html.Append("<tr>");
            for (var column = 0; column < columns; column++)
            {
                html.Append('<').Append(tag).Append('>').Append(BlockHtml.Encode(column < rows[i].Length ? rows[i][column] : "")).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>");
        }

        return html.Append("</table>").ToString();
    }
}
