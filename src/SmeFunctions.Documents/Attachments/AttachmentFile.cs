using System.Security.Cryptography;

namespace SmeFunctions.Documents.Attachments;

/// <summary>A file that the portal offers for download as it is.</summary>
/// <param name="StoredName">From its content: <c>{32 hexadecimal digits}.pdf</c>.</param>
/// <param name="FileName">Its own name, without directories.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Content">Its bytes.</param>
public sealed record AttachmentFile(string StoredName, string FileName, string ContentType, ReadOnlyMemory<byte> Content)
{
    private const string Folder = "/media/";
    private const string UnknownType = "application/octet-stream";
    private const string UnknownExtension = "bin";
    private const int HashLength = 32;
    private const int MaxExtensionLength = 8;

    private static readonly string[] _folders = ["files", "attachments", "附件"];

    // Formats that readers download. A link to another format, such as a page, is a link to another document.
    private static readonly Dictionary<string, string> _contentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pdf"] = "application/pdf",
        ["ofd"] = "application/ofd",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["wps"] = "application/vnd.ms-works",
        ["rtf"] = "application/rtf",
        ["odt"] = "application/vnd.oasis.opendocument.text",
        ["xls"] = "application/vnd.ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["et"] = UnknownType,
        ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        ["csv"] = "text/csv",
        ["ppt"] = "application/vnd.ms-powerpoint",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["dps"] = UnknownType,
        ["odp"] = "application/vnd.oasis.opendocument.presentation",
        ["zip"] = "application/zip",
        ["rar"] = "application/vnd.rar",
        ["7z"] = "application/x-7z-compressed",
        ["gz"] = "application/gzip",
        ["epub"] = "application/epub+zip",
        ["mp3"] = "audio/mpeg",
        ["mp4"] = "video/mp4",
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
        ["tif"] = "image/tiff",
        ["tiff"] = "image/tiff",
    };

    /// <summary>The extensions of those formats, for a pattern.</summary>
    internal static IEnumerable<string> Extensions => _contentTypes.Keys;

    /// <summary>The directories whose files are never articles.</summary>
    public static IReadOnlyList<string> Folders => _folders;

    /// <summary>Whether a link to such a file offers it for download.</summary>
    public static bool IsFormat(string fileName) => _contentTypes.ContainsKey(GetExtension(fileName));

    /// <summary>Whether a file lies in a directory for attachments.</summary>
    public static bool IsInFolder(string name) => name.Split('/') is [.., var folder, _] && _folders.Contains(folder, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the content type for a name. Anything unknown is only bytes.</summary>
    public static string GetContentType(string fileName) => _contentTypes.GetValueOrDefault(GetExtension(fileName)) ?? UnknownType;

    public static AttachmentFile Create(string name, ReadOnlyMemory<byte> content)
    {
        var fileName = name[(name.LastIndexOf('/') + 1)..];
        return new AttachmentFile(GetStoredName(Convert.ToHexStringLower(SHA256.HashData(content.Span))[..HashLength], fileName), fileName, GetContentType(fileName), content);
    }

    /// <summary>Gets the address of a stored file under its own name.</summary>
    public static string GetAddress(string storedName, string fileName) =>
        $"{Folder}{storedName.AsSpan(0, HashLength)}/{Uri.EscapeDataString(fileName)}";

    /// <summary>Whether a text is such an address.</summary>
    public static bool IsAddress(string? text) =>
        text?.StartsWith(Folder, StringComparison.Ordinal) == true && text[Folder.Length..].Split('/') is [var hash, var name] && FindStoredName(hash, name) is not null;

    /// <summary>Gets the stored name for such an address.</summary>
    /// <param name="hash">The hash in the address.</param>
    /// <param name="fileName">The file's own name.</param>
    /// <returns><see langword="null"/> when no file can have it.</returns>
    public static string? FindStoredName(string hash, string fileName) =>
        hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower) && fileName.Length > 0 && !fileName.Any(char.IsControl) ? GetStoredName(hash, fileName) : null;

    private static string GetStoredName(string hash, string fileName)
    {
        var extension = GetExtension(fileName).ToLowerInvariant();
        return $"{hash}.{(extension.Length is > 0 and <= MaxExtensionLength && extension.All(char.IsAsciiLetterOrDigit) ? extension : UnknownExtension)}";
    }

    private static string GetExtension(string fileName) => fileName.LastIndexOf('.') is >= 0 and var dot ? fileName[(dot + 1)..] : "";
}
