using System.Security.Cryptography;
using System.Text;

namespace SmeFunctions.Portal.Reading;

/// <summary>Computes a version from content, for ETags.</summary>
internal static class ContentVersion
{
    /// <returns>16 hexadecimal digits.</returns>
    // The length comes first, or "ab", "c" would equal "a", "bc".
    public static string Compute(IEnumerable<string> parts) => Compute(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}"))));

    /// <returns>16 hexadecimal digits.</returns>
    public static string Compute(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
