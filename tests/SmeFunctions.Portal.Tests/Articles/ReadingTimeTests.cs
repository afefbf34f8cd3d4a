using CsCheck;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Articles;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData(" — … 。", 0)]
    [InlineData("one", 1)]
    [InlineData("Two words.", 2)]
    [InlineData("Don’t count a well-known 3.5 or 1,000 twice", 8)]
    [InlineData("one--two, three...four - five", 5)]
    [InlineData("end. Start", 2)]
    [InlineData("中小企业", 4)]
    [InlineData("2017年，GDP增长6.9%。", 6)]
    [InlineData("々〇カな𠀀", 4)]
    [InlineData("e\u0301te\u0301 नमस्ते", 2)]
    [InlineData("한국어 단어", 2)]
    public void Counts_words_and_characters_of_scripts_that_part_none(string text, int words) => Assert.Equal(words, ReadingTime.Estimate(text).Words);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(238, 0, 1)]
    [InlineData(239, 0, 2)]
    [InlineData(0, 260, 1)]
    [InlineData(0, 261, 2)]
    [InlineData(0, 2_600, 10)]
    [InlineData(119, 130, 1)]
    [InlineData(119, 131, 2)]
    public void Takes_a_minute_for_so_much_of_either(int words, int characters, int minutes) =>
        Assert.Equal(minutes, ReadingTime.Estimate(string.Concat(Enumerable.Repeat("word ", words)) + new string('字', characters)).Minutes);

    [Fact]
    public void Is_never_less_than_a_minute_nor_less_for_more() =>
        Gen.Select(Gen.String, Gen.String).Sample((first, second) =>
        {
            var (words, minutes) = ReadingTime.Estimate(first);
            var both = ReadingTime.Estimate(first + " " + second);
            Assert.InRange(words, 0, first.Length);
            Assert.InRange(minutes, 1, both.Minutes);
            Assert.InRange(words, 0, both.Words);
        });
}
