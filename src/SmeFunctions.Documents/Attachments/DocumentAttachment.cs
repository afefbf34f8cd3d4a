using System.Globalization;

namespace SmeFunctions.Documents.Attachments;

/// <summary>
/// A file that a document offers for download. Where the document links to it, the HTML contains a placeholder: <c>href="attachment-0"</c> is the first of
/// <see cref="ParsedDocument.Attachments"/>.
/// </summary>
/// <param name="Name">The name in the document, relative to it.</param>
/// <param name="Address">Its address on the web, if the document states its own.</param>
/// <param name="IsNamed">Whether the document only names the file in its list of annexes; it may lie in a directory for attachments.</param>
public sealed record DocumentAttachment(string Name, string? Address = null, bool IsNamed = false)
{
    /// <summary>The start of a placeholder.</summary>
    public const string Placeholder = "attachment-";

    /// <summary>Gets the placeholder of a link.</summary>
    public static string GetPlaceholder(int index) => Placeholder + index.ToString(CultureInfo.InvariantCulture);

    internal static bool IsPlaceholder(string? address) =>
        address?.StartsWith(Placeholder, StringComparison.Ordinal) == true && int.TryParse(address.AsSpan(Placeholder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
