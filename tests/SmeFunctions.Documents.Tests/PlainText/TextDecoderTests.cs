using System.Text;

namespace SmeFunctions.Documents.Tests;

public sealed class TextDecoderTests
{
    private const string Text = "Ä 中文 𠀀\tx\r\ny";

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 marked", "utf-16", "utf-16BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decodes_unicode_with_and_without_mark(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 marked" => new UTF8Encoding(true),
            "utf-16" => new UnicodeEncoding(false, true),
            _ => new UnicodeEncoding(true, true),
        };

        Assert.True(TextDecoder.TryDecode([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)], out var text, out var error));

        Assert.Equal(Text, text);
        Assert.Null(error);
    }

    [Fact]
    public void Names_the_byte_that_is_no_text()
    {
        Assert.Equal("The document is no UTF-8 text: byte 3 does not belong there.", Refuse([0x61, 0x62, 0x63, 0xFF, 0x81, 0x64]).Message);
        Assert.Equal("not-text", Refuse([0xEF, 0xBB, 0xBF, 0x61, 0xC3]).Code);
        Assert.Equal("not-text", Refuse([0xFF, 0xFE, 0x00, 0xD8]).Code);
        Assert.Equal("not-text", Refuse([0xFE, 0xFF, 0x00, 0x61, 0x62]).Code);
        Assert.Contains("UTF-16BE", Refuse([0xFE, 0xFF, 0xD8, 0x00]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\0c", 2)]
    [InlineData("\u0007", 1)]
    [InlineData("a\n\n\u001B[1m", 3)]
    [InlineData("a\u0090", 1)]
    public void Names_the_line_of_a_control_character(string text, int line)
    {
        var error = Refuse(Encoding.UTF8.GetBytes(text));

        Assert.Equal("not-text", error.Code);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Takes_the_control_characters_that_texts_have() =>
        Assert.True(TextDecoder.TryDecode("a\t\r\n\f\v\u0085\u001A"u8, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \t\r\n　\u00A0")]
    public void Refuses_what_is_empty(string text) => Assert.Equal("empty", Refuse(Encoding.UTF8.GetBytes(text)).Code);

    [Theory]
    [InlineData("255044462D312E37", "PDF")]
    [InlineData("7B5C72746631", "Rich Text")]
    [InlineData("52494646", "RIFF")]
    [InlineData("1F8B08", "gzip")]
    public void Names_the_format_of_what_is_no_text(string start, string name)
    {
        var content = Convert.FromHexString(start);

        Assert.Contains(name, FileFormat.FindUnsupported(content), StringComparison.Ordinal);
        Assert.Null(FileFormat.FindUnsupported(content.AsSpan(1)));
    }

    [Theory]
    [InlineData("<!DOCTYPE html>", true)]
    [InlineData("\n  <HTML lang=en>", true)]
    [InlineData("<?xml version='1.0'?>\n<!-- saved --><!DOCTYPE html PUBLIC \"x\"><html>", true)]
    [InlineData("<?xml version='1.0'?><rss><![CDATA[<html>]]></rss>", false)]
    [InlineData("<!DOCTYPE note SYSTEM 'html'>", false)]
    [InlineData("A <html> headline", false)]
    [InlineData("<b>", false)]
    public void Knows_html_by_its_start(string text, bool expected) => Assert.Equal(expected, FileFormat.LooksLikeHtml(text));

    [Theory]
    [InlineData("<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "a news feed")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "a news feed")]
    [InlineData("<!-- drawn --><svg width='1'></svg>", "an SVG drawing")]
    [InlineData("\uFEFF<?xml version='1.0'?><note>A text</note>", "an XML document that is no web page")]
    [InlineData("<!DOCTYPE note [<!ENTITY a 'b'>]><note>&a;</note>", "an XML document that is no web page")]
    public void Says_which_markup_is_no_page(string text, string name)
    {
        var error = SampleDocuments.Rejected(text);

        Assert.Equal("unsupported-format", error.Code);
        Assert.StartsWith($"This is {name}; the portal takes ", error.Message, StringComparison.Ordinal);
    }

    private static DocumentError Refuse(ReadOnlySpan<byte> content)
    {
        Assert.False(TextDecoder.TryDecode(content, out _, out var error));
        return error;
    }
}
