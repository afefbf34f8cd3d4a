using CsCheck;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("en/2017/china-asean.txt")]
    [InlineData("zh/中文 𠀀.txt")]
    [InlineData(".hidden")]
    [InlineData("a?b#c%20&d'e\"f")]
    public void Takes_what_a_blob_can_be_called(string text)
    {
        Assert.True(SeedName.TryParse(text, out var name, out var problem));
        Assert.Equal(text, name.Value);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\u0000b", "control")]
    [InlineData("a\nb", "control")]
    [InlineData("a\u0085b", "control")]
    [InlineData("a\\b", "backslash")]
    [InlineData("/a", "empty folder")]
    [InlineData("a/", "empty folder")]
    [InlineData("a//b", "empty folder")]
    [InlineData("a/../b", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("a%2Fb", "'%2F'")]
    [InlineData("a%2fb", "'%2F'")]
    [InlineData("a./b", "ends with a dot")]
    [InlineData("a/b.", "ends with a dot")]
    public void Says_why_a_name_cannot_be(string text, string reason)
    {
        Assert.False(SeedName.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_half_of_a_surrogate_pair()
    {
        // An attribute could not hold it.
        foreach (var text in (string[])["a\ud800", "\udc00a", "\ud800\ud800\udc00"])
        {
            Assert.False(SeedName.TryParse(text, out _, out var problem));
            Assert.Contains("surrogate", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Takes_a_name_up_to_the_limit()
    {
        Assert.True(SeedName.TryParse(new string('a', 1024), out _, out _));
        Assert.False(SeedName.TryParse(new string('a', 1025), out _, out var problem));
        Assert.Contains("1025", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en/a.txt", "en", "t:a")]
    [InlineData("zh/a.md", "zh", "t:a")]
    [InlineData("zh/2017/a.b.txt", "zh", "t:2017/a.b")]
    [InlineData("en/2017.x/a", "en", "t:2017.x/a")]
    [InlineData("en/.a", "en", "t:.a")]
    [InlineData("cmn/a.txt", "cmn", "t:a")]
    [InlineData("zh-Hant/a.txt", "zh", "t:a")]
    [InlineData("zh-TW/a.txt", "zh", "t:a")]
    [InlineData("zh-notes/a.txt", null, "n:zh-notes/a.txt")]
    [InlineData("en-GB/a.txt", null, "n:en-GB/a.txt")]
    [InlineData("a.txt", null, "n:a.txt")]
    [InlineData("news/a.txt", null, "n:news/a.txt")]
    [InlineData("EN/a.txt", null, "n:EN/a.txt")]
    [InlineData("e/a.txt", null, "n:e/a.txt")]
    [InlineData("/en/a.txt", null, "n:/en/a.txt")]
    public void Knows_language_and_translations_by_the_name(string text, string? lang, string group)
    {
        var name = SeedName.FromBlobName(text);

        Assert.Equal(lang, name.LanguageFolder);
        Assert.Equal(group, name.TranslationGroup);
    }

    [Fact]
    public void Has_a_hash_that_never_changes()
    {
        // A format of the stored data: another hash would lose every record.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", SeedName.FromBlobName("abc").Hash);
        Assert.Equal(SeedName.FromBlobName("abc"), SeedName.FromBlobName("abc"));
        Assert.NotEqual(SeedName.FromBlobName("abc"), SeedName.FromBlobName("ABC"));
    }

    [Fact]
    public void Keys_hold_only_what_a_key_may_and_have_one_length() =>
        Gen.String.Sample(text =>
        {
            var name = SeedName.FromBlobName(text);
            var (partition, row) = (SeedKeys.GetPartitionKey(name), SeedKeys.GetRowKey(name));
            return partition.Length == 2 && partition.All(char.IsAsciiHexDigitLower)
                && row.Length == 65 && row[32] == '|' && row.Replace("|", "", StringComparison.Ordinal).All(char.IsAsciiHexDigitLower)
                && row.StartsWith(partition, StringComparison.Ordinal)
                && string.CompareOrdinal(SeedKeys.GetGroupStart(name), row) < 0
                && string.CompareOrdinal(row, SeedKeys.GetGroupEnd(name)) < 0;
        });

    [Fact]
    public void Translations_stand_side_by_side()
    {
        var (one, other, stranger) = (SeedName.FromBlobName("en/2017/a.txt"), SeedName.FromBlobName("zh/2017/a.md"), SeedName.FromBlobName("2017/a.txt"));

        Assert.Equal(SeedKeys.GetPartitionKey(one), SeedKeys.GetPartitionKey(other));
        Assert.Equal(SeedKeys.GetGroupStart(one), SeedKeys.GetGroupStart(other));
        Assert.NotEqual(SeedKeys.GetRowKey(one), SeedKeys.GetRowKey(other));
        Assert.NotEqual(SeedKeys.GetGroupStart(one), SeedKeys.GetGroupStart(stranger));
    }

    [Fact]
    public void A_pointer_stands_beside_the_records_of_a_group_and_is_none_of_them() =>
        Gen.String.Select(Gen.String).Sample((group, from) =>
        {
            var (one, other) = (SeedName.FromBlobName(group), SeedName.FromBlobName(from));
            var row = SeedKeys.GetLinkKey(one, other);
            return row.Length == 66 && row != SeedKeys.GetRowKey(one) && row != SeedKeys.GetRowKey(other)
                && row.All(c => char.IsAsciiHexDigitLower(c) || c is '|' or '~')
                && string.CompareOrdinal(SeedKeys.GetGroupStart(one), row) < 0
                && string.CompareOrdinal(row, SeedKeys.GetGroupEnd(one)) < 0;
        });

    [Theory]
    [InlineData("a.png", "en/2017/a.png")]
    [InlineData("./pics/a b.png", "en/2017/pics/a b.png")]
    [InlineData("../a.png", "en/a.png")]
    [InlineData("../../zh/a.png", "zh/a.png")]
    [InlineData("/pics/a.png", "pics/a.png")]
    [InlineData("../../../a.png", null)]
    [InlineData("a\u0001.png", null)]
    [InlineData("..", "en")]
    [InlineData("../..", null)]
    public void A_document_beside_is_found_by_its_relative_name(string relative, string? name) =>
        Assert.Equal(name, SeedName.FromBlobName("en/2017/x.md").GetSibling(relative)?.Value);
}
