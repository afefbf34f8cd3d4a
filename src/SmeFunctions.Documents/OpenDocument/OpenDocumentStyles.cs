using System.Globalization;
using System.Xml.Linq;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.OpenDocument;

/// <summary>The styles of a text. Values are inherited from the parent style.</summary>
internal sealed class OpenDocumentStyles
{
    private const int MaxDepth = 20;

    private readonly Dictionary<(string Family, string Name), XElement> _styles = [];
    private readonly Dictionary<string, XElement> _lists = [];

    /// <param name="parts">The roots of the files with styles; a later one wins.</param>
    public OpenDocumentStyles(IEnumerable<XElement?> parts)
    {
        foreach (var style in parts.OfType<XElement>().SelectMany(part => part.Descendants()))
        {
            if (style.Name.LocalName == "style" && Get(style, "name") is { } name)
            {
                _styles[(Get(style, "family") ?? "", name)] = style;
            }
            else if (style.Name.LocalName == "list-style" && Get(style, "name") is { } list)
            {
                _lists[list] = style;
            }
        }
    }

    /// <summary>An attribute by its local name; prefixes differ between programs.</summary>
    public static string? Get(XElement element, string name) => element.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == name)?.Value;

    /// <summary>Whether a paragraph has the style of the document's title.</summary>
    public bool IsTitle(string? style) => EnumerateNames("paragraph", style).Any(name => name is "Title");

    /// <summary>The size of the letters of a paragraph's style, in half-points; 0 when it sets none.</summary>
    public int GetSize(string family, string? style) =>
        Enumerate(family, style).Select(each => GetProperty(each, "font-size")).FirstOrDefault(value => value?.EndsWith("pt", StringComparison.Ordinal) == true) is { } size
        && double.TryParse(size[..^2], CultureInfo.InvariantCulture, out var points) && points is > 0 and < 1_000 ? (int)Math.Round(points * 2) : 0;

    public TextFormat GetFormat(string? style)
    {
        var format = TextFormat.None;
        if (Find("text", style, "font-weight") is "bold" or "600" or "700" or "800" or "900")
        {
            format |= TextFormat.Bold;
        }

        if (Find("text", style, "font-style") is "italic" or "oblique")
        {
            format |= TextFormat.Italic;
        }

        if (Find("text", style, "text-line-through-style") is { } line && line != "none")
        {
            format |= TextFormat.Strike;
        }

        return Find("text", style, "text-position") is not { } position ? format
            : position.StartsWith("super", StringComparison.Ordinal) ? format | TextFormat.Superscript
            : position.StartsWith("sub", StringComparison.Ordinal) ? format | TextFormat.Subscript
            : format;
    }

    /// <summary>The number of a list item, or its bullet.</summary>
    /// <param name="list">The style of the list.</param>
    /// <param name="id">What tells the list from others.</param>
    /// <param name="depth">From 0.</param>
    /// <param name="index">The position of the item, from 1.</param>
    public ListNumber GetNumber(string? list, string id, int depth, int index)
    {
        var level = list is not null && _lists.TryGetValue(list, out var style)
            ? style.Elements().FirstOrDefault(element => Get(element, "level") == (depth + 1).ToString(CultureInfo.InvariantCulture))
            : null;
        if (level?.Name.LocalName != "list-level-style-number" || Get(level, "num-format") is not { Length: > 0 } format)
        {
            return new ListNumber(id, depth, Start: null, Text: null);
        }

        var number = index - 1 + (int.TryParse(Get(level, "start-value"), CultureInfo.InvariantCulture, out var start) ? start : 1);
        return format == "1" && Get(level, "num-prefix") is null or "" && Get(level, "num-suffix") is null or "." or "" or ")"
            ? new ListNumber(id, depth, number, Text: null)
            : new ListNumber(id, depth, Start: null, $"{Get(level, "num-prefix")}{NumberFormat.Format(number, ToWordFormat(format))}{Get(level, "num-suffix")}");
    }

    private static string ToWordFormat(string format) => format[0] switch
    {
        'a' => "lowerLetter",
        'A' => "upperLetter",
        'i' => "lowerRoman",
        'I' => "upperRoman",
        '一' or '壹' => "chineseCounting",
        '①' => "decimalEnclosedCircle",
        _ => "decimal",
    };

    private string? Find(string family, string? style, string property) => Enumerate(family, style).Select(each => GetProperty(each, property)).FirstOrDefault(value => value is not null);

    private static string? GetProperty(XElement style, string property) => style.Elements().Where(element => element.Name.LocalName == "text-properties").Select(element => Get(element, property)).FirstOrDefault(value => value is not null);

    private IEnumerable<string> EnumerateNames(string family, string? style) =>
        style is null ? [] : Enumerate(family, style).Select(each => Get(each, "parent-style-name")).OfType<string>().Prepend(style);

    private IEnumerable<XElement> Enumerate(string family, string? style)
    {
        for (var depth = 0; depth < MaxDepth && style is not null && _styles.TryGetValue((family, style), out var found); depth++)
        {
            yield return found;
            style = Get(found, "parent-style-name");
        }
    }
}
