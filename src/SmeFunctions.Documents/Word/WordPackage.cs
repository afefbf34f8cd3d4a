using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SmeFunctions.Documents.Word;

/// <summary>
/// The parts of a .docx, unpacked within limits. Declared sizes are not trusted: bytes are counted while unpacking. Only requested parts are
/// unpacked, so macros and embedded files are never touched, and nothing is downloaded.
/// </summary>
internal sealed class WordPackage : IDisposable
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

    private const string ContentTypesName = "[Content_Types].xml";

    private static readonly XmlReaderSettings _xml = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private int _unpacked;
    private int _elements;

    private WordPackage(ZipArchive archive)
    {
        _archive = archive;
        foreach (var entry in archive.Entries)
        {
            // Some programs write backslashes, or a name twice; the first counts.
            _entries.TryAdd(Normal(entry.FullName), entry);
        }
    }

    /// <summary>The first problem with a requested part.</summary>
    public DocumentError? Error { get; private set; }

    /// <summary>The main part of the document.</summary>
    public string MainPart { get; private set; } = "";

    public static bool TryOpen(byte[] content, [NotNullWhen(true)] out WordPackage? package, [NotNullWhen(false)] out DocumentError? error)
    {
        package = null;
        if (content.AsSpan().Count("PK\x01\x02"u8) > MaxEntries)
        {
            error = new DocumentError("too-large", $"The document is an archive of more than {MaxEntries:N0} files.");
            return false;
        }

        try
        {
            package = new WordPackage(new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8));
            error = package.FindMainPart();
        }
        catch (Exception e) when (IsCorrupt(e))
        {
            error = Broken("its archive has no valid directory");
        }

        if (error is not null)
        {
            package?.Dispose();
            package = null;
        }

        return package is not null;
    }

    public void Dispose() => _archive.Dispose();

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
            Error = Broken("a part of its archive cannot be unpacked");
            return null;
        }
    }

    /// <summary>The relationships of a part, by id.</summary>
    public Dictionary<string, WordRelation> Relations(string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = part[..(slash + 1)];
        var relations = new Dictionary<string, WordRelation>(StringComparer.Ordinal);
        foreach (var element in Elements($"{folder}_rels/{part[(slash + 1)..]}.rels", "Relationship"))
        {
            if (element.Attribute("Id")?.Value is { } id && element.Attribute("Type")?.Value is { } type && element.Attribute("Target")?.Value is { } target)
            {
                var isExternal = element.Attribute("TargetMode")?.Value == "External";
                relations.TryAdd(id, new WordRelation(type[(type.LastIndexOf('/') + 1)..], isExternal ? target : Resolve(folder, target), isExternal));
            }
        }

        return relations;
    }

    /// <summary>The elements of that name in a small part; none when it is missing.</summary>
    public IEnumerable<XElement> Elements(string part, string localName)
    {
        if (FindXml(part) is not { } content)
        {
            return [];
        }

        using var reader = XmlReader.Create(new MemoryStream(content), _xml);
        return XElement.Load(reader).DescendantsAndSelf().Where(element => element.Name.LocalName == localName);
    }

    private DocumentError? FindMainPart()
    {
        if (!_entries.ContainsKey(ContentTypesName))
        {
            return OfficeFile.RejectArchive(Find("mimetype") is { } type ? Encoding.ASCII.GetString(type) : "");
        }

        var overrides = Elements(ContentTypesName, "Override")
            .GroupBy(part => Normal(part.Attribute("PartName")?.Value ?? ""), part => part.Attribute("ContentType")?.Value ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);
        var defaults = Elements(ContentTypesName, "Default")
            .GroupBy(part => part.Attribute("Extension")?.Value ?? "", part => part.Attribute("ContentType")?.Value ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);

        // Some programs declare the main type as the default of its extension, and override it for the other parts.
        var main = Relations("").Values.FirstOrDefault(relation => relation is { Type: "officeDocument", IsExternal: false })?.Target
            ?? overrides.FirstOrDefault(part => IsWordDocument(part.Value)).Key;
        if (Error is not null)
        {
            return Error;
        }

        if (main is null || !IsWordDocument(overrides.GetValueOrDefault(main) ?? defaults.GetValueOrDefault(main[(main.LastIndexOf('.') + 1)..]) ?? ""))
        {
            return OfficeFile.RejectPackage(overrides.Values.Concat(defaults.Values));
        }

        MainPart = main;
        return null;
    }

    // Documents and templates, with or without macros; macros are not read.
    private static bool IsWordDocument(string contentType) =>
        contentType.EndsWith(".main+xml", StringComparison.OrdinalIgnoreCase)
        && (contentType.Contains("wordprocessingml", StringComparison.OrdinalIgnoreCase) || contentType.Contains("ms-word", StringComparison.OrdinalIgnoreCase));

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
            using var reader = XmlReader.Create(new MemoryStream(content), _xml);
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
            Error = Broken("a part of it is not well-formed XML, or declares entities");
            return false;
        }
    }

    // ZipArchive throws these for a file that is no archive, or uses an unknown method.
    private static bool IsCorrupt(Exception e) => e is InvalidDataException or IOException or NotSupportedException or ArgumentException;

    public static DocumentError Broken(string how) => new("broken-document", $"The Word document is broken: {how}. Open it in Word, save it again and upload it.");

    private static string Normal(string name) => name.Replace('\\', '/').TrimStart('/');

    // Targets are relative to the part, or absolute in the package.
    private static string Resolve(string folder, string target)
    {
        var path = new List<string>(target is ['/' or '\\', ..] ? [] : folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in Uri.UnescapeDataString(target).Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == "..")
            {
                path.RemoveRange(Math.Max(path.Count - 1, 0), Math.Min(path.Count, 1));
            }
            else if (step != ".")
            {
                path.Add(step);
            }
        }

        return string.Join('/', path);
    }
}

/// <summary>A relationship of a part.</summary>
/// <param name="Type">The last segment of its type: <c>hyperlink</c>, <c>image</c>.</param>
/// <param name="Target">The name of a part, or an external address.</param>
/// <param name="IsExternal">Whether it is external.</param>
internal sealed record WordRelation(string Type, string Target, bool IsExternal);
