using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents;

/// <summary>
/// Addresses that an article had on another site, such as <c>/news/2017/notice.php?id=3</c>. They are aliases, too: each has a slug of fixed length, under
/// which the alias is stored.
/// </summary>
public static partial class FormerAddress
{
    /// <summary>UTF-16 units.</summary>
    public const int MaxLength = 1_000;

    private const string SlugPrefix = "address-";
    private const int HashLength = 16;

    /// <summary>Whether an alias is an address, and no former slug.</summary>
    public static bool IsAddress(string alias) => alias.Length is > 1 and <= MaxLength && alias[0] == '/' && alias[1] != '/' && !alias.Any(char.IsControl);

    /// <summary>Gets the slug of an alias: of a former slug itself, of an address its hash.</summary>
    public static string GetSlug(string alias) => IsAddress(alias) ? CreateSlug(alias) : alias;

    /// <summary>Creates the slug of an address. Addresses that web servers answer alike have the same.</summary>
    /// <param name="pathAndQuery">The path, escaped or not, and the query.</param>
    public static string CreateSlug(string pathAndQuery)
    {
        var end = pathAndQuery.IndexOf('#', StringComparison.Ordinal);
        var address = end < 0 ? pathAndQuery : pathAndQuery[..end];
        var question = address.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (address, "") : (address[..question], address[question..]);
        var normalized = OptionalEnd().Replace(Unescape(path), "").TrimEnd('/') + (query.Length > 1 ? Unescape(query.Replace('+', ' ')) : "");
        return SlugPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalized.ToLowerInvariant())).AsSpan(0, HashLength));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text).Normalize(NormalizationForm.FormC);

    // What a server sends for the directory, and the extension that some servers leave out.
    [GeneratedRegex(@"/(?:index|default)\.(?:html?|shtml|php|aspx?|jsp)$|(?<=[^/])\.html?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex OptionalEnd();
}
