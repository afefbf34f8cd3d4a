using System.Text;
using CsCheck;

namespace SmeFunctions.Documents.Tests;

public sealed class SlugsTests
{
    // Well-formed: titles come out of a decoder.
    private static readonly Gen<string> _titles =
        Gen.OneOf(Gen.Int[0x20, 0xD7FF], Gen.Int[0xE000, 0x2FFFF], Gen.Int[0x20, 0x17F]).Select(c => new Rune(c).ToString()).List[0, 200].Select(string.Concat);

    [Theory]
    [InlineData("China, ASEAN establishes SME cooperation committee", "china-asean-establishes-sme-cooperation-committee")]
    [InlineData("中国—东盟中小企业合作委员会成立", "中国-东盟中小企业合作委员会成立")]
    [InlineData("  Déjà vu: Straße & Øl!  ", "déjà-vu-straße-øl")]
    [InlineData("The firm's ‘own’ won’t", "the-firms-own-wont")]
    [InlineData("ＳＭＥ　２０１７", "sme-2017")]
    [InlineData("𠀀𠀁 x", "𠀀𠀁-x")]
    [InlineData("Cafe\u0301", "café")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("a---b / c_d", "a-b-c-d")]
    [InlineData("😀 — !", "")]
    [InlineData("", "")]
    public void Is_made_of_letters_and_digits_of_any_script(string title, string expected) =>
        Assert.Equal(expected, Slugs.Create(title));

    [Fact]
    public void Is_cut_at_a_word_or_where_the_room_ends()
    {
        Assert.Equal(string.Join('-', Enumerable.Repeat("word", 24)), Slugs.Create(string.Join(' ', Enumerable.Repeat("word", 40))));
        Assert.Equal(new string('中', 120), Slugs.Create(new string('中', 300)));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("𠀀", 59)), Slugs.Create("a" + string.Concat(Enumerable.Repeat("𠀀", 100))));
        Assert.Equal("a-" + new string('b', 118), Slugs.Create("a " + new string('b', 300)));
    }

    [Fact]
    public void Leaves_out_what_is_no_character() =>
        Assert.Equal("abcd", Slugs.Create("a\uFFFEb\uFFFFc\uFDD0d"));

    [Fact]
    public void Takes_half_of_a_surrogate_pair_for_a_gap() =>
        Assert.Equal("a-b", Slugs.Create("a\ud800b"));

    [Theory]
    [InlineData("A headline", "2017-01-04-a-headline")]
    [InlineData("！", "2017-01-04")]
    public void Begins_with_the_day_for_an_article(string title, string expected) =>
        Assert.Equal(expected, Slugs.CreateForArticle(new DateOnly(2017, 1, 4), title));

    [Theory]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a|b", false)]
    [InlineData("\ud800", false)]
    [InlineData("..", false)]
    [InlineData("2017-01-04-中文", true)]
    public void Tells_slugs_from_what_is_none(string text, bool expected) => Assert.Equal(expected, Slugs.IsSlug(text));

    [Fact]
    public void Any_title_makes_a_slug_that_stays_as_it_is() =>
        _titles.Sample(
            title =>
            {
                var slug = Slugs.Create(title);
                Assert.InRange(slug.Length, 0, Slugs.MaxLength + 10);
                Assert.True(slug.Length == 0 || Slugs.IsSlug(slug));
                Assert.True(Slugs.IsSlug(Slugs.CreateForArticle(new DateOnly(2017, 1, 4), title) + "-0123abcd"));
                Assert.False(slug.StartsWith('-') || slug.EndsWith('-') || slug.Contains("--", StringComparison.Ordinal));
                Assert.True(slug.IsNormalized());
                Assert.Equal(Slugs.Create(title), slug);
            },
            iter: 1_000);

    [Fact]
    public void A_slug_of_a_slug_is_the_same() =>
        Gen.OneOf(Gen.Char['a', 'z'], Gen.Char[' ', '@'], Gen.Char['A', 'Z'], Gen.Char['\u4E00', '\u9FA5'], Gen.Char['\u00C0', '\u017F'], Gen.Char['\uFF01', '\uFF5E'])
            .Array[0, 200]
            .Select(characters => new string(characters))
            .Sample(title => Slugs.Create(Slugs.Create(title)) == Slugs.Create(title), iter: 1_000);
}
