using System.Buffers.Text;
using System.Globalization;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Documents;

/// <summary>
/// An image of a document that has no address yet. In the document's markup a place is kept for it: <c>src="image-0"</c> is the first of
/// <see cref="ParsedDocument.Images"/>.
/// </summary>
/// <param name="Name">As the document names it: relative to itself, or a part of it.</param>
/// <param name="Content">Its bytes, where the document brings them along; not known yet to be an image.</param>
/// <param name="Address">Where it is on the web, if the document says where it is from itself.</param>
public sealed record DocumentImage(string Name, ReadOnlyMemory<byte>? Content = null, string? Address = null)
{
    /// <summary>What stands for the address in the markup.</summary>
    public const string Placeholder = "image-";

    /// <summary>The address that keeps a place.</summary>
    public static string GetPlaceholder(int index) => Placeholder + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes the address of an image that is relative, or has the image in it.</summary>
    /// <returns><see langword="null"/> for any other.</returns>
    public static DocumentImage? Create(string? source, Uri? resolved)
    {
        source = source?.Trim();
        if (string.IsNullOrEmpty(source))
        {
            return null;
        }

        if (source.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return FromDataUri(source);
        }

        // On this system "/a" is taken for a file of that name.
        if (source[0] == '#' || source.StartsWith("//", StringComparison.Ordinal) || (source[0] != '/' && Uri.TryCreate(source, UriKind.Absolute, out _)))
        {
            return null;
        }

        var end = source.AsSpan().IndexOfAny('?', '#');
        var name = Uri.UnescapeDataString(end < 0 ? source : source[..end]).Replace('\\', '/');
        var isName = name.Length > 0 && !name.Any(char.IsControl) && !name.AsSpan(0, name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : name.Length).Contains(':');
        return !isName ? null : new DocumentImage(name, Address: resolved is { Scheme: "http" or "https" } ? resolved.AbsoluteUri : null);
    }

    private static DocumentImage? FromDataUri(string source)
    {
        var comma = source.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !source[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var data = source.AsSpan(comma + 1);
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        return Convert.TryFromBase64Chars(data, content, out var length) && ImageHeader.IsImage(content.AsSpan(0, length)) ? new DocumentImage("data:", content.AsMemory(0, length)) : null;
    }
}
