using System.Buffers.Binary;

namespace SmeFunctions.Portal.Tests.Media;

/// <summary>The beginnings of images, which is all that is read of them.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height, byte mark = 0)
    {
        byte[] content = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, mark];
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(20), height);
        return content;
    }

    public static byte[] Gif(ushort width, ushort height) => [.. "GIF89a"u8, .. Little(width), .. Little(height), 0, 0, 0];

    public static byte[] WebpExtended(int width, int height) =>
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. Little((ushort)(width - 1)), 0, .. Little((ushort)(height - 1)), 0];

    public static byte[] WebpLossless(int width, int height)
    {
        byte[] content = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, 10, 0, 0, 0, 0x2F, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(21), (uint)(width - 1) | ((uint)(height - 1) << 14));
        return content;
    }

    public static byte[] WebpLossy(ushort width, ushort height) =>
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 10, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, .. Little(width), .. Little(height)];

    /// <summary>A photograph, turned as its camera says: 1 to 8.</summary>
    public static byte[] Jpeg(ushort width, ushort height, ushort turned = 1, bool isLittle = true)
    {
        byte[] tiff = isLittle
            ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)turned, 0, 0, 0]
            : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)turned, 0, 0];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, 0xFF, 0xC4, 0, 2, 0xFF, 0xC2, 0, 11, 8, .. Big(height), .. Big(width), 1, 0, 0, 0, 0xFF, 0xDA, 0, 2];
    }

    private static byte[] Little(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Big(ushort value) => [(byte)(value >> 8), (byte)value];
}
