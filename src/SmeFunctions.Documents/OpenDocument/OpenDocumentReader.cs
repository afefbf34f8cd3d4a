using System.Text;
using System.Xml;
using System.Xml.Linq;
using SmeFunctions.Documents.Archives;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Word;

namespace SmeFunctions.Documents.OpenDocument;

/// <summary>Reads OpenDocument texts (.odt, .ott), as LibreOffice and OpenOffice write them.</summary>
internal static class OpenDocumentReader
{
    private const string Kind = "OpenDocument text";

    /// <summary>Whether an archive has the files of an OpenDocument. Their names are not compressed.</summary>
    public static bool CanRead(ReadOnlySpan<byte> content) =>
        OfficeFile.IsZip(content) && content.IndexOf("META-INF/manifest.xml"u8) >= 0 && content.IndexOf("content.xml"u8) >= 0 && content.IndexOf("[Content_Types].xml"u8) < 0;

    public static ReadResult Read(byte[] content, ReadContext context)
    {
        if (!DocumentArchive.TryOpen(content, Kind, out var archive, out var error))
        {
            return error;
        }

        using (archive)
        {
            try
            {
                return Read(archive, context);
            }
            catch (Exception e) when (e is XmlException or InvalidDataException or FormatException)
            {
                return DocumentArchive.CreateBrokenError(Kind, "its text is not as an office program writes it");
            }
        }
    }

    private static ReadResult Read(DocumentArchive archive, ReadContext context)
    {
        if (Load(archive, "META-INF/manifest.xml")?.Descendants().Any(element => element.Name.LocalName == "encryption-data") == true)
        {
            return OfficeFile.Encrypted();
        }

        var text = Load(archive, "content.xml");
        var styles = new OpenDocumentStyles([Load(archive, "styles.xml"), text]);
        var properties = ReadProperties(Load(archive, "meta.xml"));
        if (archive.Error is { } error)
        {
            return error;
        }

        if (text?.Descendants().FirstOrDefault(element => element.Name.LocalName == "text" && element.Name.NamespaceName.Contains(":office:", StringComparison.Ordinal)) is not { } body)
        {
            // A spreadsheet, a presentation or a drawing.
            return archive.Find("mimetype") is { } type ? OfficeFile.RejectArchive(Encoding.ASCII.GetString(type)) : DocumentArchive.CreateBrokenError(Kind, "the part with its text is missing");
        }

        var reader = new OpenDocumentContent(styles);
        var blocks = reader.Read(body);
        var result = BlockDocument.Build(blocks, reader.CreateNotes(), properties, reader.CreateWarnings(), context);
        if (result is not ReadResult.Document(var document))
        {
            return result;
        }

        var images = document.Images.Select(image => image with { Content = archive.Find(image.Name) ?? [] }).ToList();
        return archive.Error is { } tooLarge ? tooLarge : document with { Images = images };
    }

    private static FileProperties ReadProperties(XElement? root)
    {
        return FileProperties.Create(Find("title"), Find("creator") ?? Find("initial-creator"), string.Join(", ", FindAll("keyword")), language: Find("language"), created: Find("creation-date"));

        IEnumerable<string> FindAll(string name) => root?.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value) ?? [];

        string? Find(string name) => FindAll(name).FirstOrDefault();
    }

    private static XElement? Load(DocumentArchive archive, string name)
    {
        if (archive.FindXml(name) is not { } content)
        {
            return null;
        }

        using var reader = XmlReader.Create(new MemoryStream(content), DocumentArchive.Xml);
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }
}
