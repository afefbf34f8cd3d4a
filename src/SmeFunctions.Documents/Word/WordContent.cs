using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;
using Blip = DocumentFormat.OpenXml.Drawing.Blip;
using ImageData = DocumentFormat.OpenXml.Vml.ImageData;

namespace SmeFunctions.Documents.Word;

/// <summary>Reads the content of one part of a document as blocks.</summary>
internal sealed partial class WordContent(WordStyles styles, WordNumbering numbering, Dictionary<string, WordRelation> relations, WordReadState findings, bool isNote = false)
{
    /// <summary>Columns of a row; Word has 63 at most.</summary>
    private const int MaxColumns = 100;

    // Fields may span paragraphs.
    private readonly Stack<Field> _fields = new();
    private readonly List<TextBoxContent> _boxes = [];
    private int _conditionalFields;
    private InlineHtml? _unended;

    public List<DocumentBlock> Read(OpenXmlElement container)
    {
        var blocks = new List<DocumentBlock>();
        AddBlocks(container, blocks);
        if (_unended is { } rest)
        {
            _unended = null;
            AddParagraph(rest, properties: null, blocks);
        }

        return blocks;
    }

    private void AddBlocks(OpenXmlElement container, List<DocumentBlock> blocks)
    {
        foreach (var child in container.ChildElements)
        {
            switch (child)
            {
                case Paragraph paragraph:
                    AddParagraph(paragraph, blocks);
                    break;
                case Table table:
                    AddTable(table, blocks);
                    break;
                case SdtElement control when IsContents(control):
                    break;
                case AlternateContent alternate:
                    AddBlocks(GetSelectedContent(alternate), blocks);
                    break;
                case DeletedRun or MoveFromRun:
                    findings.HasChanges = true;
                    break;
                default:
                    AddBlocks(child, blocks);
                    break;
            }
        }
    }

    private void AddParagraph(Paragraph paragraph, List<DocumentBlock> blocks)
    {
        var properties = paragraph.ParagraphProperties;
        var inline = _unended ?? new InlineHtml();
        _unended = null;
        AddInline(paragraph, inline, link: null, skipFormat: styles.HeadingLevel(properties) is null ? TextFormat.None : TextFormat.Bold);

        if (properties?.ParagraphMarkRunProperties?.GetFirstChild<Deleted>() is not null)
        {
            // Its paragraph mark was deleted, so it continues in the next one.
            findings.HasChanges = true;
            _unended = inline;
        }
        else
        {
            AddParagraph(inline, properties, blocks, GetSize(paragraph));
        }

        foreach (var box in _boxes.ToList())
        {
            _boxes.Remove(box);
            AddBlocks(box, blocks);
        }
    }

    private static int GetSize(Paragraph paragraph) => paragraph.Descendants<Run>()
        .Where(run => run.ChildElements.OfType<Text>().Any(text => !string.IsNullOrWhiteSpace(text.Text)))
        .Select(run => WordStyles.Number(run.RunProperties?.FontSize?.Val) ?? 0)
        .DefaultIfEmpty()
        .Max();

    private void AddParagraph(InlineHtml inline, ParagraphProperties? properties, List<DocumentBlock> blocks, int size = 0)
    {
        // An empty one as well, because it takes a number.
        var number = isNote ? null : numbering.Next(properties);
        var html = inline.ToHtml();
        var text = HtmlText.Collapse(inline.Text);
        if (styles.IsContents(properties) || (text.Length == 0 && !html.Contains("<img", StringComparison.Ordinal)))
        {
            return;
        }

        var heading = styles.HeadingLevel(properties);
        var isTitle = styles.IsTitle(properties) && text.Length is > 0 and <= PageHead.MaxTitleLength;
        blocks.Add(new ParagraphBlock(html, text, isTitle || text.Length is 0 or > PageHead.MaxTitleLength ? null : heading, isTitle, number, size));
    }

    private void AddTable(Table table, List<DocumentBlock> blocks)
    {
        var rows = new List<List<Cell>>();
        var merged = new Dictionary<int, Cell>();
        foreach (var row in GetInner<TableRow>(table))
        {
            if (row.TableRowProperties?.GetFirstChild<Deleted>() is not null)
            {
                findings.HasChanges = true;
                continue;
            }

            rows.Add(ReadRow(row, merged));
        }

        if (rows.TrueForAll(row => row.Count < 2))
        {
            // A frame around text, or a layout table.
            blocks.AddRange(rows.SelectMany(row => row).SelectMany(cell => cell.Blocks));
            return;
        }

        var html = new StringBuilder("<table>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                var tag = cell.IsHeader ? "th" : "td";
                html.Append('<').Append(tag).Append(GetSpan("colspan", cell.Columns)).Append(GetSpan("rowspan", cell.Rows)).Append('>')
                    .Append(CellHtml(cell.Blocks)).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>");
        }

        blocks.Add(new TableBlock(html.Append("</table>").ToString(), [.. rows.Select(row => row.ConvertAll(cell => GetText(cell.Blocks)))]));
    }

    private List<Cell> ReadRow(TableRow row, Dictionary<int, Cell> merged)
    {
        var cells = new List<Cell>();
        var column = Math.Clamp(WordStyles.Number(row.TableRowProperties?.GetFirstChild<GridBefore>()?.Val) ?? 0, 0, MaxColumns);
        var isHeader = row.TableRowProperties?.GetFirstChild<TableHeader>() is { } header && header.Val?.InnerText is not ("0" or "false" or "off");
        foreach (var cell in GetInner<TableCell>(row))
        {
            var properties = cell.TableCellProperties;
            var columns = Math.Clamp(WordStyles.Number(properties?.GridSpan?.Val) ?? 1, 1, MaxColumns);
            var isMerged = properties?.VerticalMerge is not null;
            if (isMerged && properties!.VerticalMerge!.Val?.InnerText != "restart" && merged.TryGetValue(column, out var above))
            {
                above.Rows++;
            }
            else
            {
                var own = new Cell { Columns = columns, IsHeader = isHeader, Blocks = Read(cell) };
                cells.Add(own);
                merged.Remove(column);
                if (isMerged)
                {
                    merged[column] = own;
                }
            }

            column += columns;
        }

        return cells;
    }

    private static IEnumerable<T> GetInner<T>(OpenXmlElement container)
        where T : OpenXmlElement
    {
        foreach (var child in container.ChildElements)
        {
            if (child is T own)
            {
                yield return own;
            }
            else if (child is SdtElement or SdtContentRow or SdtContentCell or CustomXmlElement)
            {
                foreach (var inner in GetInner<T>(child))
                {
                    yield return inner;
                }
            }
        }
    }

    // Paragraphs of a cell become lines. A cell with two paragraphs would make the table a layout table.
    private static string CellHtml(List<DocumentBlock> blocks)
    {
        var html = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is ParagraphBlock { IsListItem: true })
            {
                var items = blocks.Skip(i).TakeWhile(block => block is ParagraphBlock { IsListItem: true }).ToList();
                html.Append(BlockHtml.Assemble(items, topHeading: 1));
                i += items.Count - 1;
                continue;
            }

            html.Append(html.Length == 0 || blocks[i - 1] is ParagraphBlock { IsListItem: true } ? "" : "<br>").Append(blocks[i] switch
            {
                ParagraphBlock paragraph => paragraph.NumberedHtml,
                TableBlock table => string.Join("<br>", table.Rows.Select(row => BlockHtml.Encode(string.Join(" | ", row)))),
                _ => "",
            });
        }

        return html.ToString();
    }

    private static string GetText(IEnumerable<DocumentBlock> blocks) => string.Join(' ', blocks.Select(block => block switch
    {
        ParagraphBlock paragraph => paragraph.NumberedText,
        TableBlock table => string.Join(' ', table.Rows.SelectMany(row => row)),
        _ => "",
    }));

    private static string GetSpan(string name, int count) => count > 1 ? string.Create(CultureInfo.InvariantCulture, $" {name}=\"{count}\"") : "";

    private static bool IsContents(SdtElement control) =>
        control.SdtProperties?.Descendants<DocPartGallery>().Any(gallery => gallery.Val?.InnerText == "Table of Contents") == true;

    // Programs write the same content twice: for programs that know the newer form, and for all others.
    private static OpenXmlElement GetSelectedContent(AlternateContent alternate)
    {
        OpenXmlElement? fallback = alternate.GetFirstChild<AlternateContentFallback>();
        var choice = alternate.GetFirstChild<AlternateContentChoice>();
        return choice is not null && (fallback is null || choice.Descendants().Any(element => element is Blip or TextBoxContent or Text or ImageData)) ? choice : fallback ?? alternate;
    }

    private sealed class Cell
    {
        public required int Columns { get; init; }

        public required bool IsHeader { get; init; }

        public required List<DocumentBlock> Blocks { get; init; }

        public int Rows { get; set; } = 1;
    }
}
