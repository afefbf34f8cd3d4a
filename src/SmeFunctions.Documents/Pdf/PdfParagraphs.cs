using System.Text;
using System.Text.RegularExpressions;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.Pdf;

/// <summary>Joins lines in reading order into paragraphs, headings, list items and tables.</summary>
internal sealed partial class PdfParagraphs
{
    private const int MaxHeadingLength = 120;
    private const int MaxHeadingLines = 3;
    private const int MaxNumberedHeadingLength = 30;

    /// <summary>A line gap of this many usual line gaps separates paragraphs.</summary>
    private const double ParagraphGap = 1.3;

    /// <summary>The font size of text in the blocks, in half-points; other sizes are relative to it.</summary>
    private const int TextSize = 24;

    private readonly List<PdfLine> _lines;
    private readonly HashSet<string> _words;
    private readonly double _size;
    private readonly double _pitch;
    private readonly double _left;
    private readonly double _right;
    private readonly bool _isIndented;
    private readonly List<double> _headingSizes;

    private PdfParagraphs(List<PdfLine> lines)
    {
        _lines = lines;
        _words = [.. lines.SelectMany(line => Word().Matches(line.Text)).Select(match => match.Value.ToLowerInvariant())];
        _size = lines.GroupBy(line => line.Size).MaxBy(same => same.Sum(line => line.Text.Length))!.Key;
        var text = lines.Where(line => Math.Abs(line.Size - _size) < 0.6).ToList();
        (_left, _right) = (text.Min(line => line.Left), text.Max(line => line.Right));
        var gaps = text.Zip(text.Skip(1), (one, next) => one.Page == next.Page ? Math.Round(one.Baseline - next.Baseline, 0) : 0).Where(gap => gap > _size * 0.9 && gap < _size * 3).ToList();
        _pitch = gaps.Count == 0 ? _size * 1.5 : gaps.GroupBy(gap => gap).MaxBy(same => same.Count())!.Key;
        _isIndented = text.Zip(text.Skip(1)).Count(pair => GetIndent(pair.First) is > 1 and < 4 && GetIndent(pair.Second) < 0.5 && IsFull(pair.First, pair.Second)) >= Math.Max(1, text.Count / 40);
        _headingSizes = [.. lines.Where(line => line.Size > _size * 1.08).Select(line => Math.Round(line.Size)).Distinct().OrderDescending()];
    }

    /// <param name="lines">All lines of the document, in reading order.</param>
    /// <param name="pictures">HTML of the pictures, by the index of the line before them; -1 for the start.</param>
    public static List<DocumentBlock> Read(List<PdfLine> lines, ILookup<int, string> pictures)
    {
        var blocks = new List<DocumentBlock>();
        AddPictures(-1);
        if (lines.Count > 0)
        {
            new PdfParagraphs(lines).Read(blocks, AddPictures);
        }

        return blocks;

        void AddPictures(int line) => blocks.AddRange(pictures[line].Select(picture => new ParagraphBlock(picture, "")));
    }

    private void Read(List<DocumentBlock> blocks, Action<int> addPictures)
    {
        for (var start = 0; start < _lines.Count;)
        {
            var end = start + 1;
            if (CountTableRows(start) is >= 2 and var rows && PdfTable.TryCreate(_lines.GetRange(start, rows)) is { } table)
            {
                blocks.Add(table);
                end = start + rows;
            }
            else
            {
                while (end < _lines.Count && IsContinued(start, end))
                {
                    end++;
                }

                blocks.Add(CreateParagraph(_lines.GetRange(start, end - start)));
            }

            for (; start < end; start++)
            {
                addPictures(start);
            }
        }
    }

    private int CountTableRows(int start)
    {
        var end = start;
        while (end < _lines.Count && (_lines[end].Cells.Count >= 2 || _lines[end].IsInBox) && _lines[end].Page == _lines[start].Page)
        {
            end++;
        }

        return end - start;
    }

    // Whether a line continues the paragraph that began earlier.
    private bool IsContinued(int start, int index)
    {
        var (last, line) = (_lines[index - 1], _lines[index]);
        if (last.Cells.Count > 0 || line.Cells.Count > 0 || Math.Abs(last.Size - line.Size) > 0.6 || Marker().IsMatch(line.Text))
        {
            return false;
        }

        var isHeading = IsLarge(line);
        var isBeside = last.Page == line.Page && last.Column == line.Column;
        var gap = last.Baseline - line.Baseline;
        if (isHeading)
        {
            return isBeside && gap > 0 && gap < 1.9 * line.Size && last.IsBold == line.IsBold;
        }

        if (!IsFull(last, line) || IsSetApart(line) || (last.IsBold != line.IsBold && start == index - 1 && last.IsBold))
        {
            return false;
        }

        var (before, own) = (GetIndent(last), GetIndent(line));
        var isHanging = IsHanging(start, index);
        if (!isHanging && ((_isIndented && own is > 1 and < 4) || own > before + 1))
        {
            return false;
        }

        return isBeside ? gap > 0 && gap < ParagraphGap * Math.Max(_pitch, line.Size) : !PdfText.EndsSentence(last.Text) || (_isIndented && own < 0.5);
    }

    // The lines of a list item, or of a quotation, have one indent.
    private bool IsHanging(int start, int index) => index - start > 1 ? Math.Abs(GetIndent(_lines[index - 1]) - GetIndent(_lines[index])) < 0.3 : Marker().IsMatch(_lines[start].Text);

    private bool IsLarge(PdfLine line) => line.Size > _size * 1.08;

    // A signature is at the right margin.
    private bool IsSetApart(PdfLine line)
    {
        var (left, right) = line.ColumnRight > 0 ? (line.ColumnLeft, line.ColumnRight) : (_left, _right);
        return line.Left - left > 0.35 * (right - left);
    }

    // Font sizes from the left margin of the column.
    private double GetIndent(PdfLine line) => (line.Left - (line.ColumnRight > 0 ? line.ColumnLeft : _left)) / line.Size;

    // Whether the first word of the next line would not have fitted.
    private bool IsFull(PdfLine line, PdfLine next)
    {
        var right = line.ColumnRight > 0 ? line.ColumnRight : _right;
        var first = PdfText.IsWide(next.Text[0]) ? 1 : next.Text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? space : next.Text.Length;
        return line.Right + (next.Width * first / next.Text.Length) + (0.3 * line.Size) > right - (0.8 * line.Size);
    }

    private ParagraphBlock CreateParagraph(List<PdfLine> lines)
    {
        var joined = new StringBuilder();
        foreach (var line in lines)
        {
            PdfText.Join(joined, line.Text, _words);
        }

        var text = joined.ToString();
        var size = (int)Math.Round(lines[0].Size / _size * TextSize);
        if (Bullet().Match(text) is { Success: true } bullet)
        {
            text = text[bullet.Length..];
            return new ParagraphBlock(BlockHtml.Encode(text), text, Number: new ListNumber("pdf", 0, Start: null, Text: null), Size: size);
        }

        return new ParagraphBlock(BlockHtml.Encode(text), text, GetHeadingLevel(lines, text), Size: size);
    }

    private int? GetHeadingLevel(List<PdfLine> lines, string text)
    {
        if (text.Length > MaxHeadingLength || lines.Count > MaxHeadingLines || lines[0].Cells.Count > 0 || text is [.., '。' or '，' or ','] || !text.Any(char.IsLetter))
        {
            return null;
        }

        // Bold lines, and numbered ones of Chinese notices, are the level below the larger ones.
        return IsLarge(lines[0]) ? Math.Min(_headingSizes.IndexOf(Math.Round(lines[0].Size)) + 1, 5)
            : (lines.TrueForAll(line => line.IsBold) || (lines.Count == 1 && text.Length <= MaxNumberedHeadingLength && NumberedHeading().IsMatch(text))) && !PdfText.EndsSentence(text) && lines.Count < MaxHeadingLines ? Math.Min(_headingSizes.Count + 1, 6)
            : null;
    }

    [GeneratedRegex(@"^(?:[•●▪■◦‣⁃–\-]\s|\(?\d{1,3}[.)、．]\s?\D|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、．]|第[一二三四五六七八九十百零\d]{1,5}[条章节])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]{1,4}[章节])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex NumberedHeading();

    [GeneratedRegex(@"^[•●▪■◦‣⁃]\s*(?=\S)", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"\p{L}+(?:-\p{L}+)*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Word();
}
