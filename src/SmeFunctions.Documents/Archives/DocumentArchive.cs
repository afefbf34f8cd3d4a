using System.IO.Compression;
using System.Text;
using System.Xml;
using SmeFunctions.Documents.Word;

namespace SmeFunctions.Documents.Archives;

/// <summary>
/// The files of an office document, unpacked within limits. Declared sizes are not trusted: bytes are counted while unpacking. Only requested files
/// are unpacked, so macros and embedded files are never touched, and nothing is downloaded.
/// </summary>
internal sealed class DocumentArchive : IDisposable
{
    /// <summary>Files in the archive; a document with thousands of images has this many.</summary>
    private const int MaxEntries = 10_000;

    /// <summary>Bytes of one part; the text of a thousand pages has 10 MB.</summary>
    private const int MaxPartBytes = 24 * 1024 * 1024;

    /// <summary>Bytes of all parts.</summary>
    private const int MaxTotalBytes = 64 * 1024 * 1024;

    /// <summary>Elements of all parts; each takes about 200 bytes of memory.</summary>
    private const int MaxElements = 500_000;

    /// <summary>Nested elements; a drawing in a table in a table has 50. Parsing needs stack for each level.</summary>
    private const int MaxDepth = 150;

    private const int MaxAttributes = 200;

    private readonly ZipArchive _archive;
    private readonly string _kind;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private int _unpacked;
    private int _elements;

    private DocumentArchive(ZipArchive archive, string kind)
    {
        _archive = archive;
        _kind = kind;
        foreach (var entry in archive.Entries)
        {
            // Some programs write backslashes, or a name twice; the first counts.
            _entries.TryAdd(Normalize(entry.FullName), entry);
        }
    }

    /// <summary>How its XML is read: without a DTD.</summary>
    public static XmlReaderSettings Xml { get; } = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    /// <summary>The first problem with a requested file.</summary>
    public DocumentError? Error { get; private set; }

    /// <param name="content">The archive.</param>
    /// <param name="kind">What the document is, for messages: <c>Word document</c>.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="error">Why it cannot be opened.</param>
    public static bool TryOpen(byte[] content, string kind, [NotNullWhen(true)] out DocumentArchive? archive, [NotNullWhen(false)] out DocumentError? error)
    {
        (archive, error) = (null, null);
        if (content.AsSpan().Count("PK\x01\x02"u8) > MaxEntries)
        {
            error = new DocumentError("too-large", $"The document is an archive of more than {MaxEntries:N0} files.");
            return false;
        }

        try
        {
            archive = new DocumentArchive(new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8), kind);
        }
        catch (Exception e) when (IsCorrupt(e))
        {
            error = CreateBrokenError(kind, "its archive has no valid directory");
        }

        return archive is not null;
    }

    public static DocumentError CreateBrokenError(string kind, string how) =>
        new("broken-document", $"The {kind} is broken: {how}. Open it in its program, save it again and upload it.");

    public static string Normalize(string name) => name.Replace('\\', '/').TrimStart('/');

    public void Dispose() => _archive.Dispose();

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Unpacks a part that must be XML without a DTD.</summary>
    /// <returns>The part; <see langword="null"/> when there is none, or <see cref="Error"/> says why it cannot be read.</returns>
    public byte[]? FindXml(string name) => Find(name) is { } content && IsBounded(content) ? content : null;

    /// <summary>Unpacks a part.</summary>
    /// <returns>The part; <see langword="null"/> when there is none, or <see cref="Error"/> says why it cannot be read.</returns>
    public byte[]? Find(string name)
    {
        if (Error is not null || !_entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        if (entry.IsEncrypted)
        {
            Error = OfficeFile.Encrypted();
            return null;
        }

        try
        {
            using var stream = entry.Open();
            return Unpack(stream);
        }
        catch (Exception e) when (IsCorrupt(e))
        {
            Error = CreateBrokenError(_kind, "a part of its archive cannot be unpacked");
            return null;
        }
    }

    private byte[]? Unpack(Stream stream)
    {
        var part = new MemoryStream();
        var buffer = new byte[81_920];
        while (stream.Read(buffer) is > 0 and var read)
        {
            _unpacked += read;
            if (part.Length + read > MaxPartBytes || _unpacked > MaxTotalBytes)
            {
                Error = new DocumentError("too-large", $"The document unpacks to more than the portal takes: {MaxPartBytes / 1024 / 1024} MB for a part of it, {MaxTotalBytes / 1024 / 1024} MB in all.");
                return null;
            }

            part.Write(buffer, 0, read);
        }

        return part.ToArray();
    }

    private bool IsBounded(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content), Xml);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && (++_elements > MaxElements || reader.Depth > MaxDepth || reader.AttributeCount > MaxAttributes))
                {
                    Error = reader.Depth > MaxDepth
                        ? new DocumentError("document-too-deep", $"The document has more than {MaxDepth} elements within each other.")
                        : new DocumentError("too-large", $"The document has more than {MaxElements:N0} elements, or one of them more than {MaxAttributes} attributes.");
                    return false;
                }
            }

            return true;
        }
        catch (XmlException)
        {
            Error = CreateBrokenError(_kind, "a part of it is not well-formed XML, or declares entities");
            return false;
        }
    }

    // ZipArchive throws these for a file that is no archive, or uses an unknown method.
    private static bool IsCorrupt(Exception e) => e is InvalidDataException or IOException or NotSupportedException or ArgumentException;
}
