namespace SmeFunctions.Documents.Blocks;

/// <summary>A paragraph or a table, as HTML before sanitizing.</summary>
internal abstract record DocumentBlock;

/// <summary>A paragraph.</summary>
/// <param name="Html">Its inner HTML.</param>
/// <param name="Text">Its plain text.</param>
/// <param name="Heading">Its heading level, from 1.</param>
/// <param name="IsTitle">Whether it has the style of the document's title.</param>
/// <param name="Number">Its number or bullet.</param>
/// <param name="Size">The largest font size of its text, in half-points; 0 when it sets none.</param>
internal sealed record ParagraphBlock(string Html, string Text, int? Heading = null, bool IsTitle = false, ListNumber? Number = null, int Size = 0) : DocumentBlock
{
    /// <summary>Whether it is an item of an HTML list.</summary>
    public bool IsListItem => Heading is null && Number is { IsListItem: true };

    /// <summary>The inner HTML, after its number if an HTML list cannot show the number.</summary>
    public string NumberedHtml => IsListItem || NumberText is not { } number ? Html : BlockHtml.Encode(number) + Html;

    /// <summary>The plain text after its number.</summary>
    public string NumberedText => NumberText + Text;

    // "一、" includes its separator.
    private string? NumberText => Number?.Text is not { Length: > 0 } text ? null : text[^1] is '、' or '）' or '．' or '：' ? text : text + " ";
}

/// <summary>A table.</summary>
/// <param name="Html">The whole table.</param>
/// <param name="Rows">The plain text of its cells.</param>
internal sealed record TableBlock(string Html, IReadOnlyList<IReadOnlyList<string>> Rows) : DocumentBlock;

/// <summary>The number of a paragraph.</summary>
/// <param name="List">Its list.</param>
/// <param name="Depth">Its depth, from 0.</param>
/// <param name="Start">Its value; <see langword="null"/> for a bullet, and for a number that an HTML list cannot show.</param>
/// <param name="Text">The formatted number; <see langword="null"/> for a bullet.</param>
internal sealed record ListNumber(string List, int Depth, int? Start, string? Text)
{
    /// <summary>Whether an HTML list shows it; otherwise the number is written as text.</summary>
    public bool IsListItem => Start is not null || Text is null;
}

/// <summary>The formatting of characters.</summary>
[Flags]
internal enum TextFormat
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Strike = 4,
    Superscript = 8,
    Subscript = 16,
    Hidden = 32,
}
