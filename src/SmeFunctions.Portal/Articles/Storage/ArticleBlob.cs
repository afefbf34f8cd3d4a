using System.Buffers.Text;
using System.Text;

namespace SmeFunctions.Portal.Articles;

/// <summary>How what lies in the container <c>articles</c> is called, and what its metadata say.</summary>
internal static class ArticleBlob
{
    /// <summary>Whose an article or a mark is, encoded.</summary>
    public const string OwnerMetadata = "seed";

    /// <summary>That it was taken down: <see cref="WasPublic"/> or <see cref="NeverPublic"/>.</summary>
    public const string GoneMetadata = "gone";

    public const string WasPublic = "true";

    /// <summary>Of the mark on a slug that was announced, and taken down before anybody could get it.</summary>
    public const string NeverPublic = "never";

    private const string Extension = ".json";

    public static string GetName(string slug) => slug + Extension;

    /// <returns>The slug; <see langword="null"/> when it is not called like an article.</returns>
    public static string? GetSlug(string name) => name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : null;

    // Metadata is sent in headers, which take no letters but those of ASCII.
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string? Decode(string text) => Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;

    public static string? GetOwner(IDictionary<string, string> metadata) => metadata.TryGetValue(OwnerMetadata, out var text) ? Decode(text) : null;

    /// <param name="owner">Whose it is.</param>
    /// <param name="gone"><see cref="WasPublic"/> or <see cref="NeverPublic"/>, of a mark; <see langword="null"/> of an article.</param>
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
