using System.Text;

namespace SmeFunctions.Portal.Import;

/// <summary>Decodes names of ZIP entries whose encoding is not stated: UTF-8, or GB18030 as Chinese versions of Windows write it.</summary>
internal static class ZipEntryName
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding _gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <param name="name">The name: rightly decoded where its encoding is stated, otherwise as Latin-1, which keeps the bytes.</param>
    public static string Decode(string name)
    {
        if (!name.Any(c => c >= 0x80) || name.Any(c => c > 0xFF))
        {
            return name;
        }

        var bytes = Encoding.Latin1.GetBytes(name);
        return TryDecode(_utf8, bytes) ?? TryDecode(_gb18030, bytes) ?? name;
    }

    private static string? TryDecode(Encoding encoding, byte[] bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
