using System.Text;

namespace SmeFunctions.Documents.Word;

/// <summary>Detects files of office programs by their content; all of them use one of two containers.</summary>
internal static class OfficeFile
{
    private static readonly (byte[] Stream, string Name)[] _compoundStreams =
    [
        (Encoding.Unicode.GetBytes("WordDocument"), "an old Word document (.doc)"),
        (Encoding.Unicode.GetBytes("Workbook"), "an old Excel workbook (.xls)"),
        (Encoding.Unicode.GetBytes("PowerPoint Document"), "an old PowerPoint presentation (.ppt)"),
    ];

    private static readonly (string Part, string Name)[] _contentTypes =
    [
        ("spreadsheetml", "an Excel workbook"),
        ("ms-excel", "an Excel workbook"),
        ("presentationml", "a PowerPoint presentation"),
        ("ms-powerpoint", "a PowerPoint presentation"),
        ("ms-visio", "a Visio drawing"),
    ];

    private static readonly (string Type, string Name)[] _mimeTypes =
    [
        ("application/vnd.oasis.opendocument.text", "an OpenDocument text without text"),
        ("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
        ("application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation (.odp)"),
        ("application/vnd.oasis.opendocument", "an OpenDocument file that is no text"),
        ("application/epub", "an EPUB book"),
    ];

    public static bool IsZip(ReadOnlySpan<byte> content) => content is [0x50, 0x4B, 0x03, 0x04, ..] or [0x50, 0x4B, 0x05, 0x06, ..];

    /// <summary>Whether it is a compound file: Office until 2007, or a protected document.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> content) => content is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    /// <summary>Why a compound file cannot be read. Its directory has the names of its streams in UTF-16.</summary>
    public static DocumentError RejectCompound(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0)
        {
            return Encrypted();
        }

        foreach (var (stream, name) in _compoundStreams)
        {
            if (content.IndexOf(stream) >= 0)
            {
                return Unsupported(name);
            }
        }

        return Unsupported("an old Office document (.doc, .xls or .ppt)");
    }

    /// <summary>Why a package without a Word document cannot be read.</summary>
    /// <param name="contentTypes">The content types of its parts.</param>
    public static DocumentError RejectPackage(IEnumerable<string> contentTypes) =>
        Unsupported(
            contentTypes
                .Select(type => Array.Find(_contentTypes, known => type.Contains(known.Part, StringComparison.OrdinalIgnoreCase)).Name)
                .FirstOrDefault(name => name is not null)
            ?? "a ZIP archive without a Word document in it");

    /// <summary>Why an archive that is no Office package cannot be read.</summary>
    /// <param name="mimeType">The content of its file <c>mimetype</c>, if it has one.</param>
    public static DocumentError RejectArchive(string mimeType) =>
        Unsupported(Array.Find(_mimeTypes, known => mimeType.StartsWith(known.Type, StringComparison.Ordinal)).Name ?? "a ZIP archive without a Word document in it");

    public static DocumentError Encrypted() =>
        new("encrypted-document", "The document is protected by a password; save it without one and upload it again.");

    private static DocumentError Unsupported(string format) => DocumentReader.CreateUnsupportedError(format);
}
