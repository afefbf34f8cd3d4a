using System.Security.Cryptography;

namespace SmeFunctions.Portal.Reading;

/// <summary>Names a version by its content, for ETags.</summary>
internal static class ContentVersion
{
    /// <returns>16 hexadecimal digits.</returns>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
