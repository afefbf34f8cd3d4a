using System.Buffers.Text;
using System.Globalization;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>
/// An image of a document that has no address yet. The HTML contains a placeholder: <c>src="image-0"</c> is the first of <see
/// cref="ParsedDocument.Images"/>.
/// </summary>
/// <param name="Name">The name in the document: relative to it, or a part of its package.</param>
/// <param name="Content">Its bytes if the document contains them; not checked yet.</param>
/// <param name="Address">Its address on the web, if the document states its own.</param>
public sealed record DocumentImage(string Name, ReadOnlyMemory<byte>? Content = null, string? Address = null)
{
    /// <summary>The start of a placeholder.</summary>
    public const string Placeholder = "image-";

    /// <summary>Gets the placeholder of an image.</summary>
    public static string GetPlaceholder(int index) => Placeholder + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Creates an image from a relative address, or from a <c>data:</c> address.</summary>
    /// <returns><see langword="null"/> for any other address.</returns>
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

        return RelativeName.Find(source) is { } name ? new DocumentImage(name, Address: resolved is { Scheme: "http" or "https" } ? resolved.AbsoluteUri : null) : null;
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
