using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitLookTests
{
    private static readonly VisitLook _look = new(5, 9,
    [
        Row("article-1", "0123456789abcdef-1", 0, 3),
        Row("article-1", "0123456789abcdef-1f", 8, 4),
        Row("article-1", "base", 7, 0) with { Base = 1_000_000_000_000 },
        Row("article-2", "0123456789abcdef-20", 10, 5) with { Day = 20260302 },
        Row("中小企业", "fedcba9876543210-2", 0, long.MaxValue),
        Row("中小企业", "without-a-number", 0, 1),
        Row("中小企业", "fedcba9876543210-02", 0, 1),
        Row("中小企业", "fedcba9876543210-3", 9, 1),
    ]);

    private static readonly HashSet<string> _all = [.. _look.Rows.Select(row => row.Name.Writer)];

    [Fact]
    public void A_packed_look_is_the_same_when_unpacked()
    {
        var packed = PackedLook.Read(PackedLook.Pack(_look))!;
        var unpacked = packed.Unpack(since: -1, _all);

        Assert.Equal((9, 4, 4), (packed.Sequence, packed.Open, packed.Writers));
        Assert.Equal((5, 9, 4, 4), (unpacked.From, unpacked.Sequence, unpacked.Open, unpacked.Writers));
        Assert.Equal(_look.Rows.OrderBy(Order), unpacked.Rows.OrderBy(Order));
    }

    [Theory]
    [InlineData(6, 8)]
    [InlineData(7, 7)]
    [InlineData(8, 6)]
    [InlineData(9, 5)]
    [InlineData(11, 5)]
    public void Of_a_packed_look_only_what_was_folded_later_is_unpacked(long since, int rows)
    {
        var unpacked = PackedLook.Read(PackedLook.Pack(_look))!.Unpack(since, _all);

        Assert.Equal(_look.Rows.Where(row => _look.IsOpen(row) || row.Sequence > since).OrderBy(Order), unpacked.Rows.OrderBy(Order));
        Assert.Equal((rows, 4, 4), (unpacked.Rows.Count, unpacked.Open, unpacked.Writers));
    }

    [Fact]
    public void Rows_of_an_article_stand_together_in_a_packed_look()
    {
        var look = new VisitLook(0, 0, [Row("b", "w-1", 0, 1), Row("a", "w-2", 0, 1), Row("b", "w-3", 0, 1), Row("a", "w-4", 0, 1)]);

        var rows = PackedLook.Read(PackedLook.Pack(look))!.Unpack(since: -1, new HashSet<string> { "w" }).Rows;

        Assert.Equal(["a", "a", "b", "b"], rows.Select(row => row.Slug));
        Assert.Same(rows[0].Slug, rows[1].Slug);
        Assert.Same(rows[2].Slug, rows[3].Slug);
    }

    [Fact]
    public void Open_rows_of_other_writers_are_unpacked_as_one_for_each_article_and_day()
    {
        var tomorrow = Row("a", "other-3", 0, 100) with { Day = 20260302 };
        var later = Row("a", "fourth-1", 8, 1_000);
        var folded = Row("a", "other-2", 7, 10_000);
        var look = new VisitLook(
            0, 7, [Row("a", "other-1", 0, 1), tomorrow, Row("a", "own-1", 0, 5), Row("a", "third-1", 0, 2), later, folded, Row("b", "third-2", 0, 3), Row("c", "own-2", 0, 4)]);

        var unpacked = PackedLook.Read(PackedLook.Pack(look))!.Unpack(since: -1, new HashSet<string> { "own" });

        VisitLook.Row[] expected =
        [
            Row("a", "", 0, 1_003), Row("a", "", 0, 100) with { Day = 20260302 }, Row("a", "own-1", 0, 5), folded, Row("b", "", 0, 3), Row("c", "own-2", 0, 4),
        ];
        Assert.Equal(expected.OrderBy(Order), unpacked.Rows.OrderBy(Order));
        Assert.Equal((6, 3), (unpacked.Open, unpacked.Writers));
    }

    [Fact]
    public void A_form_of_another_version_is_no_look()
    {
        var packed = PackedLook.Pack(_look);
        using var inflated = new MemoryStream();
        using (var inflate = new System.IO.Compression.DeflateStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress))
        {
            inflate.CopyTo(inflated);
        }

        var other = inflated.ToArray();
        other[0]++;
        using var deflated = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(deflated, System.IO.Compression.CompressionLevel.Fastest))
        {
            deflate.Write(other);
        }

        Assert.Null(PackedLook.Read(deflated.ToArray()));
    }

    [Fact]
    public void A_look_after_another_has_what_was_folded_since_both_began_once()
    {
        // The row of fold 7 was taken as open still by the first look, which knew of 6 only.
        var earlier = new VisitLook(4, 6, [Row("a", "w-1", 5, 1), Row("a", "w-2", 6, 1), Row("b", "w-3", 7, 1), Row("b", "w-4", 0, 1)]);
        var later = new VisitLook(6, 8, [Row("b", "w-3", 7, 1), Row("b", "w-4", 8, 2), Row("c", "w-5", 9, 1), Row("c", "w-6", 0, 1)]);

        var both = later.After(earlier, most: 10);
        var few = later.After(earlier, most: 2);

        Assert.Equal((4, 8), (both.From, both.Sequence));
        Assert.Equal(["w-1", "w-2", "w-3", "w-4", "w-5", "w-6"], both.Rows.Select(row => row.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal((6, 8), (few.From, few.Sequence));
        Assert.Equal(["w-3", "w-4", "w-5", "w-6"], few.Rows.Select(row => row.Name.ToString()).Order(StringComparer.Ordinal));
    }

    private static (string Slug, string Name, int Day) Order(VisitLook.Row row) => (row.Slug, row.Name.ToString(), row.Day);

    private static VisitLook.Row Row(string slug, string name, long sequence, long visits) =>
        new(slug, RowName.Parse(name), sequence, 20260301, visits, 0);
}
