using System.Buffers.Binary;

namespace SmeFunctions.Documents.Images;

/// <summary>Reads the header of an image. Nothing is decoded, because a small file may declare a huge image.</summary>
/// <param name="Extension">The file extension.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Width">Pixels; 0 when the header is damaged.</param>
/// <param name="Height">Pixels; 0 when the header is damaged.</param>
public readonly record struct ImageHeader(string Extension, string ContentType, int Width, int Height)
{
    /// <summary>Whether the content begins like a supported image.</summary>
    public static bool IsImage(ReadOnlySpan<byte> content) => GetKind(content) is not null;

    /// <returns>The header; <see langword="null"/> when it is not a supported image.</returns>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        if (GetKind(content) is not var (extension, type))
        {
            return null;
        }

        var (width, height) = extension switch
        {
            "png" => ReadPng(content),
            "jpg" => ReadJpeg(content),
            "gif" => ReadGif(content),
            _ => ReadWebp(content),
        };
        return new ImageHeader(extension, type, width, height);
    }

    private static (string Extension, string ContentType)? GetKind(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("png", "image/png"),
        [0xFF, 0xD8, 0xFF, ..] => ("jpg", "image/jpeg"),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ("gif", "image/gif"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ("webp", "image/webp"),
        _ => null,
    };

    private static (int Width, int Height) ReadPng(ReadOnlySpan<byte> content) =>
        content.Length >= 33 && content[12..16].SequenceEqual("IHDR"u8)
            ? (Int32(content[16..]), Int32(content[20..]))
            : default;

    private static (int Width, int Height) ReadGif(ReadOnlySpan<byte> content) =>
        content.Length >= 13 ? (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..])) : default;

    private static (int Width, int Height) ReadWebp(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30)
        {
            return default;
        }

        var data = content[20..];
        return content[12..16] switch
        {
            [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (Int24(data[4..]) + 1, Int24(data[7..]) + 1),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] when data[0] == 0x2F && BinaryPrimitives.ReadUInt32LittleEndian(data[1..]) is var bits =>
                ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1),
            [(byte)'V', (byte)'P', (byte)'8', (byte)' '] when data[3..6] is [0x9D, 0x01, 0x2A] =>
                (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF),
            _ => default,
        };
    }

    // Segments up to the start of a frame; each has its length.
    private static (int Width, int Height) ReadJpeg(ReadOnlySpan<byte> content)
    {
        var isTurned = false;
        for (var at = 2; at + 9 < content.Length && content[at] == 0xFF;)
        {
            var marker = content[at + 1];
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (length < 2 || marker is 0xD9 or 0xDA)
            {
                return default;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                int height = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]);
                int width = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]);
                return isTurned ? (height, width) : (width, height);
            }

            if (marker == 0xE1 && at + 2 + length <= content.Length)
            {
                isTurned |= IsRotated(content.Slice(at + 4, length - 2));
            }

            at += 2 + length;
        }

        return default;
    }

    // Cameras store an image as the sensor saw it, and how to turn it; 5 to 8 mean by a right angle.
    private static bool IsRotated(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 14 || !exif.StartsWith("Exif\0\0"u8))
        {
            return false;
        }

        var tiff = exif[6..];
        var isLittle = tiff[0] == 'I';
        var first = Number(tiff[4..], 4);
        if (first < 8 || first > tiff.Length - 2)
        {
            return false;
        }

        var count = Number(tiff[(int)first..], 2);
        for (var i = 0; i < count && first + 2 + ((i + 1) * 12) <= tiff.Length; i++)
        {
            var entry = tiff.Slice((int)first + 2 + (i * 12), 12);
            if (Number(entry, 2) == 0x0112)
            {
                return Number(entry[8..], 2) is >= 5 and <= 8;
            }
        }

        return false;

        uint Number(ReadOnlySpan<byte> bytes, int length) => (isLittle, length) switch
        {
            (true, 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (false, 2) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (true, _) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
    }

    private static int Int32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
