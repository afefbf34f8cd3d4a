using System.Buffers.Text;
using System.Text;

namespace SmeFunctions.Portal.Articles;

/// <summary>Names and metadata of the blobs in the container <c>articles</c>.</summary>
internal static class ArticleBlob
{
    /// <summary>The owning document, encoded.</summary>
    public const string OwnerMetadata = "seed";

    /// <summary>Marks a removed article: <see cref="WasPublic"/> or <see cref="NeverPublic"/>.</summary>
    public const string GoneMetadata = "gone";

    public const string WasPublic = "true";

    /// <summary>For a slug that was announced, and taken down before readers could get the article.</summary>
    public const string NeverPublic = "never";

    private const string Extension = ".json";

    public static string GetName(string slug) => slug + Extension;

    /// <returns>The slug; <see langword="null"/> when the blob is not named like an article.</returns>
    public static string? GetSlug(string name) => name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : null;

    // Metadata is sent in headers, which are ASCII.
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string? Decode(string text) => Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;

    public static string? GetOwner(IDictionary<string, string> metadata) => metadata.TryGetValue(OwnerMetadata, out var text) ? Decode(text) : null;

    /// <param name="owner">The owning document.</param>
    /// <param name="gone"><see cref="WasPublic"/> or <see cref="NeverPublic"/> for a removed article; <see langword="null"/> for an article.</param>
    public static Dictionary<string, string> CreateMetadata(string owner, string? gone = null)
    {
        var metadata = new Dictionary<string, string> { [OwnerMetadata] = Encode(owner) };
        if (gone is not null)
        {
            metadata[GoneMetadata] = gone;
        }

        return metadata;
    }
}
