using System.Text;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitKeysTests
{
    private const string Slug = "2017-01-04-中国-东盟";

    [Theory]
    [InlineData("a", true)]
    [InlineData("2017-01-04-china-asean", true)]
    [InlineData("2017-01-04-中国东盟中小企业", true)]
    [InlineData("été-straße", true)]
    [InlineData("हिन्दी", true)]
    [InlineData("𠀀𠀁", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a#b", false)]
    [InlineData("a?b", false)]
    [InlineData("a|b", false)]
    [InlineData("a'b", false)]
    [InlineData("a\u0001", false)]
    [InlineData("a\u0085", false)]
    [InlineData("\ud840", false)]
    [InlineData("~bots", false)]
    [InlineData("a_b", false)]
    public void Tells_slugs_from_what_is_none(string text, bool expected) => Assert.Equal(expected, VisitKeys.IsSlug(text));

    [Fact]
    public void Every_key_of_the_longest_slug_is_within_a_kibibyte()
    {
        foreach (var slug in (string[])[new('中', VisitKeys.MaxSlugLength), string.Concat(Enumerable.Repeat("𠀀", VisitKeys.MaxSlugLength / 2))])
        {
            Assert.True(VisitKeys.IsSlug(slug));
            Assert.False(VisitKeys.IsSlug(slug + "a"));
            foreach (var key in (string[])[VisitKeys.GetWriterKey(slug, new WriterRowName(new string('f', 16), int.MaxValue)), VisitKeys.GetTotalKey(slug), VisitKeys.GetDayKey(slug, 20261231)])
            {
                Assert.InRange(Encoding.Unicode.GetByteCount(key), 1, 1024);
            }

            Assert.InRange(VisitKeys.GetPartition(slug), 0, VisitKeys.Partitions - 1);
        }
    }

    [Fact]
    public void The_head_comes_before_every_row_of_a_writer()
    {
        string[] keys = [VisitKeys.Head, VisitKeys.GetWriterKey("0", new WriterRowName("0", 0)), VisitKeys.GetWriterKey(Slug, new WriterRowName("f", 1)), VisitKeys.GetWriterKey(VisitKeys.Bots, new WriterRowName("f", 1)), VisitKeys.HeadEnd];

        Assert.Equal(keys, keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kinds_of_rows_do_not_mix()
    {
        string[] others = [VisitKeys.GetTotalKey(Slug), VisitKeys.GetDayKey(Slug, 20260101), VisitKeys.GetSiteDayKey(20260101)];

        Assert.All(others, key => Assert.False(
            string.CompareOrdinal(key, VisitKeys.Head) >= 0 && string.CompareOrdinal(key, VisitKeys.HeadEnd) < 0));
    }

    [Theory]
    [InlineData("w|abc|writer", true)]
    [InlineData("w|ab|writer", false)]
    [InlineData("w|abc-d|writer", false)]
    [InlineData("w|abcd|writer", false)]
    public void The_range_of_an_article_holds_no_other(string key, bool expected)
    {
        const string Low = "w|abc|";
        const string High = "w|abc}";

        Assert.Equal($"PartitionKey eq '00' and RowKey ge '{Low}' and RowKey lt '{High}'", VisitKeys.GetWritersFilter("00", "abc"));
        Assert.Equal(expected, string.CompareOrdinal(key, Low) >= 0 && string.CompareOrdinal(key, High) < 0);
    }

    [Fact]
    public void Days_sort_by_date_and_are_read_back()
    {
        int[] days = [20251231, 20260101, 20260110, 20260201];

        Assert.Equal(days, days.Select(day => VisitKeys.GetDayKey(Slug, day)).Order(StringComparer.Ordinal).Select(VisitKeys.GetDay));
        Assert.Equal(Slug, VisitKeys.GetSlug(VisitKeys.GetWriterKey(Slug, new WriterRowName("abc", 1))));
        Assert.Equal(20260110, VisitKeys.ToNumber(VisitKeys.ToDate(20260110)));
    }

    [Theory]
    [InlineData("2017-01-04-china-asean-establishes-sme-cooperation-committee", 4)]
    [InlineData("中国", 0)]
    [InlineData("a", 10)]
    public void A_slug_stays_in_its_partition_for_ever(string slug, int expected) => Assert.Equal(expected, VisitKeys.GetPartition(slug));

    [Fact]
    public void Partitions_fill_evenly()
    {
        var sizes = Enumerable.Range(0, 16_000).GroupBy(i => VisitKeys.GetPartition($"article-{i}")).Select(p => p.Count()).ToList();

        Assert.Equal(VisitKeys.Partitions, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 850, 1150));
    }
}
