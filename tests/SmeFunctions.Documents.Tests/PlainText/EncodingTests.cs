using System.Text;
using CsCheck;

namespace SmeFunctions.Documents.Tests;

public sealed class EncodingTests
{
    private const string Simplified = "县里办起小企业集市\n\n2018-05-20  来源：中小企业在线\n\n五月的第三个周末，县城体育场摆出了一百二十个摊位，来的都是周边乡镇的小作坊。";
    private const string Traditional = "縣裡辦起小企業市集\n\n2018-05-20  來源：中小企業在線\n\n五月的第三個週末，縣城體育場擺出了一百二十個攤位，來的都是周邊鄉鎮的小作坊。";
    private const string Western = "A café for founders\n\n2018-05-20  SME Portal\n\nThe “naïve” plan, as the owner calls it, paid off – and the rent was only €900.";

    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, string> Encodings => new()
    {
        { "utf-8", Simplified }, { "utf-16", Simplified }, { "utf-16BE", Simplified }, { "gb18030", Simplified }, { "gb2312", Simplified },
        { "big5", Traditional }, { "utf-8", Western }, { "utf-16", Western }, { "utf-16BE", Western }, { "windows-1252", Western },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decodes_a_document_in_each_encoding(string encoding, string text)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes(text);
        if (encoding.StartsWith("utf-16", StringComparison.Ordinal) && text != Western)
        {
            bytes = [.. Encoding.GetEncoding(encoding).GetPreamble(), .. bytes];
        }

        Assert.True(TextDecoder.TryDecode(bytes, out var decoded, out _, out var error), error?.Message);
        Assert.Equal(text, decoded);
    }

    [Theory]
    [InlineData("gb2312", Simplified)]
    [InlineData("big5", Traditional)]
    public void A_page_says_its_encoding(string encoding, string text)
    {
        var html = $"<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset={encoding}\"><title>{text[..6]}</title></head><body><h1>{text[..6]}</h1><p>{text[^20..]}</p></body></html>";

        var document = GoldenDocument.Document(GoldenDocument.Read("a.htm", Encoding.GetEncoding(encoding).GetBytes(html)));

        Assert.Equal((text[..6], text[^20..]), (document.Title, document.Text));
    }

    [Fact]
    public void Random_bytes_are_no_text() =>
        Gen.Byte.Array[200, 2_000].Sample(bytes => !TextDecoder.TryDecode(bytes, out _, out _, out var error) && error.Code == "not-text", iter: 500, threads: 2);

    [Fact]
    public void Any_bytes_get_an_answer() =>
        Gen.Byte.Array[0, 60].Sample(bytes => SafeMarkup.Check(GoldenDocument.Read("a", bytes)), iter: 5_000, threads: 2);

    [Fact]
    public void Changed_documents_get_an_answer() =>
        Gen.Select(Gen.OneOf(Gen.Const("mill.en.html"), Gen.Const("fair.zh.html"), Gen.Const("export-credit.en.md"), Gen.Const("export-credit.zh.md")), Gen.Select(Gen.Int[0, 5_000], Gen.Byte).Array[1, 8])
            .Sample(
                (name, changes) =>
                {
                    var bytes = GoldenDocument.Bytes(name);
                    foreach (var (at, value) in changes)
                    {
                        bytes[at % bytes.Length] = value;
                    }

                    SafeMarkup.Check(GoldenDocument.Read(name, bytes));
                },
                iter: 300,
                threads: 2);
}
