using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SmeFunctions.Documents.Word;

/// <summary>A paragraph or a table, as HTML before sanitizing.</summary>
internal abstract record WordBlock;

/// <summary>A paragraph.</summary>
/// <param name="Html">Its inner HTML.</param>
/// <param name="Text">Its plain text.</param>
/// <param name="Heading">Its heading level, from 1.</param>
/// <param name="IsTitle">Whether it has the style of the document's title.</param>
/// <param name="Number">Its number or bullet.</param>
/// <param name="Size">The largest font size of its text, in half-points; 0 when it sets none.</param>
internal sealed record WordParagraph(string Html, string Text, int? Heading = null, bool IsTitle = false, WordNumber? Number = null, int Size = 0) : WordBlock
{
    /// <summary>Whether it is an item of an HTML list.</summary>
    public bool IsListItem => Heading is null && Number is { IsListItem: true };

    /// <summary>The inner HTML, after its number if an HTML list cannot show the number.</summary>
    public string NumberedHtml => IsListItem || NumberText is not { } number ? Html : WordHtml.Encode(number) + Html;

    /// <summary>The plain text after its number.</summary>
    public string NumberedText => NumberText + Text;

    // "一、" includes its separator.
    private string? NumberText => Number?.Text is not { Length: > 0 } text ? null : text[^1] is '、' or '）' or '．' or '：' ? text : text + " ";
}

/// <summary>A table.</summary>
/// <param name="Html">The whole table.</param>
/// <param name="Rows">The plain text of its cells.</param>
internal sealed record WordTable(string Html, IReadOnlyList<IReadOnlyList<string>> Rows) : WordBlock;

/// <summary>Writes HTML.</summary>
internal static class WordHtml
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text) => _encoder.Encode(text);

    /// <summary>Joins blocks, and puts list items into lists.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="topHeading">The highest heading level; it becomes h2.</param>
    public static string Assemble(IEnumerable<WordBlock> blocks, int topHeading)
    {
        var html = new StringBuilder();
        var lists = new Stack<(string Tag, string List, int Depth)>();
        foreach (var block in blocks)
        {
            if (block is WordParagraph { IsListItem: true, Number: { } number } item)
            {
                AppendItem(item, number, html, lists);
                continue;
            }

            Close(html, lists, 0);
            switch (block)
            {
                case WordParagraph { Heading: { } level } heading:
                    var tag = $"h{Math.Clamp(level - topHeading + 2, 2, 6).ToString(CultureInfo.InvariantCulture)}";
                    html.Append('<').Append(tag).Append('>').Append(heading.NumberedHtml).Append("</").Append(tag).Append('>');
                    break;
                case WordParagraph paragraph:
                    html.Append("<p>").Append(paragraph.NumberedHtml).Append("</p>");
                    break;
                case WordTable table:
                    html.Append(table.Html);
                    break;
            }

            html.Append('\n');
        }

        Close(html, lists, 0);
        return html.ToString();
    }

    private static void AppendItem(WordParagraph item, WordNumber number, StringBuilder html, Stack<(string Tag, string List, int Depth)> lists)
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

/// <summary>Collects the inner HTML of a paragraph. Adjacent runs with equal formatting become one element.</summary>
internal sealed class WordInline
{
    private static readonly (WordFormat Flag, string Tag)[] _tags =
        [(WordFormat.Bold, "strong"), (WordFormat.Italic, "em"), (WordFormat.Strike, "s"), (WordFormat.Superscript, "sup"), (WordFormat.Subscript, "sub")];

    private readonly StringBuilder _text = new();
    private readonly List<(StringBuilder Html, WordFormat Format, string? Link)> _pieces = [];

    public string Text => _text.ToString();

    public void AddText(string text, WordFormat format, string? link)
    {
        _text.Append(text);
        AddHtml(WordHtml.Encode(text), format, link);
    }

    public void AddBreak()
    {
        _text.Append('\n');
        AddHtml("<br>", _pieces.Count > 0 ? _pieces[^1].Format : WordFormat.None, _pieces.Count > 0 ? _pieces[^1].Link : null);
    }

    /// <summary>Adds the plain text of HTML that was added.</summary>
    public void AddPlaceholderText(string text) => _text.Append(text);

    public void AddHtml(string html, WordFormat format, string? link)
    {
        if (_pieces.Count == 0 || _pieces[^1].Format != format || _pieces[^1].Link != link)
        {
            _pieces.Add((new StringBuilder(), format, link));
        }

        _pieces[^1].Html.Append(html);
    }

    public string ToHtml()
    {
        var html = new StringBuilder();
        string? open = null;
        foreach (var (piece, format, link) in _pieces)
        {
            if (link != open)
            {
                html.Append(open is null ? "" : "</a>");
                if (link is not null)
                {
                    html.Append("<a href=\"").Append(WordHtml.Encode(link)).Append("\">");
                }

                open = link;
            }

            foreach (var (flag, tag) in (ReadOnlySpan<(WordFormat, string)>)_tags)
            {
                html.Append(format.HasFlag(flag) ? $"<{tag}>" : "");
            }

            html.Append(piece);
            for (var i = _tags.Length - 1; i >= 0; i--)
            {
                html.Append(format.HasFlag(_tags[i].Flag) ? $"</{_tags[i].Tag}>" : "");
            }
        }

        return html.Append(open is null ? "" : "</a>").ToString();
    }
}
