using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Converts the sanitized HTML of an article to Markdown (CommonMark with tables). What Markdown cannot express, such as merged cells, stays HTML, which
/// Markdown allows.
/// </summary>
internal static partial class HtmlMarkdown
{
    private static readonly HashSet<string> _blocks = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "pre", "hr", "figure", "figcaption", "dl", "div", "section", "aside", "address"];

    /// <param name="html">The body of an article.</param>
    /// <param name="address">Makes a path of the site absolute.</param>
    public static string Convert(string html, Func<string, string> address)
    {
        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + html);
        foreach (var element in page.Body!.QuerySelectorAll("[href],[src]"))
        {
            Locate(element, "href", address);
            Locate(element, "src", address);
        }

        return string.Join("\n\n", ConvertBlocks(page.Body)) + "\n";
    }

    /// <summary>Escapes what Markdown would read as markup.</summary>
    public static string Escape(string text) => LineStart().Replace(Special().Replace(text, "\\$0"), match => match.Groups["digits"].Success ? $"{match.Groups["digits"].Value}\\{match.Groups["mark"].Value}" : $"\\{match.Value}");

    private static void Locate(IElement element, string attribute, Func<string, string> address)
    {
        if (element.GetAttribute(attribute) is ['/', not '/', ..] and var path)
        {
            element.SetAttribute(attribute, address(path));
        }
    }

    private static IEnumerable<string> ConvertBlocks(INode parent)
    {
        var inline = new StringBuilder();
        foreach (var node in parent.ChildNodes)
        {
            if (node is IElement element && _blocks.Contains(element.LocalName))
            {
                if (Finish(inline) is { } text)
                {
                    yield return text;
                }

                if (ConvertBlock(element) is { Length: > 0 } block)
                {
                    yield return block;
                }
            }
            else
            {
                inline.Append(ConvertInline(node));
            }
        }

        if (Finish(inline) is { } rest)
        {
            yield return rest;
        }
    }

    private static string? Finish(StringBuilder inline)
    {
        var text = inline.ToString().Trim();
        inline.Clear();
        return text.Length > 0 ? text : null;
    }

    private static string ConvertBlock(IElement block) => block.LocalName switch
    {
        "p" or "address" => ConvertChildren(block).Trim(),
        ['h', >= '1' and <= '6' and var level] => $"{new string('#', level - '0')} {OneLine(ConvertChildren(block))}",
        "hr" => "---",
        "ul" => ConvertList(block, start: null),
        "ol" => ConvertList(block, block is IHtmlOrderedListElement list ? list.Start : 1),
        "blockquote" => Prefix(string.Join("\n\n", ConvertBlocks(block)), "> ", "> "),
        "pre" => ConvertCode(block),
        "table" => ConvertTable(block as IHtmlTableElement),
        "dl" => block.OuterHtml,
        "figure" => string.Join("\n\n", block.Children.Select(child => child.LocalName == "figcaption" ? $"*{OneLine(ConvertChildren(child))}*" : string.Join("\n\n", _blocks.Contains(child.LocalName) ? [ConvertBlock(child)] : [ConvertInline(child)])).Where(part => part.Trim('*').Length > 0)),
        _ => string.Join("\n\n", ConvertBlocks(block)),
    };

    private static string ConvertList(IElement list, int? start)
    {
        var items = new List<string>();
        var isLoose = list.QuerySelector("p") is not null;
        foreach (var item in list.Children)
        {
            var marker = start is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number + items.Count}. ") : "- ";
            items.Add(Prefix(string.Join(isLoose ? "\n\n" : "\n", ConvertBlocks(item)), marker, new string(' ', marker.Length)));
        }

        return string.Join(isLoose ? "\n\n" : "\n", items);
    }

    private static string ConvertCode(IElement block)
    {
        var code = block.TextContent.TrimEnd('\n');
        var fence = new string('`', Math.Max(3, Fences().Matches(code).Select(match => match.Length + 1).DefaultIfEmpty().Max()));
        return $"{fence}\n{code}\n{fence}";
    }

    // Merged cells and blocks in cells have no Markdown.
    private static string ConvertTable(IHtmlTableElement? table)
    {
        if (table is null || table.QuerySelector("[colspan],[rowspan],caption,li,table,pre,td p + p") is not null || table.Rows.Length == 0)
        {
            return table?.OuterHtml ?? "";
        }

        var rows = table.Rows.Select(row => row.Cells.Select(cell => OneLine(ConvertChildren(cell)).Replace("|", "\\|", StringComparison.Ordinal)).ToList()).ToList();
        var width = rows.Max(row => row.Count);
        var lines = rows.Select(row => $"| {string.Join(" | ", row.Concat(Enumerable.Repeat("", width - row.Count)))} |").ToList();
        lines.Insert(1, $"|{string.Concat(Enumerable.Repeat(" --- |", width))}");
        return string.Join('\n', lines);
    }

    private static string ConvertChildren(INode parent) => string.Concat(parent.ChildNodes.Select(ConvertInline));

    private static string ConvertInline(INode node) => node switch
    {
        IText text => Escape(Space().Replace(text.Data, " ")),
        IHtmlImageElement image => $"![{Escape(image.AlternativeText ?? "")}]({Destination(image.GetAttribute("src"))})",
        IElement { LocalName: "br" } => "\\\n",
        IElement { LocalName: "em" or "i" } element => Wrap(ConvertChildren(element), "*"),
        IElement { LocalName: "strong" or "b" } element => Wrap(ConvertChildren(element), "**"),
        IElement { LocalName: "del" or "s" } element => Wrap(ConvertChildren(element), "~~"),
        IElement { LocalName: "code" } element => ConvertInlineCode(element.TextContent),
        IElement { LocalName: "a" } link when link.GetAttribute("href") is { Length: > 0 } target => $"[{OneLine(ConvertChildren(link))}]({Destination(target)})",
        IElement { LocalName: "sup" or "sub" or "kbd" or "ruby" or "rt" or "rp" or "u" or "mark" or "small" } element => $"<{element.LocalName}>{ConvertChildren(element)}</{element.LocalName}>",
        IElement element when _blocks.Contains(element.LocalName) => string.Join(" ", ConvertBlocks(element)),
        IElement element => ConvertChildren(element),
        _ => "",
    };

    private static string ConvertInlineCode(string code)
    {
        var fence = new string('`', 1 + Fences().Matches(code).Select(match => match.Length).DefaultIfEmpty().Max());
        return code.StartsWith('`') || code.EndsWith('`') ? $"{fence} {code} {fence}" : $"{fence}{code}{fence}";
    }

    // Markup beside a space is no markup.
    private static string Wrap(string text, string mark)
    {
        var core = text.Trim();
        return core.Length == 0 ? text : $"{text[..text.IndexOf(core, StringComparison.Ordinal)]}{mark}{core}{mark}{text[(text.IndexOf(core, StringComparison.Ordinal) + core.Length)..]}";
    }

    private static string Destination(string? address) => address is null ? "" : address.IndexOfAny([' ', '(', ')', '<', '>']) < 0 ? address : $"<{address.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)}>";

    private static string OneLine(string text) => text.Replace("\\\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Trim();

    private static string Prefix(string text, string first, string others) =>
        string.Join('\n', text.Split('\n').Select((line, i) => (line.Length == 0 ? (i == 0 ? first : others).TrimEnd() : (i == 0 ? first : others) + line)));

    [GeneratedRegex(@"[\\`*\[\]<]|(?<![\p{L}\p{Nd}])_|_(?![\p{L}\p{Nd}])|~(?=~)|(?<=~)~|&(?=#?\w+;)|!(?=\[)", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Special();

    // "# ", "- ", "+ ", "> " and "1. " at the start of a line, and lines of "=" or "-" below one.
    [GeneratedRegex(@"^(?:(?<digits>\d{1,9})(?<mark>[.)])(?=\s|$)|[#>](?=\s|$|[#>])|[-+](?=\s|$)|[=-](?=[=-]*\s*$))", RegexOptions.Multiline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LineStart();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Space();
}
