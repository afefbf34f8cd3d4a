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

        Assert.True(TextDecoder.TryDecode([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)], out var text, out _, out var error));

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
    [InlineData("\u0007\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0001\u0002\u0003\u0004\u0005\u0006", 1)]
    public void Names_the_line_of_a_control_character(string text, int line)
    {
        var error = Refuse(Encoding.UTF8.GetBytes(text));

        Assert.Equal("not-text", error.Code);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Takes_the_control_characters_that_texts_have() =>
        Assert.True(TextDecoder.TryDecode("a\t\r\n\f\v\u0085\u001A"u8, out _, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \t\r\n　\u00A0")]
    public void Refuses_what_is_empty(string text) => Assert.Equal("empty", Refuse(Encoding.UTF8.GetBytes(text)).Code);

    [Theory]
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

    [Theory]
    [InlineData("A\u001Fb", "Ab", true)]
    [InlineData("a\n\n\u001B[1m", "a\n\n[1m", true)]
    [InlineData("a\u0090", "a", true)]
    [InlineData("one\vtwo", "one\ntwo", false)]
    public void Removes_a_stray_control_character_with_a_warning(string text, string expected, bool warns)
    {
        Assert.True(TextDecoder.TryDecode(Encoding.UTF8.GetBytes(text), out var decoded, out var warning, out _));

        Assert.Equal((expected, warns), (decoded, warning is not null));
    }

    [Theory]
    [InlineData("shift_jis", "日本の小さな会社のための新しい窓口が港に開かれました。申請はオンラインでできます。")]
    [InlineData("euc-kr", "항구 도시는 작은 기업을 위한 새로운 기금을 열었습니다. 신청은 온라인으로 할 수 있고 닷새 안에 답을 받습니다.")]
    [InlineData("windows-1251", "Город открыл новый фонд для небольших предприятий, и заявки принимают через сеть без всякой платы.")]
    [InlineData("koi8-r", "Город открыл новый фонд для небольших предприятий, и заявки принимают через сеть без всякой платы.")]
    public void A_text_in_another_script_is_read_or_refused_and_never_garbage(string encoding, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var count in (int[])[1, 3, 20])
        {
            var whole = string.Join('\n', Enumerable.Repeat(text, count));

            Assert.True(!TextDecoder.TryDecode(Encoding.GetEncoding(encoding).GetBytes(whole), out var decoded, out _, out _) || decoded == whole, decoded);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chinese_in_UTF_16_needs_no_mark(bool bigEndian)
    {
        const string Chinese = "港口开设窗口\n\n　　窗口开放首月，约有三百三十家企业前来咨询。\n";
        Assert.True(TextDecoder.TryDecode(new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes(Chinese), out var decoded, out _, out _));

        Assert.Equal(Chinese, decoded);
    }

    private static DocumentError Refuse(ReadOnlySpan<byte> content)
    {
        Assert.False(TextDecoder.TryDecode(content, out _, out _, out var error));
        return error;
    }
}
