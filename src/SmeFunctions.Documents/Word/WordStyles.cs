using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.Word;

/// <summary>The styles of a document, resolved with the styles that they are based on.</summary>
internal sealed class WordStyles
{
    /// <summary>The deepest chain of styles that is followed.</summary>
    private const int MaxChain = 20;

    // Word writes the English style names in all languages; other programs write their own.
    private static readonly string[] _headingNames =
        ["heading", "标题", "標題", "überschrift", "titre", "título", "titolo", "kop", "rubrik", "overskrift", "otsikko", "nagłówek", "заголовок", "見出し", "제목", "nadpis"];

    private static readonly string[] _titleNames = ["title", "标题", "標題", "文档标题", "文章标题", "主标题", "表題", "제목"];

    private readonly Dictionary<string, Style> _styles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, WordStyle> _resolved = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _defaultParagraph;

    public WordStyles(Styles? styles)
    {
        foreach (var style in styles?.Elements<Style>() ?? [])
        {
            if (style.StyleId?.InnerText is { } id && _styles.TryAdd(id, style) && style.Type?.InnerText == "paragraph" && IsOn(style.Default?.InnerText, otherwise: false))
            {
                _defaultParagraph ??= id;
            }
        }
    }

    /// <summary>The heading level, from 1; <see langword="null"/> for other paragraphs.</summary>
    public int? HeadingLevel(ParagraphProperties? properties) =>
        (Number(properties?.OutlineLevel?.Val) ?? GetStyle(properties).Outline) is >= 0 and < 9 and var level ? level + 1 : null;

    public bool IsTitle(ParagraphProperties? properties) => GetStyle(properties).IsTitle;

    /// <summary>Whether a paragraph is a line of a table of contents.</summary>
    public bool IsContents(ParagraphProperties? properties) => GetStyle(properties).IsContents;

    /// <summary>The numbering properties of a paragraph: its own, or those of its style.</summary>
    public (string? Number, int Level) GetNumbering(ParagraphProperties? properties)
    {
        var own = properties?.NumberingProperties;
        var style = GetStyle(properties);
        return (own?.NumberingId?.Val?.InnerText ?? style.Number, Math.Clamp(Number(own?.NumberingLevelReference?.Val) ?? style.NumberLevel ?? 0, 0, 8));
    }

    /// <summary>The numbering that a style stands for; lists refer to it.</summary>
    public string? GetStyleNumbering(string style) => Resolve(style).Number;

    /// <summary>The formatting of a run, its own or by its style.</summary>
    public TextFormat GetFormat(RunProperties? properties)
    {
        if (properties is null)
        {
            return TextFormat.None;
        }

        var style = properties.RunStyle?.Val?.InnerText is { } id ? Resolve(id) : WordStyle.None;
        var format = TextFormat.None;
        format |= IsOn(properties.Bold) ?? style.Bold ?? false ? TextFormat.Bold : TextFormat.None;
        format |= IsOn(properties.Italic) ?? style.Italic ?? false ? TextFormat.Italic : TextFormat.None;
        format |= IsOn(properties.Strike) ?? style.Strike ?? false ? TextFormat.Strike : TextFormat.None;
        format |= IsOn(properties.Vanish) ?? style.Hidden ?? false ? TextFormat.Hidden : TextFormat.None;
        return (properties.VerticalTextAlignment?.Val?.InnerText ?? style.Place) switch
        {
            "superscript" => format | TextFormat.Superscript,
            "subscript" => format | TextFormat.Subscript,
            _ => format,
        };
    }

    /// <summary>A whole number; <see langword="null"/> for other text.</summary>
    public static int? Number(OpenXmlSimpleType? value) =>
        int.TryParse(value?.InnerText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? IsOn(OnOffType? property) => property is null ? null : IsOn(property.Val?.InnerText, otherwise: true);

    private static bool IsOn(string? value, bool otherwise) => value is null ? otherwise : value is "1" or "true" or "on";

    private WordStyle GetStyle(ParagraphProperties? properties) => (properties?.ParagraphStyleId?.Val?.InnerText ?? _defaultParagraph) is { } id ? Resolve(id) : WordStyle.None;

    // Cached per style: a document has few styles and many paragraphs.
    private WordStyle Resolve(string id)
    {
        if (_resolved.TryGetValue(id, out var known))
        {
            return known;
        }

        // Without a definition, only the name is known.
        var style = _styles.ContainsKey(id) ? WordStyle.None : new WordStyle { Outline = ReadLevel(id), IsTitle = _titleNames.Contains(id.ToLowerInvariant()) };
        foreach (var own in GetChain(id))
        {
            var name = own.StyleName?.Val?.InnerText?.Trim().ToLowerInvariant() ?? "";
            var paragraph = own.StyleParagraphProperties;
            var run = own.StyleRunProperties;
            style = new WordStyle
            {
                Outline = style.Outline ?? ReadLevel(name) ?? Number(paragraph?.OutlineLevel?.Val),
                IsTitle = style.IsTitle || _titleNames.Contains(name),
                IsContents = style.IsContents || name == "toc heading" || name.StartsWith("toc ", StringComparison.Ordinal),
                Number = style.Number ?? paragraph?.NumberingProperties?.NumberingId?.Val?.InnerText,
                NumberLevel = style.NumberLevel ?? Number(paragraph?.NumberingProperties?.NumberingLevelReference?.Val),
                Bold = style.Bold ?? IsOn(run?.Bold),
                Italic = style.Italic ?? IsOn(run?.Italic),
                Strike = style.Strike ?? IsOn(run?.Strike),
                Hidden = style.Hidden ?? IsOn(run?.Vanish),
                Place = style.Place ?? run?.VerticalTextAlignment?.Val?.InnerText,
            };
        }

        return _resolved[id] = style;
    }

    // Circular styles end here, too.
    private IEnumerable<Style> GetChain(string? id)
    {
        for (var i = 0; i < MaxChain && id is not null && _styles.TryGetValue(id, out var style); i++)
        {
            yield return style;
            id = style.BasedOn?.Val?.InnerText;
        }
    }

    private static int? ReadLevel(string name) =>
        name is { Length: > 1 and < 40 } && name[^1] is >= '1' and <= '9' && _headingNames.Contains(name[..^1].TrimEnd().ToLowerInvariant()) ? name[^1] - '1' : null;
}

/// <summary>A style, resolved.</summary>
internal sealed record WordStyle
{
    public static WordStyle None { get; } = new();

    /// <summary>The heading level, from 0; 9 for body text.</summary>
    public int? Outline { get; init; }

    public bool IsTitle { get; init; }

    public bool IsContents { get; init; }

    public string? Number { get; init; }

    public int? NumberLevel { get; init; }

    public bool? Bold { get; init; }

    public bool? Italic { get; init; }

    public bool? Strike { get; init; }

    public bool? Hidden { get; init; }

    public string? Place { get; init; }
}
