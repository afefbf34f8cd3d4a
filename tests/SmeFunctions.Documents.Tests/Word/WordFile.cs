using System.IO.Compression;
using System.Text;

namespace SmeFunctions.Documents.Tests;

/// <summary>Packages put together by hand, as other programs write them, or as no program would.</summary>
internal static class WordFile
{
    public const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string Names =
        """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
        """;

    // A point.
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>A document of these blocks.</summary>
    public static byte[] Of(string body, params (string Name, string Content)[] more) => Zip([.. Parts(body, more).Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content)))]);

    /// <summary>The same with parts that are no text.</summary>
    public static byte[] With(string body, IEnumerable<(string Name, byte[] Content)> files, params (string Name, string Content)[] more) =>
        Zip([.. Parts(body, more).Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content))), .. files]);

    public static (string Name, string Content)[] Parts(string body, params (string Name, string Content)[] more)
    {
        (string Name, string Content)[] parts =
        [
            ("[Content_Types].xml", $"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MainType}"/></Types>"""),
            ("_rels/.rels", Rels(("rId1", "officeDocument", "word/document.xml", false))),
            ("word/document.xml", Document(body)),
            .. more,
        ];
        return [.. parts.GroupBy(part => part.Name).Select(same => same.Last())];
    }

    public static string Document(string body) => $"""<?xml version="1.0" encoding="UTF-8"?><w:document {Names}><w:body>{body}</w:body></w:document>""";

    public static string Part(string root, string content) => $"<w:{root} {Names}>{content}</w:{root}>";

    public static string Rels(params (string Id, string Type, string Target, bool External)[] relations) =>
        """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"""
        + string.Concat(relations.Select(relation => $"""<Relationship Id="{relation.Id}" Type="{Relations}/{relation.Type}" Target="{relation.Target}"{(relation.External ? " TargetMode=\"External\"" : "")}/>"""))
        + "</Relationships>";

    public static string Core(string properties) =>
        $"""<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{properties}</cp:coreProperties>""";

    /// <summary>A paragraph of plain text, in a style.</summary>
    public static string P(string text, string? style = null, string more = "") =>
        $"<w:p>{(style is null && more.Length == 0 ? "" : $"<w:pPr>{(style is null ? "" : $"<w:pStyle w:val=\"{style}\"/>")}{more}</w:pPr>")}{R(text)}</w:p>";

    public static string R(string text, string properties = "") =>
        $"<w:r>{(properties.Length == 0 ? "" : $"<w:rPr>{properties}</w:rPr>")}<w:t xml:space=\"preserve\">{text}</w:t></w:r>";

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
