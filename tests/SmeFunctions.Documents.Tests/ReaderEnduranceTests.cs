using CsCheck;

namespace SmeFunctions.Documents.Tests;

/// <summary>Whatever is uploaded, it is read or refused, and soon.</summary>
public sealed class ReaderEnduranceTests
{
    private static readonly string[] _pieces =
    [
        "\n", "\r\n", "\n\n", "\t", " ", "     ", "　", "\u00A0", "|", "｜", ":", "：", ">", "[", "]", "。", ".", "-", "0", "7", "1,2", "2017-01-04", "2017年1月4日",
        "Jan 4, 2017", "31 Feb 2017 08:30", "99999999999999999999", "visits", "Viewed", "Times", "浏览次数", "来源", "Source", "From", "发布时间", "Date", "Current location",
        "当前位置", "Make", "Your Home Page", "English", "简体中文", "About Us", "Sponsor", "主办单位", "©", "Co., Ltd.", "word", "中文", "𠀀", "\u0301", "\uFEFF", "<b>", "&amp;",
    ];

    private static readonly Gen<string> _pages = Gen.Int[0, _pieces.Length - 1].Select(i => _pieces[i]).List[0, 60].Select(string.Concat);

    public static TheoryData<string, int> Masses => new()
    {
        { "x", 5_000_000 },
        { " ", 1_000_000 },
        { "中", 500_000 },
        { "word ", 300_000 },
        { "visits:", 200_000 },
        { "\n", 500_000 },
        { "a\n", 200_000 },
        { "a\n\n", 30_000 },
        { "中\n", 30_000 },
        { "2017-01-04\n", 30_000 },
        { "Source: a\n", 30_000 },
        { "Current location:\n", 30_000 },
        { "English\n", 200_000 },
        { "About Us | Contact Us\n", 30_000 },
        { "Viewed 0 times\n", 30_000 },
        { "A headline\n\nText.\n\n© x\n", 10_000 },
        { Line("Make x Your Home Page ") + "!\n", 1_000 },
        { Line("RSS ") + "\n", 1_000 },
        { "2017-01-04  " + string.Concat(Enumerable.Repeat("a ", 39)) + "\n", 1_000 },
        { "2017-01-04" + new string(' ', 280) + "visits:1\n", 1_000 },
        { "Source: " + Line("Source: ") + "\n", 1_000 },
        { "visits" + new string(' ', 290) + "x\n", 1_000 },
        { Line("Jan 4, ") + "\n", 1_000 },
        { Line("| ") + "\n", 1_000 },
    };

    [Fact]
    public void Any_page_is_read_or_refused() => _pages.Sample(CheckText, iter: 4_000);

    [Fact]
    public void Any_text_is_read_or_refused() => Gen.String.Sample(CheckText, iter: 4_000);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 200].Sample(bytes => Check(SampleDocuments.Read(bytes)), iter: 4_000);

    [Theory]
    [MemberData(nameof(Masses))]
    public async Task A_mass_of_the_same_comes_to_an_end(string piece, int count)
    {
        var text = string.Concat(Enumerable.Repeat(piece, count));
        foreach (var page in (string[])[text, "A headline\n\n" + text, "A headline\n\nSome text.\n\n" + text + "\nend"])
        {
            // Not a measurement: work that grows with the square of millions of characters would not end within the day.
            await Task.Run(() => CheckText(page)).WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    private static string Line(string piece) => string.Concat(Enumerable.Repeat(piece, 290 / piece.Length));

    private static void CheckText(string text) => Check(SampleDocuments.Read(text));

    private static void Check(ReadResult result)
    {
        switch (result)
        {
            case ReadResult.Document(var document):
                Assert.False(string.IsNullOrWhiteSpace(document.Title));
                Assert.InRange(document.Title.Length, 1, 300);
                Assert.False(string.IsNullOrWhiteSpace(document.Text));
                Assert.DoesNotContain("<", document.Html.Replace("<p>", "", StringComparison.Ordinal).Replace("</p>", "", StringComparison.Ordinal).Replace("<br>", "", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.True(document.Visits is null or >= 0);
                Assert.All(document.Breadcrumb, crumb => Assert.False(string.IsNullOrWhiteSpace(crumb)));
                break;
            case ReadResult.Rejection(var error):
                Assert.NotEmpty(error.Code);
                Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
                break;
            default:
                Assert.Fail($"{result}");
                break;
        }
    }
}
