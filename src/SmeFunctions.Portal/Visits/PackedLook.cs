using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>A look in the form in which processes share it. What it says of itself is read at once, its rows when they are asked for.</summary>
/// <remarks>
/// Deflated: the numbers about it; the writers, slugs and days that occur; the rows, in which these are numbers. Open rows come first, by article and day. Those
/// folded follow, the latest first, so that who knows most of them already ends early.
/// </remarks>
internal sealed class PackedLook
{
    private const int Version = 2;
    private const int PartBytes = 60_000;
    private const int MostParts = 14;
    private const string Parts = "Parts";
    private const string Part = "Part";

    private readonly byte[] _packed;
    private readonly Header _header;

    private PackedLook(byte[] packed, Header header)
    {
        _packed = packed;
        _header = header;
    }

    /// <inheritdoc cref="VisitLook.Sequence"/>
    public long Sequence => _header.Sequence;

    /// <inheritdoc cref="VisitLook.Open"/>
    public int Open => _header.Open;

    /// <inheritdoc cref="VisitLook.Writers"/>
    public int Writers => _header.Writers;

    /// <returns><see langword="null"/> for a form that this version does not know.</returns>
    public static PackedLook? Read(TableEntity row)
    {
        var parts = Enumerable.Range(0, row.GetInt32(Parts) ?? 0).Select(i => row.GetBinary(Part + i)).ToList();
        var packed = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(packed, at);
            at += part.Length;
        }

        return Read(packed);
    }

    /// <inheritdoc cref="Read(TableEntity)"/>
    public static PackedLook? Read(byte[] packed)
    {
        using var reader = Inflate(packed);
        return Header.Read(reader) is { } header ? new PackedLook(packed, header) : null;
    }

    /// <returns>False when it is too large for a row.</returns>
    public static bool TryWrite(VisitLook look, TableEntity row)
    {
        var packed = Pack(look);
        if (packed.Length > PartBytes * MostParts)
        {
            return false;
        }

        var parts = 0;
        foreach (var part in packed.Chunk(PartBytes))
        {
            row[Part + parts++] = part;
        }

        row[Parts] = parts;
        return true;
    }

    public static byte[] Pack(VisitLook look)
    {
        var writers = new Numbers<string>();
        var slugs = new Numbers<string>();
        var days = new Numbers<int>();
        using var rows = new MemoryStream();
        using (var writer = new BinaryWriter(rows, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var row in look.Rows.Where(look.IsOpen).OrderBy(row => row.Slug, StringComparer.Ordinal).ThenBy(row => row.Day)
                .Concat(look.Rows.Where(row => !look.IsOpen(row)).OrderByDescending(row => row.Sequence).ThenBy(row => row.Slug, StringComparer.Ordinal)))
            {
                writer.Write7BitEncodedInt(slugs.Of(row.Slug));
                writer.Write7BitEncodedInt(writers.Of(row.Name.Writer));
                writer.Write7BitEncodedInt(row.Name.Number);
                writer.Write7BitEncodedInt64(row.Sequence);
                writer.Write7BitEncodedInt(days.Of(row.Day));
                writer.Write7BitEncodedInt64(row.Visits);
                writer.Write7BitEncodedInt64(row.Base);
            }
        }

        using var packed = new MemoryStream();
        using (var deflate = new BufferedStream(new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true), PartBytes))
        using (var writer = new BinaryWriter(deflate))
        {
            new Header(look.From, look.Sequence, look.Open, look.Writers).Write(writer);
            writers.Write(writer, writer.Write);
            slugs.Write(writer, writer.Write);
            days.Write(writer, writer.Write7BitEncodedInt);
            writer.Write7BitEncodedInt(look.Rows.Count);
            writer.Flush();
            rows.WriteTo(deflate);
        }

        return packed.ToArray();
    }

    /// <summary>
    /// The look as one process needs it, which of thousands of open rows is a few hundred: those of others are added up.
    /// </summary>
    /// <param name="since">Rows that this fold and earlier ones folded are left out; none with -1.</param>
    /// <param name="names">Open rows of other writers than these are one row for each article and day, without a name.</param>
    public VisitLook Unpack(long since, IReadOnlySet<string> names)
    {
        using var reader = Inflate(_packed);
        Header.Read(reader);
        var writers = Numbers<string>.Read(reader, reader.ReadString);
        var isOther = Array.ConvertAll(writers, writer => !names.Contains(writer));
        var slugs = Numbers<string>.Read(reader, reader.ReadString);
        var days = Numbers<int>.Read(reader, reader.Read7BitEncodedInt);
        var count = reader.Read7BitEncodedInt();
        var rows = new List<VisitLook.Row>();
        VisitLook.Row? others = null;
        for (var i = 0; i < count; i++)
        {
            var slug = slugs[reader.Read7BitEncodedInt()];
            var writer = reader.Read7BitEncodedInt();
            var number = reader.Read7BitEncodedInt();
            var sequence = reader.Read7BitEncodedInt64();
            var day = days[reader.Read7BitEncodedInt()];
            var visits = reader.Read7BitEncodedInt64();
            var @base = reader.Read7BitEncodedInt64();
            var isOpen = sequence == 0 || sequence > Sequence;
            if (!isOpen && sequence <= since)
            {
                break;
            }

            if (isOpen && isOther[writer])
            {
                if (others is { } sum && sum.Slug == slug && sum.Day == day)
                {
                    others = sum with { Visits = sum.Visits + visits };
                    continue;
                }

                Add(others);
                others = new VisitLook.Row(slug, new RowName("", 0), 0, day, visits, 0);
                continue;
            }

            rows.Add(new VisitLook.Row(slug, new RowName(writers[writer], number), sequence, day, visits, @base));
        }

        Add(others);
        return new VisitLook(_header.From, Sequence, rows) { Open = Open, Writers = Writers };

        void Add(VisitLook.Row? row)
        {
            if (row is { } some)
            {
                rows.Add(some);
            }
        }
    }

    // Buffered: the reader takes single bytes.
    private static BinaryReader Inflate(byte[] packed) =>
        new(new BufferedStream(new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress), PartBytes));

    private readonly record struct Header(long From, long Sequence, int Open, int Writers)
    {
        public void Write(BinaryWriter writer)
        {
            writer.Write7BitEncodedInt(Version);
            writer.Write7BitEncodedInt64(From);
            writer.Write7BitEncodedInt64(Sequence);
            writer.Write7BitEncodedInt(Open);
            writer.Write7BitEncodedInt(Writers);
        }

        /// <returns><see langword="null"/> before a form that this version does not know.</returns>
        public static Header? Read(BinaryReader reader) => reader.Read7BitEncodedInt() == Version
            ? new(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt())
            : null;
    }

    /// <summary>Values that occur many times, each written once and meant by its number after that.</summary>
    private sealed class Numbers<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = [];
        private readonly List<T> _values = [];

        public int Of(T value)
        {
            if (!_numbers.TryGetValue(value, out var number))
            {
                _numbers[value] = number = _values.Count;
                _values.Add(value);
            }

            return number;
        }

        public void Write(BinaryWriter writer, Action<T> write)
        {
            writer.Write7BitEncodedInt(_values.Count);
            _values.ForEach(write);
        }

        public static T[] Read(BinaryReader reader, Func<T> read)
        {
            var values = new T[reader.Read7BitEncodedInt()];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = read();
            }

            return values;
        }
    }
}
