using CsCheck;

namespace SmeFunctions.Documents.Tests;

/// <summary>An article's own markup, handed in again, becomes the same article.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] _pieces =
    [
        "<p>", "</p>", "<div>", "</div>", "<ul><li>", "</li><li>", "</li></ul>", "<table><tr><td>", "</td><td>", "</td></tr></table>", "<blockquote>", "</blockquote>", "<h1>", "</h1>", "<h2>", "</h2>",
        "<b>", "</b>", "<a href='https://a.example/b?c=1&amp;d'>", "<a href='/x'>", "</a>", "<img src='https://a.example/i.png' alt='&lt;'>", "<br>", "<br><br>", "<pre>", "</pre>", "\n", " ", "&nbsp;", "　",
        "words ", "中文。", "&lt;p&gt;", "&amp;amp;", "<figure>", "<figcaption>", "</figcaption></figure>", "<hr>", "<span>", "</span>", "<dl><dt>", "<dd>", "</dl>", "<ol start=3><li>", "</ol>", "<center>",
        "2017-01-04  visits:3", "Sponsor: A", "Current location: | B", "T", "<section>", "</section>", "<sup>", "</sup>", "<code>", "</code>", "<i><p>", "</i>",
    ];

    public static TheoryData<string> Goldens => [.. GoldenDocument.Names().Where(name => !name.EndsWith(".expected", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void A_golden_article_stays_as_it_is(string name) => AssertStays(GoldenDocument.Document(GoldenDocument.Read(name, GoldenDocument.Bytes(name))));

    [Fact]
    public void Any_article_stays_as_it_is() =>
        Gen.Int[0, _pieces.Length - 1].Select(i => _pieces[i]).Array[1, 30].Sample(
            parts =>
            {
                if (GoldenDocument.Read("a.html", "<h1>T</h1><p>The first paragraph.</p>" + string.Concat(parts)) is ReadResult.Document(var document))
                {
                    AssertStays(document);
                }
            },
            iter: 3_000,
            threads: 2);

    private static void AssertStays(ParsedDocument document)
    {
        var again = GoldenDocument.Document("a.html", $"<h1>{System.Net.WebUtility.HtmlEncode(document.Title)}</h1>\n{document.Html}");

        Assert.Equal(document.Title, again.Title);
        Assert.Equal(document.Html, again.Html);
        Assert.Equal(document.Text, again.Text);
    }
}
