using System.Text;
using System.Xml;
using System.Xml.Linq;
using SmeFunctions.Documents.Archives;

namespace SmeFunctions.Documents.Word;

/// <summary>The parts of a .docx, and their relationships.</summary>
internal sealed class WordPackage : IDisposable
{
    private const string Kind = "Word document";
    private const string ContentTypesName = "[Content_Types].xml";

    private readonly DocumentArchive _archive;

    private WordPackage(DocumentArchive archive) => _archive = archive;

    /// <summary>The first problem with a requested part.</summary>
    public DocumentError? Error => _archive.Error;

    /// <summary>The main part of the document.</summary>
    public string MainPart { get; private set; } = "";

    public static bool TryOpen(byte[] content, [NotNullWhen(true)] out WordPackage? package, [NotNullWhen(false)] out DocumentError? error)
    {
        package = null;
        if (!DocumentArchive.TryOpen(content, Kind, out var archive, out error))
        {
            return false;
        }

        package = new WordPackage(archive);
        error = package.FindMainPart();
        if (error is not null)
        {
            package.Dispose();
            package = null;
        }

        return package is not null;
    }

    public static DocumentError Broken(string how) => DocumentArchive.CreateBrokenError(Kind, how);

    public void Dispose() => _archive.Dispose();

    /// <summary>Unpacks a part that must be XML without a DTD.</summary>
    /// <returns>The part; <see langword="null"/> when there is none, or <see cref="Error"/> says why it cannot be read.</returns>
    public byte[]? FindXml(string name) => _archive.FindXml(name);

    /// <summary>Unpacks a part.</summary>
    /// <returns>The part; <see langword="null"/> when there is none, or <see cref="Error"/> says why it cannot be read.</returns>
    public byte[]? Find(string name) => _archive.Find(name);

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

        using var reader = XmlReader.Create(new MemoryStream(content), DocumentArchive.Xml);
        return XElement.Load(reader).DescendantsAndSelf().Where(element => element.Name.LocalName == localName);
    }

    private DocumentError? FindMainPart()
    {
        if (!_archive.Contains(ContentTypesName))
        {
            return OfficeFile.RejectArchive(Find("mimetype") is { } type ? Encoding.ASCII.GetString(type) : "");
        }

        var overrides = Elements(ContentTypesName, "Override")
            .GroupBy(part => DocumentArchive.Normalize(part.Attribute("PartName")?.Value ?? ""), part => part.Attribute("ContentType")?.Value ?? "", StringComparer.OrdinalIgnoreCase)
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
