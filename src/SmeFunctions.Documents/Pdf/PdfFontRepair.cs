using System.Buffers.Binary;
using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace SmeFunctions.Documents.Pdf;

/// <summary>
/// Rejects streams that are too long, and takes from embedded TrueType fonts what needs much memory and is not needed to read text: names and outlines. The library believes the counts
/// that a font states: a damaged table of names makes it read 65,535 names of 65,535 bytes each, and a damaged index of outlines as many outlines of 65,535 points.
/// </summary>
internal sealed class PdfFontRepair : IFilterProvider
{
    public static readonly PdfFontRepair Filters = new();

    /// <summary>Bytes; a shorter stream cannot become too long.</summary>
    private const int MinBombLength = 60_000;

    /// <summary>Bytes of a stream that is not compressed. A picture of a whole page has less.</summary>
    private const long MaxStreamLength = 60_000_000;

    private const int DirectoryStart = 12;
    private const int DirectoryEntryLength = 16;
    private const int CharacterGroupLength = 12;

    /// <summary>The most tables of one font; a font has about 20.</summary>
    private const int MaxTables = 256;

    /// <summary>Bytes of the longest index of outlines: 65,535 outlines, and where the last ends.</summary>
    private const uint MaxLocationsLength = 65_536 * 4;

    private static readonly byte[][] _signatures = [[0, 1, 0, 0], "true"u8.ToArray(), "OTTO"u8.ToArray()];

    /// <summary>Repairs the fonts that are not compressed.</summary>
    /// <param name="content">The document. It is not changed.</param>
    /// <returns>The document, or a changed copy of it.</returns>
    public static byte[] RepairPlain(byte[] content)
    {
        byte[]? copy = null;
        for (var at = 0; content.AsSpan(at).IndexOf("stream"u8) is >= 0 and var next;)
        {
            at += next + "stream".Length;
            var start = at;
            while (start < content.Length && start < at + 2 && content[start] is (byte)'\r' or (byte)'\n')
            {
                start++;
            }

            if (IsFont(content.AsSpan(start)))
            {
                copy ??= [.. content];
                Repair(copy.AsSpan(start));
            }
        }

        return copy ?? content;
    }

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Wrap(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Wrap(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Wrap(DefaultFilterProvider.Instance.GetAllFilters());

    private static List<IFilter> Wrap(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => new RepairingFilter(filter))];

    private static bool IsFont(ReadOnlySpan<byte> data)
    {
        foreach (var signature in _signatures)
        {
            if (data.StartsWith(signature))
            {
                return true;
            }
        }

        return false;
    }

    private static void Repair(Span<byte> font)
    {
        var count = font.Length < DirectoryStart ? 0 : Math.Min(MaxTables, (int)BinaryPrimitives.ReadUInt16BigEndian(font[4..]));
        for (var i = 0; i < count && DirectoryStart + ((i + 1) * DirectoryEntryLength) <= font.Length; i++)
        {
            var entry = font.Slice(DirectoryStart + (i * DirectoryEntryLength), DirectoryEntryLength);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if (offset > font.Length - 4)
            {
                continue;
            }

            if (entry.StartsWith("name"u8))
            {
                // The number of names.
                font.Slice((int)offset + 2, 2).Clear();
            }
            else if (entry.StartsWith("cmap"u8))
            {
                RepairCharacterMap(font, (int)offset);
            }
            else if (entry.StartsWith("loca"u8))
            {
                // Where the outlines are: at 0, each ends where it begins. Text needs the widths only, which another table has.
                var length = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(entry[12..]), MaxLocationsLength);
                font.Slice((int)offset, (int)Math.Min(length, font.Length - offset)).Clear();
            }
        }
    }

    // Formats 8, 12 and 13 state the number of groups in 32 bits.
    private static void RepairCharacterMap(Span<byte> font, int table)
    {
        var maps = BinaryPrimitives.ReadUInt16BigEndian(font[(table + 2)..]);
        for (var i = 0; i < maps && table + 4 + ((i + 1) * 8) <= font.Length; i++)
        {
            var start = table + BinaryPrimitives.ReadUInt32BigEndian(font[(table + 4 + (i * 8) + 4)..]);
            if (start + 16 > font.Length)
            {
                continue;
            }

            var map = font[(int)start..];
            var groups = BinaryPrimitives.ReadUInt16BigEndian(map) switch
            {
                12 or 13 => 12,
                8 => 12 + 8_192,
                _ => int.MaxValue,
            };
            if (groups <= map.Length - 4 && BinaryPrimitives.ReadUInt32BigEndian(map[groups..]) > (map.Length - groups) / CharacterGroupLength)
            {
                map.Slice(groups, 4).Clear();
            }
        }
    }

    // A stream of zeros becomes a thousand times longer.
    private static void CheckLength(Memory<byte> compressed)
    {
        using var buffer = new MemoryStream(compressed.ToArray(), writable: false);
        using var inflated = new ZLibStream(buffer, CompressionMode.Decompress);
        var part = new byte[81_920];
        long length = 0;
        try
        {
            for (int read; (read = inflated.Read(part)) > 0;)
            {
                length += read;
                if (length > MaxStreamLength)
                {
                    throw new InvalidOperationException("A stream of the PDF document is too long.");
                }
            }
        }
        catch (InvalidDataException)
        {
            // Damaged; the library takes what can be read.
            return;
        }
    }

    private sealed class RepairingFilter(IFilter inner) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (inner is FlateFilter && input.Length > MinBombLength)
            {
                CheckLength(input);
            }

            var decoded = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            if (IsFont(decoded.Span))
            {
                Repair(decoded.Span);
            }

            return decoded;
        }
    }
}
