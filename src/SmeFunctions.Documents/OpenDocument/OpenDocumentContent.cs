using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.OpenDocument;

/// <summary>Reads the content of a text as blocks.</summary>
internal sealed class OpenDocumentContent(OpenDocumentStyles styles)
{
    private const int MaxSpaces = 100;
    private const int MaxRepeated = 100;

    // Deleted text, comments, generated lists, and what a page shows apart from the text.
    private static readonly HashSet<string> _skipped =
    [
        "tracked-changes", "annotation", "annotation-end", "table-of-content", "alphabetical-index", "illustration-index", "table-index", "bibliography", "user-index", "object-index",
        "sequence-decls", "variable-decls", "user-field-decls", "forms", "soft-page-break", "note", "ruby-text", "title", "desc", "event-listeners", "glue-point",
    ];

    private readonly List<string> _notes = [];
    private readonly List<XElement> _boxes = [];
    private int _lists;
    private int _objects;

    public List<DocumentBlock> Read(XElement container)
    {
        var blocks = new List<DocumentBlock>();
        foreach (var child in container.Elements())
        {
            AddBlock(child, blocks);
        }

        return blocks;
    }

    /// <summary>HTML of the notes that the text refers to.</summary>
    public string CreateNotes() => _notes.Count == 0 ? "" : $"<hr><ol>{string.Concat(_notes)}</ol>";

    public IEnumerable<string> CreateWarnings() =>
        _objects == 0 ? [] : [$"{_objects} chart(s), formula(s) or embedded object(s) were left out: put them in as images."];

    private void AddBlock(XElement element, List<DocumentBlock> blocks)
    {
        switch (element.Name.LocalName)
        {
            case "h" or "p":
                AddParagraph(element, number: null, blocks);
                break;
            case "list":
                AddList(element, style: null, depth: 0, $"odt-{_lists++}", blocks);
                break;
            case "table":
                AddTable(element, blocks);
                break;
            case var name when _skipped.Contains(name):
                break;
            default:
                // Sections, frames at the start, and unknown wrappers.
                blocks.AddRange(Read(element));
                break;
        }
    }

    private void AddParagraph(XElement paragraph, ListNumber? number, List<DocumentBlock> blocks)
    {
        var style = OpenDocumentStyles.Get(paragraph, "style-name");
        var inline = new InlineHtml();
        var isHeading = paragraph.Name.LocalName == "h";
        var size = styles.GetSize("paragraph", style);
        AddInline(paragraph, inline, TextFormat.None, link: null, isHeading ? TextFormat.Bold : TextFormat.None, ref size);
        var html = inline.ToHtml();
        var text = HtmlText.Collapse(inline.Text);
        if (text.Length > 0 || html.Contains("<img", StringComparison.Ordinal))
        {
            var isTitle = styles.IsTitle(style) && text.Length is > 0 and <= PageHead.MaxTitleLength;
            var level = isHeading && !isTitle && text.Length is > 0 and <= PageHead.MaxTitleLength
                ? int.TryParse(OpenDocumentStyles.Get(paragraph, "outline-level"), CultureInfo.InvariantCulture, out var outline) ? Math.Clamp(outline, 1, 6) : 1
                : (int?)null;
            blocks.Add(new ParagraphBlock(html, text, level, isTitle, number, size));
        }

        // Text boxes follow the paragraph that they are anchored in.
        var boxes = _boxes.ToList();
        _boxes.Clear();
        foreach (var box in boxes)
        {
            blocks.AddRange(Read(box));
        }
    }

    private void AddList(XElement list, string? style, int depth, string id, List<DocumentBlock> blocks)
    {
        style = OpenDocumentStyles.Get(list, "style-name") ?? style;
        var index = 0;
        foreach (var item in list.Elements().Where(element => element.Name.LocalName is "list-item" or "list-header"))
        {
            index += item.Name.LocalName == "list-item" ? 1 : 0;
            var isFirst = true;
            foreach (var child in item.Elements())
            {
                if (child.Name.LocalName == "list")
                {
                    AddList(child, style, depth + 1, id, blocks);
                }
                else if (child.Name.LocalName is "p" or "h")
                {
                    // Numbered headings are items of a list, too.
                    var number = styles.GetNumber(style, id, depth, index);
                    AddParagraph(child, isFirst && item.Name.LocalName == "list-item" && (child.Name.LocalName == "p" || number.Text is not null) ? number : null, blocks);
                    isFirst = false;
                }
                else
                {
                    AddBlock(child, blocks);
                }
            }
        }
    }

    private void AddTable(XElement table, List<DocumentBlock> blocks)
    {
        var html = new StringBuilder("<table>");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in table.Descendants().Where(element => element.Name.LocalName == "table-row" && element.Ancestors().First(outer => outer.Name.LocalName == "table") == table))
        {
            var texts = new List<string>();
            html.Append("<tr>");
            foreach (var cell in row.Elements().Where(element => element.Name.LocalName == "table-cell"))
            {
                var inner = Read(cell);
                var tag = row.Parent?.Name.LocalName == "table-header-rows" ? "th" : "td";
                var text = HtmlText.Collapse(string.Join(' ', inner.OfType<ParagraphBlock>().Select(paragraph => paragraph.Text)));
                html.Append('<').Append(tag).Append(GetSpan(cell, "number-columns-spanned", "colspan")).Append(GetSpan(cell, "number-rows-spanned", "rowspan")).Append('>')
                    .AppendJoin("<br>", inner.Select(block => block is ParagraphBlock paragraph ? paragraph.NumberedHtml : HtmlText.Collapse(string.Join(' ', ((TableBlock)block).Rows.SelectMany(each => each)))))
                    .Append("</").Append(tag).Append('>');
                texts.Add(text);
            }

            html.Append("</tr>");
            rows.Add(texts);
        }

        if (rows.TrueForAll(row => row.Count < 2))
        {
            // A frame around text.
            blocks.AddRange(table.Descendants().Where(element => element.Name.LocalName == "table-cell").SelectMany(Read));
            return;
        }

        blocks.Add(new TableBlock(html.Append("</table>").ToString(), rows));
    }

    private static string GetSpan(XElement cell, string name, string attribute) =>
        int.TryParse(OpenDocumentStyles.Get(cell, name), CultureInfo.InvariantCulture, out var span) && span is > 1 and <= MaxRepeated
            ? string.Create(CultureInfo.InvariantCulture, $" {attribute}=\"{span}\"")
            : "";

    private void AddInline(XElement container, InlineHtml inline, TextFormat format, string? link, TextFormat skipped, ref int size)
    {
        foreach (var node in container.Nodes())
        {
            if (node is XText text)
            {
                // White space is collapsed; spaces that count are elements.
                inline.AddText(CollapseInner(text.Value), format & ~skipped, link);
            }
            else if (node is XElement element)
            {
                AddInlineElement(element, inline, format, link, skipped, ref size);
            }
        }
    }

    private void AddInlineElement(XElement element, InlineHtml inline, TextFormat format, string? link, TextFormat skipped, ref int size)
    {
        switch (element.Name.LocalName)
        {
            case "span":
                var style = OpenDocumentStyles.Get(element, "style-name");
                size = Math.Max(size, styles.GetSize("text", style));
                AddInline(element, inline, format | styles.GetFormat(style), link, skipped, ref size);
                break;
            case "s":
                inline.AddText(new string(' ', int.TryParse(OpenDocumentStyles.Get(element, "c"), CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, MaxSpaces) : 1), format & ~skipped, link);
                break;
            case "tab":
                inline.AddText("\t", format & ~skipped, link);
                break;
            case "line-break":
                inline.AddBreak();
                break;
            case "a":
                AddInline(element, inline, format, OpenDocumentStyles.Get(element, "href") ?? link, skipped, ref size);
                break;
            case "note":
                AddNote(element, inline);
                break;
            case "frame":
                AddFrame(element, inline);
                break;
            case var name when _skipped.Contains(name):
                break;
            default:
                // Fields show their text; so do unknown wrappers.
                AddInline(element, inline, format, link, skipped, ref size);
                break;
        }
    }

    private void AddNote(XElement note, InlineHtml inline)
    {
        var number = _notes.Count + 1;
        _notes.Add("");
        var body = note.Elements().Where(element => element.Name.LocalName == "note-body").SelectMany(Read).OfType<ParagraphBlock>();
        _notes[number - 1] = string.Create(CultureInfo.InvariantCulture, $"<li id=\"fn:{number}\">{string.Join("<br>", body.Select(paragraph => paragraph.Html.Trim()))} <a href=\"#fnref:{number}\">\u21A9</a></li>");
        inline.AddHtml(string.Create(CultureInfo.InvariantCulture, $"<a id=\"fnref:{number}\" href=\"#fn:{number}\"><sup>{number}</sup></a>"), TextFormat.None, link: null);
    }

    private void AddFrame(XElement frame, InlineHtml inline)
    {
        if (frame.Elements().FirstOrDefault(element => element.Name.LocalName == "text-box") is { } box)
        {
            _boxes.Add(box);
        }
        else if (frame.Elements().Where(element => element.Name.LocalName == "image").Select(element => OpenDocumentStyles.Get(element, "href")).FirstOrDefault() is { Length: > 0 } name
            && frame.Elements().All(element => element.Name.LocalName is not ("object" or "object-ole")))
        {
            var alt = frame.Elements().Where(element => element.Name.LocalName is "title" or "desc").Select(element => HtmlText.Collapse(element.Value)).FirstOrDefault(text => text.Length > 0);
            inline.AddHtml($"<img src=\"{BlockHtml.Encode(name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name)}\" alt=\"{BlockHtml.Encode(alt ?? "")}\">", TextFormat.None, link: null);
        }
        else
        {
            _objects++;
        }
    }

    private static string CollapseInner(string text)
    {
        if (text.AsSpan().IndexOfAny("\t\r\n") < 0 && !text.Contains("  ", StringComparison.Ordinal))
        {
            return text;
        }

        var collapsed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var space = c is ' ' or '\t' or '\r' or '\n';
            if (!space || collapsed.Length == 0 || collapsed[^1] != ' ')
            {
                collapsed.Append(space ? ' ' : c);
            }
        }

        return collapsed.ToString();
    }
}
