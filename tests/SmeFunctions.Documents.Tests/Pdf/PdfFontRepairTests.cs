using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SmeFunctions.Documents.Pdf;
using UglyToad.PdfPig.Tokens;

namespace SmeFunctions.Documents.Tests.Pdf;

public sealed class PdfFontRepairTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_plain_font_loses_its_names(string lineEnd)
    {
        var content = Encoding.Latin1.GetBytes("%PDF-1.4\n1 0 obj\n<</Length 1>> stream" + lineEnd).Concat(CreateFont("name", 2)).Concat("\nendstream"u8.ToArray()).ToArray();

        var repaired = PdfFontRepair.RepairPlain(content);

        var changed = Enumerable.Range(0, content.Length).Where(i => content[i] != repaired[i]).ToList();
        var start = content.AsSpan().IndexOf("\0\u0001\0\0"u8);
        Assert.Equal([start + 30, start + 31], changed);
        Assert.Equal(content.Length, repaired.Length);
    }

    [Theory]
    [InlineData("name", 2, 0xFFFF, 0)]
    [InlineData("loca", 0, 0x1234, 0)]
    [InlineData("loca", 34, 0x1234, 0)]
    [InlineData("glyf", 2, 0xFFFF, 0xFFFF)]
    public void A_compressed_font_loses_its_names_and_its_outlines(string table, int at, int count, int expected)
    {
        var font = CreateFont(table, at, (ushort)count);

        var decoded = Decode(font);

        Assert.Equal(expected, BinaryPrimitives.ReadUInt16BigEndian(decoded.AsSpan(28 + at)));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(uint.MaxValue, 36)]
    public void An_index_of_outlines_is_cleared_to_its_end_and_not_beyond(uint length, int cleared)
    {
        var font = new byte[64];
        font.AsSpan(28).Fill(1);
        CreateHeader(font, "loca");
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(24), length);

        var decoded = Decode(font);

        Assert.All(decoded.Skip(28).Take(cleared), part => Assert.Equal(0, part));
        Assert.All(decoded.Skip(28 + cleared), part => Assert.Equal(1, part));
    }

    [Theory]
    [InlineData(12, 4_000_000_000, 0)]
    [InlineData(13, 2, 0)]
    [InlineData(12, 1, 1)]
    [InlineData(4, 4_000_000_000, 4_000_000_000)]
    public void A_character_map_has_no_more_groups_than_it_has_room_for(int format, uint groups, uint expected)
    {
        var font = new byte[28 + 12 + 16 + 12];
        CreateHeader(font, "cmap");
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(30), 1);
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(36), 12);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(40), (ushort)format);
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(52), groups);

        Assert.Equal(expected, BinaryPrimitives.ReadUInt32BigEndian(Decode(font).AsSpan(52)));
    }

    [Fact]
    public void A_stream_that_becomes_too_long_is_rejected()
    {
        Assert.Equal(50_000_000, Decode(new byte[50_000_000]).Length);
        Assert.Throws<InvalidOperationException>(() => Decode(new byte[100_000_000]));
    }

    [Fact]
    public void Any_damage_is_survived()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var font = CreateFont((i % 3) switch { 0 => "name", 1 => "cmap", _ => "loca" }, 2);
            for (var j = 0; j < 6; j++)
            {
                font[random.Next(4, font.Length)] = (byte)random.Next(256);
            }

            Decode(font[..random.Next(4, font.Length)]);
        }
    }

    private static byte[] CreateFont(string table, int at, ushort count = 0xFFFF)
    {
        var font = new byte[64];
        CreateHeader(font, table);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(28 + at), count);
        return font;
    }

    // One table, directly after the directory.
    private static void CreateHeader(byte[] font, string table)
    {
        font[1] = 1;
        font[5] = 1;
        Encoding.ASCII.GetBytes(table).CopyTo(font, 12);
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(20), 28);
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(24), (uint)font.Length - 28);
    }

    private static byte[] Decode(byte[] plain)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        var dictionary = new DictionaryToken(new Dictionary<NameToken, IToken> { [NameToken.Filter] = NameToken.FlateDecode });
        return PdfFontRepair.Filters.GetFilters(dictionary)[0].Decode(buffer.ToArray(), dictionary, PdfFontRepair.Filters, 0).ToArray();
    }
}
