using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SmeFunctions.Portal.Visits;

/// <summary>What a look at the writers' rows of a partition found.</summary>
/// <param name="From">Of the rows folded, those of later folds than this are here.</param>
/// <param name="Sequence">The latest fold that the look knows of. A row of a later one was open when the look began.</param>
/// <param name="Rows">Those of an article together.</param>
internal sealed record VisitLook(long From, long Sequence, IReadOnlyList<VisitLook.Row> Rows)
{
    private const int Version = 1;

    /// <summary>A writer's row, or the notice of a base.</summary>
    /// <param name="Slug">Of the article.</param>
    /// <param name="Id">The writer's name and the number of its row.</param>
    /// <param name="Sequence">0: open. Otherwise the fold that added it to the total.</param>
    /// <param name="Day">As a number.</param>
    /// <param name="Visits">Of that day.</param>
    /// <param name="Base">Of a notice.</param>
    public readonly record struct Row(string Slug, string Id, long Sequence, int Day, long Visits, long Base)
    {
        /// <summary>The process that wrote it.</summary>
        public ReadOnlySpan<char> Writer => Id.AsSpan(0, Id.IndexOf('-', StringComparison.Ordinal) is > 0 and var end ? end : Id.Length);
    }

    /// <summary>Rows that are not in the totals yet.</summary>
    public int Open { get; } = Rows.Count(row => row.Sequence == 0);

    /// <summary>Those that open rows are of.</summary>
    public int Writers { get; } = CountWriters(Rows);

    public static int CountWriters(IReadOnlyList<Row> rows)
    {
        var writers = new HashSet<string>().GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in rows)
        {
            if (row.Sequence == 0)
            {
                writers.Add(row.Writer);
            }
        }

        return writers.Set.Count;
    }

    /// <summary>
    /// A look that goes on where an earlier one ended, with at most so many of the rows folded since: of the latest folds.
    /// </summary>
    public VisitLook After(VisitLook earlier, int most)
    {
        var folded = earlier.Rows.Where(row => row.Sequence > 0 && row.Sequence <= earlier.Sequence)
            .Concat(Rows.Where(row => row.Sequence > 0 && row.Sequence <= Sequence)).ToList();
        var from = earlier.From;
        if (folded.Count > most)
        {
            from = folded.Select(row => row.Sequence).OrderDescending().ElementAt(most);
            folded.RemoveAll(row => row.Sequence <= from);
        }

        return new VisitLook(from, Sequence, [.. Rows.Where(row => row.Sequence == 0 || row.Sequence > Sequence).Concat(folded)
            .OrderBy(row => row.Slug, StringComparer.Ordinal)]);
    }

    public byte[] Pack()
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            var names = Rows.Select(row => Split(row.Id).Name).Distinct().ToList();
            var number = names.Select((name, i) => (name, i)).ToDictionary(name => name.name, name => name.i);
            writer.Write7BitEncodedInt(Version);
            writer.Write7BitEncodedInt64(From);
            writer.Write7BitEncodedInt64(Sequence);
            writer.Write7BitEncodedInt(names.Count);
            names.ForEach(writer.Write);
            writer.Write7BitEncodedInt(Rows.Count);
            var slug = "";
            foreach (var row in Rows)
            {
                // Empty for that of the row before.
                writer.Write(row.Slug == slug ? "" : row.Slug);
                slug = row.Slug;
                var (name, count) = Split(row.Id);
                writer.Write7BitEncodedInt(number[name]);
                writer.Write7BitEncodedInt(count);
                writer.Write7BitEncodedInt64(row.Sequence);
                writer.Write7BitEncodedInt(row.Day);
                writer.Write7BitEncodedInt64(row.Visits);
                writer.Write7BitEncodedInt64(row.Base);
            }
        }

        // At once: a call for each byte would take many times as long.
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            plain.WriteTo(deflate);
        }

        return packed.ToArray();
    }

    /// <returns><see langword="null"/> for a form that this version does not know.</returns>
    public static VisitLook? Unpack(Stream packed)
    {
        using var plain = new MemoryStream();
        using (var inflate = new DeflateStream(packed, CompressionMode.Decompress))
        {
            inflate.CopyTo(plain);
        }

        plain.Position = 0;
        using var reader = new BinaryReader(plain);
        if (reader.Read7BitEncodedInt() != Version)
        {
            return null;
        }

        var from = reader.Read7BitEncodedInt64();
        var sequence = reader.Read7BitEncodedInt64();
        var names = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadString();
        }

        var rows = new Row[reader.Read7BitEncodedInt()];
        var slug = "";
        for (var i = 0; i < rows.Length; i++)
        {
            slug = reader.ReadString() is { Length: > 0 } next ? next : slug;
            rows[i] = new Row(
                slug, Join(names[reader.Read7BitEncodedInt()], reader.Read7BitEncodedInt()),
                reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        }

        return new VisitLook(from, sequence, rows);
    }

    /// <summary>A writer's name and the number of its row; 0 for what has none.</summary>
    private static (string Name, int Number) Split(string id) =>
        id.LastIndexOf('-') is > 0 and var at
        && int.TryParse(id.AsSpan(at + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
        && number > 0 && Join(id[..at], number) == id
            ? (id[..at], number)
            : (id, 0);

    private static string Join(string name, int number) =>
        number == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number:x}");
}
