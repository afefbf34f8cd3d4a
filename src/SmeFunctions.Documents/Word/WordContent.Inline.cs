using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;
using Blip = DocumentFormat.OpenXml.Drawing.Blip;
using DrawingProperties = DocumentFormat.OpenXml.Drawing.Wordprocessing.DocProperties;
using ImageData = DocumentFormat.OpenXml.Vml.ImageData;
using MathText = DocumentFormat.OpenXml.Math.Text;
using OfficeMath = DocumentFormat.OpenXml.Math.OfficeMath;
using PictureProperties = DocumentFormat.OpenXml.Drawing.Pictures.NonVisualDrawingProperties;
using VmlShape = DocumentFormat.OpenXml.Vml.Shape;

namespace SmeFunctions.Documents.Word;

/// <summary>Reads the content of a paragraph: runs, fields, notes, images.</summary>
internal sealed partial class WordContent
{
    // By font: character codes, and what they look like.
    private static readonly Dictionary<string, (string Codes, string Signs)> _symbols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Wingdings"] = ("\u00FC\u00FE\u00FD\u00A8\u006F\u00E0\u004A", "✓☑☒☐☐→☺"),
        ["Wingdings 2"] = ("\u0052\u0050\u00A3", "☑✓☐"),
        ["Symbol"] = ("\u00B0\u00B1\u00B4\u00A3\u00B3\u00B9\u00AEabgdlmpsWSD", "°±×≤≥≠→αβγδλμπσΩΣΔ"),
    };

    private void AddInline(OpenXmlElement container, InlineHtml inline, string? link, TextFormat skipFormat)
    {
        foreach (var child in container.ChildElements)
        {
            switch (child)
            {
                case Run run:
                    AddRun(run, inline, link, skipFormat);
                    break;
                case Hyperlink hyperlink:
                    AddInline(hyperlink, inline, GetLink(hyperlink) ?? link, skipFormat);
                    break;
                case SimpleField field:
                    AddInline(field, inline, Field.ParseLink(field.Instruction?.InnerText ?? "") ?? link, skipFormat);
                    break;
                case AlternateContent alternate:
                    AddInline(GetSelectedContent(alternate), inline, link, skipFormat);
                    break;
                case OfficeMath math:
                    AddText(string.Concat(math.Descendants<MathText>().Select(text => text.Text)), inline, TextFormat.None, link);
                    break;
                case DeletedRun or MoveFromRun:
                    findings.HasChanges = true;
                    break;
                case ParagraphProperties:
                    break;
                default:
                    AddInline(child, inline, link, skipFormat);
                    break;
            }
        }
    }

    private void AddRun(OpenXmlElement run, InlineHtml inline, string? link, TextFormat skipFormat)
    {
        var format = styles.GetFormat((run as Run)?.RunProperties) & ~skipFormat;
        foreach (var child in run.ChildElements)
        {
            switch (child)
            {
                case FieldChar mark:
                    Mark(mark);
                    break;
                case FieldCode code when _fields.TryPeek(out var field):
                    field.Instruction.Append(code.Text);
                    break;
                case RunProperties or FieldCode or DeletedText or DeletedFieldCode:
                    break;
                case var _ when format.HasFlag(TextFormat.Hidden) || _conditionalFields > 0:
                    break;
                case Text text:
                    AddText(text.Text, inline, format, link);
                    break;
                case TabChar or PositionalTab:
                    // The two spaces that separate the items of a line.
                    inline.AddText("  ", format, link ?? GetFieldLink());
                    break;
                case Break { Type: null } or CarriageReturn:
                case Break { Type.InnerText: "textWrapping" }:
                    inline.AddBreak();
                    break;
                case NoBreakHyphen:
                    inline.AddText("\u2011", format, link ?? GetFieldLink());
                    break;
                case SymbolChar symbol:
                    AddText(GetSymbol(symbol), inline, format, link);
                    break;
                case FootnoteReference note:
                    AddNote(isEndnote: false, note.Id?.InnerText, inline);
                    break;
                case EndnoteReference note:
                    AddNote(isEndnote: true, note.Id?.InnerText, inline);
                    break;
                case Ruby ruby:
                    AddRuby(ruby, inline, format, link);
                    break;
                case Drawing or Picture or EmbeddedObject:
                    AddDrawing(child, inline, link);
                    break;
                case AlternateContent alternate:
                    AddRun(GetSelectedContent(alternate), inline, link, skipFormat);
                    break;
            }
        }
    }

    private void AddText(string text, InlineHtml inline, TextFormat format, string? link) =>
        inline.AddText(text, format, link ?? GetFieldLink());

    private void Mark(FieldChar mark)
    {
        switch (mark.FieldCharType?.InnerText)
        {
            case "begin":
                _fields.Push(new Field(GetFieldLink()));
                _conditionalFields++;
                break;
            case "separate" when _fields.TryPeek(out var field) && !field.IsShown:
                field.Separate();
                _conditionalFields--;
                break;
            case "end" when _fields.TryPop(out var field):
                _conditionalFields -= field.IsShown ? 0 : 1;
                break;
        }
    }

    private string? GetFieldLink() => _fields.TryPeek(out var field) ? field.Link : null;

    private string? GetLink(Hyperlink hyperlink) =>
        hyperlink.Id?.InnerText is { } id && relations.TryGetValue(id, out var relation) && relation.IsExternal ? relation.Target : null;

    private void AddNote(bool isEndnote, string? id, InlineHtml inline)
    {
        if (id is null || isNote)
        {
            return;
        }

        var (note, isFirst) = findings.GetNumber(isEndnote, id);
        var number = note.ToString(CultureInfo.InvariantCulture);
        var name = isFirst ? $" id=\"fnref:{number}\"" : "";
        inline.AddHtml($"<a{name} href=\"#fn:{number}\"><sup>{number}</sup></a>", TextFormat.None, link: null);
    }

    private void AddRuby(Ruby ruby, InlineHtml inline, TextFormat format, string? link)
    {
        var below = new InlineHtml();
        var above = new InlineHtml();
        foreach (var child in ruby.ChildElements)
        {
            if (child is RubyBase)
            {
                AddInline(child, below, link, TextFormat.None);
            }
            else if (child is RubyContent)
            {
                AddInline(child, above, link, TextFormat.None);
            }
        }

        inline.AddHtml($"<ruby>{BlockHtml.Encode(below.Text)}<rt>{BlockHtml.Encode(above.Text)}</rt></ruby>", format, link);
        inline.AddPlaceholderText(below.Text);
    }

    private void AddDrawing(OpenXmlElement drawing, InlineHtml inline, string? link)
    {
        var (images, boxes, linked) = (findings.Images.Count, _boxes.Count, findings.LinkedImages);
        Visit(drawing, inline, link, alternative: "");
        if (images == findings.Images.Count && boxes == _boxes.Count && linked == findings.LinkedImages && IsObject(drawing))
        {
            findings.Objects++;
        }
    }

    // Lines and frames are no content.
    private static bool IsObject(OpenXmlElement drawing) =>
        drawing is EmbeddedObject || drawing.Descendants<DocumentFormat.OpenXml.Drawing.GraphicData>().Any(data => data.Uri?.InnerText?.Contains("chart", StringComparison.OrdinalIgnoreCase) == true
            || data.Uri?.InnerText?.Contains("diagram", StringComparison.OrdinalIgnoreCase) == true);

    private void Visit(OpenXmlElement element, InlineHtml inline, string? link, string alternative)
    {
        foreach (var child in element.ChildElements)
        {
            switch (child)
            {
                case TextBoxContent box:
                    _boxes.Add(box);
                    break;
                case DrawingProperties properties:
                    alternative = GetFirstText(properties.Description, properties.Title) ?? alternative;
                    break;
                case Blip blip:
                    AddImage(blip.Embed?.InnerText, blip.Link?.InnerText, alternative, inline, link);
                    break;
                case ImageData image:
                    AddImage(image.RelationshipId?.InnerText, image.RelHref?.InnerText, alternative, inline, link);
                    break;
                case AlternateContent alternate:
                    Visit(GetSelectedContent(alternate), inline, link, alternative);
                    break;
                default:
                    Visit(child, inline, link, GetAlternativeText(child) ?? alternative);
                    break;
            }
        }
    }

    private static string? GetAlternativeText(OpenXmlElement element) => element switch
    {
        VmlShape shape => GetFirstText(shape.Alternate, shape.Title),
        DocumentFormat.OpenXml.Drawing.Pictures.Picture picture => picture.Descendants<PictureProperties>().FirstOrDefault() is { } own ? GetFirstText(own.Description, own.Title) : null,
        _ => null,
    };

    private static string? GetFirstText(StringValue? description, StringValue? title) =>
        !string.IsNullOrWhiteSpace(description?.InnerText) ? description.InnerText
        : !string.IsNullOrWhiteSpace(title?.InnerText) ? title.InnerText
        : null;

    private void AddImage(string? embedded, string? linked, string alternative, InlineHtml inline, string? link)
    {
        if (embedded is not null && relations.TryGetValue(embedded, out var relation) && !relation.IsExternal)
        {
            findings.Images.Add(relation.Target);
            var source = string.Join('/', relation.Target.Split('/').Select(Uri.EscapeDataString));
            inline.AddHtml($"<img src=\"{BlockHtml.Encode(source)}\" alt=\"{BlockHtml.Encode(HtmlText.Collapse(alternative))}\">", TextFormat.None, link);
        }
        else if (linked is not null || embedded is not null)
        {
            findings.LinkedImages++;
        }
    }

    private static string GetSymbol(SymbolChar symbol)
    {
        if (!int.TryParse(symbol.Char?.InnerText, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) || code is <= 0 or > 0xFFFF || char.IsSurrogate((char)code) || char.IsControl((char)code))
        {
            return "";
        }

        // Symbol fonts use the private use area.
        if (code is < 0xF000 or > 0xF0FF)
        {
            return ((char)code).ToString();
        }

        var at = _symbols.TryGetValue(symbol.Font?.InnerText ?? "", out var font) ? font.Codes.IndexOf((char)(code - 0xF000), StringComparison.Ordinal) : -1;
        return at < 0 ? "•" : font.Signs[at].ToString();
    }

    private sealed class Field(string? outer)
    {
        public StringBuilder Instruction { get; } = new();

        /// <summary>The target of the link, or the field.</summary>
        public string? Link { get; private set; } = outer;

        /// <summary>Whether the following is the field's result, not its instruction.</summary>
        public bool IsShown { get; private set; }

        public void Separate()
        {
            Link = ParseLink(Instruction.ToString()) ?? Link;
            IsShown = true;
        }

        /// <summary>The address in <c>HYPERLINK "https://…"</c>; a bookmark is none.</summary>
        public static string? ParseLink(string instruction)
        {
            const string Keyword = "HYPERLINK";
            var text = instruction.AsSpan().Trim();
            if (!text.StartsWith(Keyword, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            text = text[Keyword.Length..].TrimStart();
            if (text is not ['"', ..])
            {
                return null;
            }

            text = text[1..];
            return text.IndexOf('"') is > 0 and var end ? text[..end].ToString() : null;
        }
    }
}
