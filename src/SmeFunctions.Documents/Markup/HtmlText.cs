using System.Text;
using AngleSharp.Dom;

namespace SmeFunctions.Documents.Markup;

/// <summary>Extracts plain text from HTML.</summary>
internal static class HtmlText
{
    /// <summary>The paragraphs of blocks, separated by a blank line. List items and table rows are lines of one paragraph.</summary>
    public static string GetText(IEnumerable<IElement> blocks)
    {
        var paragraphs = new List<string>();
        foreach (var block in blocks)
        {
            Add(block, paragraphs);
        }

        return string.Join("\n\n", paragraphs);
    }

    /// <summary>The lines of an element, with normalized white space.</summary>
    public static string GetLines(INode node)
    {
        var raw = new StringBuilder();
        Append(node, raw);
        return string.Join('\n', raw.ToString().Split('\v').Select(Collapse).Where(line => line.Length > 0));
    }

    /// <summary>The lines of an element as displayed. Where an element begins or ends is a wide gap, which separates the items of a line.</summary>
    public static IEnumerable<string> GetSpacedLines(INode node)
    {
        var raw = new StringBuilder();
        AppendSpaced(node, raw);
        return raw.ToString().Split('\v').Select(line => line.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "  ", StringComparison.Ordinal).Replace('\u00A0', ' '));
    }

    public static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Add(IElement block, List<string> paragraphs)
    {
        switch (block.LocalName)
        {
            case "ul" or "ol":
                AddLines(paragraphs, ListLines(block));
                break;
            case "table":
                AddLines(paragraphs, block.QuerySelectorAll("caption,tr").Select(row => row.LocalName == "caption"
                    ? Collapse(row.TextContent)
                    : string.Join(" | ", row.Children.Select(cell => Collapse(GetLines(cell))))));
                break;
            case "blockquote" or "figure" or "dl" or "dd" when block.Children.Any(IsBlock):
                foreach (var child in block.Children)
                {
                    Add(child, paragraphs);
                }

                break;
            case "pre":
                AddLines(paragraphs, block.TextContent.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
                break;
            default:
                AddLines(paragraphs, [GetLines(block)]);
                break;
        }
    }

    private static IEnumerable<string> ListLines(IElement list)
    {
        foreach (var item in list.Children)
        {
            var own = new StringBuilder();
            var nested = new List<string>();
            foreach (var child in item.ChildNodes)
            {
                if (child is IElement { LocalName: "ul" or "ol" } inner)
                {
                    nested.AddRange(ListLines(inner).Select(line => "  " + line));
                }
                else
                {
                    Append(child, own);
                }
            }

            var text = Collapse(own.Replace('\v', ' ').ToString());
            if (text.Length > 0)
            {
                yield return "- " + text;
            }

            foreach (var line in nested)
            {
                yield return line;
            }
        }
    }

    private static void AddLines(List<string> paragraphs, IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Where(line => line.Length > 0));
        if (!string.IsNullOrWhiteSpace(text))
        {
            paragraphs.Add(text);
        }
    }

    private static void Append(INode node, StringBuilder text)
    {
        switch (node)
        {
            case IText own:
                text.Append(own.Data.Replace('\v', ' '));
                break;
            case IElement { LocalName: "a" } link when link.GetAttribute("href") is ['#', ..]:
                // A footnote mark, and the link back from the note.
                break;
            case IElement { LocalName: "br" }:
                text.Append('\v');
                break;
            case IElement { LocalName: "p" or "li" or "dt" or "dd" }:
                text.Append('\v');
                AppendChildren();
                text.Append('\v');
                break;
            default:
                AppendChildren();
                break;
        }

        void AppendChildren()
        {
            foreach (var child in node.ChildNodes)
            {
                Append(child, text);
            }
        }
    }

    private static void AppendSpaced(INode node, StringBuilder text)
    {
        if (node is IText own)
        {
            text.Append(own.Data.Replace('\v', ' '));
            return;
        }

        text.Append(node is IElement { LocalName: "br" or "p" or "li" or "td" } ? "\v" : "  ");
        foreach (var child in node.ChildNodes)
        {
            AppendSpaced(child, text);
        }

        text.Append("  ");
    }

    private static bool IsBlock(IElement element) => HtmlNormalizer.IsBlock(element.LocalName);
}
