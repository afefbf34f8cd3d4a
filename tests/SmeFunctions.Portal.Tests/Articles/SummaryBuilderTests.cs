using System.Text;
using CsCheck;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Articles;

public sealed class SummaryBuilderTests
{
    private const string Long = "This first sentence is long enough to stand alone, since it takes more than ninety of the columns.";

    [Theory]
    [InlineData("Short.", "Short.")]
    [InlineData(Long + " A second one.", Long)]
    [InlineData("Short. A second one.\n\nAnother paragraph.", "Short. A second one.")]
    [InlineData("Mr. A. Lee of Harbour Co. Ltd. met Dr. Wu at 8 a.m. on Jan. 4 in the U.S. and spoke of 3.5 per cent and more. Then he left.", "Mr. A. Lee of Harbour Co. Ltd. met Dr. Wu at 8 a.m. on Jan. 4 in the U.S. and spoke of 3.5 per cent and more.")]
    [InlineData("“This is said at such a length that it will be taken for a summary of all that was said on the day.” Then came lunch.", "“This is said at such a length that it will be taken for a summary of all that was said on the day.”")]
    [InlineData("", "")]
    public void Is_the_first_sentence_or_two(string text, string expected) => Assert.Equal(expected, SummaryBuilder.Build(text));

    [Fact]
    public void Counts_wide_characters_twice()
    {
        var sentence = new string('中', 44) + "。";

        Assert.Equal(sentence, SummaryBuilder.Build(sentence + "第二句。"));
        Assert.Equal(new string('中', 40) + "。第二句。", SummaryBuilder.Build(new string('中', 40) + "。第二句。"));
        Assert.Equal(new string('中', 120) + "…", SummaryBuilder.Build(new string('中', 300)));
    }

    [Fact]
    public void Is_cut_at_a_word_and_says_so() =>
        Assert.Equal(string.Join(' ', Enumerable.Repeat("word", 47)) + " word…", SummaryBuilder.Build(string.Join(' ', Enumerable.Repeat("word", 100))));

    [Fact]
    public void Ends_before_a_run_of_marks_that_never_ends() =>
        Assert.InRange(SummaryBuilder.Build(Long + new string(')', 10_000)).Length, 1, 250);

    [Fact]
    public void Is_cut_between_pairs() =>
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 119)) + "…", SummaryBuilder.Build("a" + string.Concat(Enumerable.Repeat("😀", 200))));

    [Fact]
    public void Never_is_long_nor_splits_a_pair() =>
        Gen.OneOf(Gen.Char[' ', '~'].Select(c => c.ToString()), Gen.Int[0x4E00, 0x9FFF].Select(c => ((char)c).ToString()), Gen.Int[0x1F600, 0x1F64F].Select(char.ConvertFromUtf32), Gen.Const(". "), Gen.Const("。"), Gen.Const(")"))
            .List[0, 400]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    var summary = SummaryBuilder.Build(text);
                    Assert.InRange(summary.Length, 0, 250);
                    Assert.DoesNotContain(Rune.ReplacementChar, summary.EnumerateRunes());
                    Assert.StartsWith(summary.TrimEnd('…').TrimEnd(), text.Trim(), StringComparison.Ordinal);
                },
                iter: 1_000);
}
