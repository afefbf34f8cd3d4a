using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SmeFunctions.Documents.Blocks;

/// <summary>Writes HTML.</summary>
internal static class BlockHtml
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text) => _encoder.Encode(text);

    /// <summary>Joins blocks, and puts list items into lists.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="topHeading">The highest heading level; it becomes h2.</param>
    public static string Assemble(IEnumerable<DocumentBlock> blocks, int topHeading)
    {
        var html = new StringBuilder();
        var lists = new Stack<(string Tag, string List, int Depth)>();
        foreach (var block in blocks)
        {
            if (block is ParagraphBlock { IsListItem: true, Number: { } number } item)
            {
                AppendItem(item, number, html, lists);
                continue;
            }

            Close(html, lists, 0);
            switch (block)
            {
                case ParagraphBlock { Heading: { } level } heading:
                    var tag = $"h{Math.Clamp(level - topHeading + 2, 2, 6).ToString(CultureInfo.InvariantCulture)}";
                    html.Append('<').Append(tag).Append('>').Append(heading.NumberedHtml).Append("</").Append(tag).Append('>');
                    break;
                case ParagraphBlock paragraph:
                    html.Append("<p>").Append(paragraph.NumberedHtml).Append("</p>");
                    break;
                case TableBlock table:
                    html.Append(table.Html);
                    break;
            }

            html.Append('\n');
        }

        Close(html, lists, 0);
        return html.ToString();
    }

    private static void AppendItem(ParagraphBlock item, ListNumber number, StringBuilder html, Stack<(string Tag, string List, int Depth)> lists)
    {
        var tag = number.Start is null ? "ul" : "ol";
        while (lists.TryPeek(out var open) && (open.Depth > number.Depth || (open.Depth == number.Depth && (open.Tag != tag || open.List != number.List))))
        {
            Close(html, lists, lists.Count - 1);
        }

        if (lists.TryPeek(out var same) && same.Depth == number.Depth)
        {
            html.Append("</li>");
        }
        else
        {
            html.Append('<').Append(tag);
            if (number.Start is { } start and not 1)
            {
                html.Append(CultureInfo.InvariantCulture, $" start=\"{start}\"");
            }

            html.Append('>');
            lists.Push((tag, number.List, number.Depth));
        }

        html.Append("<li>").Append(item.Html);
    }

    private static void Close(StringBuilder html, Stack<(string Tag, string List, int Depth)> lists, int left)
    {
        while (lists.Count > left)
        {
            html.Append("</li></").Append(lists.Pop().Tag).Append('>');
        }
    }
}
