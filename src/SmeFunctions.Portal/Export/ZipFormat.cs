using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace SmeFunctions.Portal.Export;

/// <summary>
/// Writes the records of a ZIP file: entries, and the directory at its end (PKWARE APPNOTE 6.3.10, with ZIP64). <see cref="ZipArchive"/> writes a whole
/// file in one go; an export is written in pages by several executions.
/// </summary>
internal static class ZipFormat
{
    private const uint EntrySignature = 0x04034b50;
    private const uint DirectorySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint Zip64LocatorSignature = 0x07064b50;

    private const int EntryHeaderLength = 30;
    private const int DirectoryHeaderLength = 46;
    private const int EndLength = 22;
    private const int Zip64EndLength = 56;
    private const int Zip64LocatorLength = 20;

    /// <summary>The extra field of an entry that begins after 4 GiB: tag, length, offset.</summary>
    private const int Zip64ExtraLength = 12;

    private const ushort Version = 20;
    private const ushort Zip64Version = 45;
    private const ushort Utf8Names = 0x0800;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private static readonly DateTimeOffset _earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Creates an entry.</summary>
    /// <param name="path">Its path, separated by slashes.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="modified">When it was last modified.</param>
    /// <param name="offset">Where it begins.</param>
    /// <returns>What the directory says of it, and its bytes: a header and the content.</returns>
    public static (ZipEntryRecord Entry, byte[] Bytes) CreateEntry(string path, ReadOnlySpan<byte> content, DateTimeOffset modified, long offset)
    {
        var deflated = Deflate(content);
        var isDeflated = deflated.Length < content.Length;
        var data = isDeflated ? deflated : content;
        var entry = new ZipEntryRecord(path, Crc32.HashToUInt32(content), data.Length, content.Length, isDeflated, GetTime(modified), offset);

        var name = Encoding.UTF8.GetBytes(path);
        var bytes = new byte[EntryHeaderLength + name.Length + data.Length];
        var writer = new Writer(bytes);
        writer.Write(EntrySignature);
        WriteCommon(ref writer, entry, Version);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
        writer.Write(name);
        writer.Write(data);
        return (entry, bytes);
    }

    /// <summary>Creates the directory.</summary>
    /// <param name="entries">All entries.</param>
    /// <param name="start">Where the directory begins.</param>
    public static byte[] CreateDirectory(IReadOnlyCollection<ZipEntryRecord> entries, long start)
    {
        using var directory = new MemoryStream();
        foreach (var entry in entries)
        {
            directory.Write(CreateDirectoryEntry(entry));
        }

        var length = directory.Length;
        var isZip64 = entries.Count >= ushort.MaxValue || start + length >= uint.MaxValue;
        if (isZip64)
        {
            directory.Write(CreateZip64End(entries.Count, start, length));
        }

        var end = new byte[EndLength];
        var writer = new Writer(end);
        writer.Write(EndSignature);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)Math.Min(entries.Count, ushort.MaxValue));
        writer.Write((ushort)Math.Min(entries.Count, ushort.MaxValue));
        writer.Write((uint)Math.Min(length, uint.MaxValue));
        writer.Write((uint)Math.Min(start, uint.MaxValue));
        directory.Write(end);
        return directory.ToArray();
    }

    private static byte[] CreateDirectoryEntry(ZipEntryRecord entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Path);
        var isZip64 = entry.Offset >= uint.MaxValue;
        var bytes = new byte[DirectoryHeaderLength + name.Length + (isZip64 ? Zip64ExtraLength : 0)];
        var writer = new Writer(bytes);
        writer.Write(DirectorySignature);
        writer.Write(Zip64Version);
        WriteCommon(ref writer, entry, isZip64 ? Zip64Version : Version);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)(isZip64 ? Zip64ExtraLength : 0));

        // No comment, the first disk, no attributes.
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(0u);
        writer.Write((uint)Math.Min(entry.Offset, uint.MaxValue));
        writer.Write(name);
        if (isZip64)
        {
            writer.Write((ushort)1);
            writer.Write((ushort)8);
            writer.Write((ulong)entry.Offset);
        }

        return bytes;
    }

    private static byte[] CreateZip64End(int count, long start, long length)
    {
        var bytes = new byte[Zip64EndLength + Zip64LocatorLength];
        var writer = new Writer(bytes);
        writer.Write(Zip64EndSignature);
        writer.Write((ulong)(Zip64EndLength - 12));
        writer.Write(Zip64Version);
        writer.Write(Zip64Version);
        writer.Write(0u);
        writer.Write(0u);
        writer.Write((ulong)count);
        writer.Write((ulong)count);
        writer.Write((ulong)length);
        writer.Write((ulong)start);
        writer.Write(Zip64LocatorSignature);
        writer.Write(0u);
        writer.Write((ulong)(start + length));
        writer.Write(1u);
        return bytes;
    }

    private static void WriteCommon(ref Writer writer, ZipEntryRecord entry, ushort version)
    {
        writer.Write(version);
        writer.Write(Utf8Names);
        writer.Write(entry.IsDeflated ? Deflated : Stored);
        writer.Write(entry.Time);
        writer.Write(entry.Crc);
        writer.Write((uint)entry.CompressedLength);
        writer.Write((uint)entry.Length);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return compressed.ToArray();
    }

    // Time and date of MS-DOS, in steps of two seconds.
    private static uint GetTime(DateTimeOffset modified)
    {
        var time = modified.ToUniversalTime();
        time = time < _earliest ? _earliest : time;
        var date = ((time.Year - 1980) << 9) | (time.Month << 5) | time.Day;
        return (uint)((date << 16) | (time.Hour << 11) | (time.Minute << 5) | (time.Second / 2));
    }

    /// <summary>Writes little-endian numbers.</summary>
    private ref struct Writer(Span<byte> rest)
    {
        private Span<byte> _rest = rest;

        public void Write(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            _rest = _rest[sizeof(ushort)..];
        }

        public void Write(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[sizeof(uint)..];
        }

        public void Write(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
            _rest = _rest[sizeof(ulong)..];
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_rest);
            _rest = _rest[bytes.Length..];
        }
    }
}

/// <summary>What the directory of a ZIP says of an entry.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Crc">CRC-32 of its content.</param>
/// <param name="CompressedLength">Bytes in the ZIP.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
/// <param name="Time">Date and time of MS-DOS, UTC.</param>
/// <param name="Offset">Where it begins.</param>
internal sealed record ZipEntryRecord(string Path, uint Crc, long CompressedLength, long Length, bool IsDeflated, uint Time, long Offset);
