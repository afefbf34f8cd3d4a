using System.Buffers.Binary;

namespace SmeFunctions.Portal.Import;

/// <summary>Reads how many entries a ZIP has, before they are read into memory.</summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const int EndLength = 22;
    private const int Zip64LocatorLength = 20;
    private const int Zip64EndLength = 40;
    private const int MaxCommentLength = 65_535;

    /// <returns>The number; <see langword="null"/> when the stream is no whole ZIP.</returns>
    public static async Task<ulong?> CountEntriesAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(stream.Length, EndLength + Zip64LocatorLength + MaxCommentLength)];
        stream.Position = stream.Length - tail.Length;
        await stream.ReadExactlyAsync(tail, cancellationToken);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
            {
                continue;
            }

            var count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
            var locator = at - Zip64LocatorLength;
            if (count < ushort.MaxValue || locator < 0 || BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(locator)) != Zip64LocatorSignature)
            {
                return count;
            }

            var offset = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(locator + 8));
            var end = new byte[Zip64EndLength];
            if (offset < 0 || offset > stream.Length - end.Length)
            {
                return null;
            }

            stream.Position = offset;
            await stream.ReadExactlyAsync(end, cancellationToken);
            return BinaryPrimitives.ReadUInt32LittleEndian(end) == Zip64EndSignature ? BinaryPrimitives.ReadUInt64LittleEndian(end.AsSpan(32)) : null;
        }

        return null;
    }
}
