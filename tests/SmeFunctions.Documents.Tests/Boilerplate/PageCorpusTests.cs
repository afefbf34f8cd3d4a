using System.Text;
using CsCheck;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Tests.Boilerplate;

/// <summary>No sentence of a text is lost with the lines of the site around it, and no such line stays in the text.</summary>
public sealed class PageCorpusTests
{
    private const int Pages = 128;

    public static TheoryData<string, int> Corpus
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var lang in (string[])["en", "zh"])
            {
                for (var number = 0; number < Pages; number++)
                {
                    data.Add(lang, number);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Keeps_the_text_and_removes_the_lines_around_it(string lang, int number) => Check(lang, number, Encoding.UTF8);

    [Fact]
    public void Keeps_the_text_of_any_page_in_any_encoding()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding[] unicode = [Encoding.UTF8, new UnicodeEncoding(bigEndian: false, byteOrderMark: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true)];
        var encodings = new Dictionary<string, Encoding[]> { ["en"] = [.. unicode, Encoding.GetEncoding("windows-1252")], ["zh"] = [.. unicode, Encoding.GetEncoding("gb18030")] };

        Gen.Select(Gen.Bool.Select(isChinese => isChinese ? "zh" : "en"), Gen.Int[Pages, 100_000], Gen.Int[0, unicode.Length]).Sample(
            (lang, number, encoding) => Check(lang, number, encodings[lang][encoding]),
            iter: 2_000,
            threads: 2);
    }

    private static void Check(string lang, int number, Encoding encoding)
    {
        var page = PageCorpus.Create(lang, number);
        if (encoding.GetString(encoding.GetBytes(page.Page)) != page.Page)
        {
            // An English page may name the Chinese one in its letters.
            encoding = Encoding.UTF8;
        }

        var document = GoldenDocument.Document(DocumentReader.Read("x/page.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(page.Page)]));

        Assert.Equal(page.Title, document.Title);
        Assert.Equal(PageCorpus.Day, document.Published);
        Assert.All(page.Sentences, sentence => Assert.Contains(sentence, document.Text, StringComparison.Ordinal));
        var lines = document.Text.Split('\n').Select(line => HtmlText.Collapse(line)).ToHashSet();
        Assert.All(page.Furniture, line => Assert.DoesNotContain(HtmlText.Collapse(line), lines));
    }
}
