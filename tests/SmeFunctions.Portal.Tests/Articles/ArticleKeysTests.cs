using System.Buffers.Text;
using System.Text;
using CsCheck;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Articles;

public sealed class ArticleKeysTests
{
    private static readonly Gen<DateOnly> _days = Gen.Int[0, 100_000].Select(days => new DateOnly(1900, 1, 1).AddDays(days));
    private static readonly Gen<string> _slugs = Gen.Char['-', '鿿'].Array[1, 120].Select(c => Slugs.Create(new string(c))).Where(slug => slug.Length > 0);

    [Fact]
    public void Newest_come_first_and_the_bounds_of_a_day_are_around_it() =>
        Gen.Select(_days, _days, _slugs, _slugs).Sample((one, other, a, b) =>
        {
            var (first, second) = (ArticleKeys.CreatePosition(one, a), ArticleKeys.CreatePosition(other, b));
            var expected = other.CompareTo(one) is not 0 and var byDay ? byDay : string.CompareOrdinal(a, b);
            Assert.Equal(Math.Sign(expected), Math.Sign(string.CompareOrdinal(first, second)));
            Assert.True(string.CompareOrdinal(ArticleKeys.GetKeyBeforeDay(one), first) < 0);
            Assert.True(string.CompareOrdinal(first, ArticleKeys.GetKeyAfterDay(one)) < 0);
            if (other < one)
            {
                Assert.True(string.CompareOrdinal(ArticleKeys.GetKeyAfterDay(one), ArticleKeys.GetKeyBeforeDay(other)) < 0);
            }
        });

    [Fact]
    public void Keys_hold_only_what_a_key_may() =>
        Gen.Select(_days, _slugs, _slugs, _slugs).Sample((day, slug, top, below) =>
        {
            var keys = ArticleKeys.GetRowKeys(Article(day, slug, $"{top}/{below}")).ToList();

            Assert.Equal(4, keys.Distinct().Count());
            Assert.Single(keys, ArticleKeys.IsGuardKey);
            Assert.All(keys, key => Assert.DoesNotContain(key, c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)));
            Assert.All(keys, key => Assert.InRange(key.Length, 3, 512));
            Assert.True(ArticleKeys.IsPosition(ArticleKeys.CreatePosition(day, slug)));
        });

    [Fact]
    public void Has_a_row_for_each_list_the_article_stands_in_and_its_guard() =>
        Assert.Equal(
            ["a|79829895|2017-01-04-x", "s|policy|79829895|2017-01-04-x", "s|policy~finance|79829895|2017-01-04-x", "s|policy~finance~tax|79829895|2017-01-04-x", "g|2017-01-04-x"],
            ArticleKeys.GetRowKeys(Article(new DateOnly(2017, 1, 4), "2017-01-04-x", "policy/finance/tax")));

    [Theory]
    [InlineData("79829895|2017-01-04-x", true)]
    [InlineData("79829895|", false)]
    [InlineData("7982989|2017-01-04-x", false)]
    [InlineData("7982989x|2017-01-04-x", false)]
    [InlineData("79829895|a|b", false)]
    [InlineData("79829895|a' or RowKey gt '", false)]
    [InlineData("", false)]
    public void Tells_positions_from_what_is_none(string text, bool expected) => Assert.Equal(expected, ArticleKeys.IsPosition(text));

    [Fact]
    public void A_cursor_comes_back_as_it_went() =>
        Gen.Select(_days, _slugs).Sample((day, slug) =>
        {
            var text = new ArticleCursor(ArticleKeys.CreatePosition(day, slug)).ToString();

            Assert.True(ArticleCursor.TryParse(text, out var cursor));
            Assert.Equal(ArticleKeys.CreatePosition(day, slug), cursor.Position);
            Assert.DoesNotContain(text, c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'));
        });

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("A")]
    [InlineData("中")]
    public void Refuses_a_cursor_that_is_no_base64(string text) => Assert.False(ArticleCursor.TryParse(text, out _));

    [Fact]
    public void Refuses_a_forged_cursor()
    {
        foreach (var forged in (byte[][])[[0xFF, 0xFE], "x"u8.ToArray(), "79829895|a|b"u8.ToArray(), Encoding.UTF8.GetBytes("79829895|" + new string('x', 500))])
        {
            Assert.False(ArticleCursor.TryParse(Base64Url.EncodeToString(forged), out _));
        }

        Gen.String.Sample(text => ArticleCursor.TryParse(text, out var cursor) == cursor is not null);
    }

    private static Article Article(DateOnly day, string slug, string section) => new()
    {
        Slug = slug,
        Lang = "en",
        Title = "x",
        Published = day,
        Section = new Section(section, "x"),
        Breadcrumb = [],
        Summary = "",
        Html = "",
        Text = "",
        Updated = default,
        Translations = [],
    };
}
