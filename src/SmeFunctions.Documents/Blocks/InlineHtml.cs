using System.Text;

namespace SmeFunctions.Documents.Blocks;

/// <summary>Collects the inner HTML of a paragraph. Adjacent runs with equal formatting become one element.</summary>
internal sealed class InlineHtml
{
    private static readonly (TextFormat Flag, string Tag)[] _tags =
        [(TextFormat.Bold, "strong"), (TextFormat.Italic, "em"), (TextFormat.Strike, "s"), (TextFormat.Superscript, "sup"), (TextFormat.Subscript, "sub")];

    private readonly StringBuilder _text = new();
    private readonly List<(StringBuilder Html, TextFormat Format, string? Link)> _pieces = [];

    public string Text => _text.ToString();

    public void AddText(string text, TextFormat format, string? link)
    {
        _text.Append(text);
        AddHtml(BlockHtml.Encode(text), format, link);
    }

    public void AddBreak()
    {
        _text.Append('\n');
        AddHtml("<br>", _pieces.Count > 0 ? _pieces[^1].Format : TextFormat.None, _pieces.Count > 0 ? _pieces[^1].Link : null);
    }

    /// <summary>Adds the plain text of HTML that was added.</summary>
    public void AddPlaceholderText(string text) => _text.Append(text);

    public void AddHtml(string html, TextFormat format, string? link)
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
                    html.Append("<a href=\"").Append(BlockHtml.Encode(link)).Append("\">");
                }

                open = link;
            }

            foreach (var (flag, tag) in (ReadOnlySpan<(TextFormat, string)>)_tags)
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
