using System.Buffers;
using System.Security.Cryptography;

namespace SmeFunctions.Documents.Images;

/// <summary>An image that the portal can serve.</summary>
/// <param name="Name">From its content: <c>{32 hexadecimal digits}.png</c>.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Width">Pixels, as displayed.</param>
/// <param name="Height">Pixels, as displayed.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ImageFile(string Name, string ContentType, int Width, int Height, ReadOnlyMemory<byte> Content)
{
    /// <summary>The most pixels; a browser needs four bytes for each.</summary>
    private const long MaxPixels = 50_000_000;

    private const string Folder = "/media/";
    private const int HashLength = 32;

    private static readonly SearchValues<char> _hexadecimal = SearchValues.Create("0123456789abcdef");

    private static readonly Dictionary<string, string> _contentTypes = new(StringComparer.Ordinal)
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
    };

    /// <summary>Gets the address of an image.</summary>
    public static string GetAddress(string name) => Folder + name;

    /// <summary>Whether a text is such an address.</summary>
    public static bool IsAddress(string? text) => text is not null && text.StartsWith(Folder, StringComparison.Ordinal) && GetContentType(text[Folder.Length..]) is not null;

    /// <summary>Gets the content type for a name; <see langword="null"/> when no image has such a name.</summary>
    public static string? GetContentType(string name) =>
        name.Length > HashLength + 1
        && name[HashLength] == '.'
        && !name.AsSpan(0, HashLength).ContainsAnyExcept(_hexadecimal)
            ? _contentTypes.GetValueOrDefault(name[(HashLength + 1)..])
            : null;

    /// <summary>Creates an image from its content.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="image">The image.</param>
    /// <param name="error">Why the portal cannot serve it.</param>
    public static bool TryRead(ReadOnlyMemory<byte> content, [NotNullWhen(true)] out ImageFile? image, [NotNullWhen(false)] out DocumentError? error)
    {
        image = null;
        if (ImageHeader.Read(content.Span) is not { } header)
        {
            error = new DocumentError("unsupported-format", "It is no PNG, JPEG, GIF or WebP image.");
            return false;
        }

        if (header is { Width: <= 0 } or { Height: <= 0 })
        {
            error = new DocumentError("broken-image", "The image is broken: it does not say how large it is.");
            return false;
        }

        if ((long)header.Width * header.Height > MaxPixels)
        {
            error = new DocumentError("image-too-large", $"The image has {header.Width:N0} × {header.Height:N0} points; {MaxPixels:N0} in all is the most.");
            return false;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span))[..HashLength];
        image = new ImageFile($"{hash}.{header.Extension}", header.ContentType, header.Width, header.Height, content);
        error = null;
        return true;
    }
}
