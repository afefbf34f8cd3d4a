using System.Security.Cryptography;
using System.Text;

namespace SmeFunctions.Portal.Reading;

/// <summary>Names a version by its content, for ETags.</summary>
internal static class ContentVersion
{
    /// <returns>16 hexadecimal digits.</returns>
    // Length first, or "ab", "c" would be "a", "bc".
    public static string Compute(IEnumerable<string> parts) => Compute(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}"))));

    /// <returns>16 hexadecimal digits.</returns>
    public static string Compute(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
