using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitLookTests
{
    [Fact]
    public void A_packed_look_is_the_same_when_unpacked()
    {
        var look = new VisitLook(5, 9,
        [
            Row("article-1", "0123456789abcdef-1", 0, 3),
            Row("article-1", "0123456789abcdef-1f", 8, 4),
            Row("article-1", "base", 7, 0) with { Base = 1_000_000_000_000 },
            Row("中小企业", "fedcba9876543210-2", 0, long.MaxValue),
            Row("中小企业", "without-a-number", 0, 1),
            Row("中小企业", "fedcba9876543210-02", 0, 1),
        ]);

        using var packed = new MemoryStream(look.Pack());
        var unpacked = VisitLook.Unpack(packed)!;

        Assert.Equal(look.Rows, unpacked.Rows);
        Assert.Equal((5, 9, 4, 3), (unpacked.From, unpacked.Sequence, unpacked.Open, unpacked.Writers));
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
        Assert.Equal(["w-1", "w-2", "w-3", "w-4", "w-5", "w-6"], both.Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
        Assert.Equal((6, 8), (few.From, few.Sequence));
        Assert.Equal(["w-3", "w-4", "w-5", "w-6"], few.Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
    }

    private static VisitLook.Row Row(string slug, string id, long sequence, long visits) => new(slug, id, sequence, 20260301, visits, 0);
}
