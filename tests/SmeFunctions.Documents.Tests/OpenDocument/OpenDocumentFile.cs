using System.Text;

namespace SmeFunctions.Documents.Tests.OpenDocument;

/// <summary>OpenDocument packages put together by hand.</summary>
internal static class OpenDocumentFile
{
    public const string TextType = "application/vnd.oasis.opendocument.text";

    private const string Names =
        """
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
        """;

    private const string Styles =
        """
        <style:style style:name="Title" style:family="paragraph"/>
        <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
        <style:style style:name="Large" style:family="paragraph"><style:text-properties fo:font-size="22pt"/></style:style>
        <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="T2" style:family="text" style:parent-style-name="T1"><style:text-properties fo:font-style="italic" style:text-position="super 58%"/></style:style>
        <text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>
        <text:list-style style:name="Chinese"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:list-style>
        <text:list-style style:name="Articles"><text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="第" style:num-suffix="条"/></text:list-style>
        """;

    /// <summary>A text of these blocks.</summary>
    public static byte[] Of(string body, string meta = "", string mimeType = TextType, string manifest = "", string root = "text", params (string Name, byte[] Content)[] files) => WordFile.Zip(
    [
        ("mimetype", Encoding.ASCII.GetBytes(mimeType)),
        ("content.xml", Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?><office:document-content {Names}><office:automatic-styles>{Styles}</office:automatic-styles><office:body><office:{root}>{body}</office:{root}></office:body></office:document-content>""")),
        ("styles.xml", Encoding.UTF8.GetBytes($"<office:document-styles {Names}/>")),
        ("meta.xml", Encoding.UTF8.GetBytes($"<office:document-meta {Names}><office:meta>{meta}</office:meta></office:document-meta>")),
        ("META-INF/manifest.xml", Encoding.UTF8.GetBytes($"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/">{manifest}</manifest:file-entry></manifest:manifest>""")),
        .. files,
    ]);

    public static string P(string text, string style = "Standard") => $"<text:p text:style-name=\"{style}\">{text}</text:p>";

    public static string H(string text, int level = 1) => $"<text:h text:outline-level=\"{level}\">{text}</text:h>";

    public static string List(string style, params string[] items) => $"<text:list text:style-name=\"{style}\">{string.Concat(items.Select(item => $"<text:list-item>{item}</text:list-item>"))}</text:list>";
}
