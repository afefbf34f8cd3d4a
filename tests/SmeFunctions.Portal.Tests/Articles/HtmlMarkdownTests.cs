using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Articles;

/// <summary>Markdown that the portal reads as the same article again.</summary>
public sealed class HtmlMarkdownTests
{
    [Theory]
    [InlineData("<p>A <em>fair</em> in <strong>the harbour</strong>.</p>", "A *fair* in **the harbour**.\n")]
    [InlineData("<h2>One</h2><p>Two<br>three</p>", "## One\n\nTwo\\\nthree\n")]
    [InlineData("<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul>", "- One\n- Two\n  - Three\n")]
    [InlineData("<ol start=\"3\"><li>One</li><li>Two</li></ol>", "3. One\n4. Two\n")]
    [InlineData("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |\n")]
    [InlineData("<blockquote><p>One</p><p>Two</p></blockquote>", "> One\n>\n> Two\n")]
    [InlineData("<pre><code>a ``` b\n</code></pre>", "````\na ``` b\n````\n")]
    [InlineData("<p><a href=\"https://example.org/a_(b)\">A link</a></p>", "[A link](<https://example.org/a_(b)>)\n")]
    [InlineData("<p><a href=\"/media/a.pdf\">A file</a></p>", "[A file](https://portal.example/media/a.pdf)\n")]
    [InlineData("<p>1. No list, # no heading, [no link] and *no stars* in a_b</p>", "1\\. No list, # no heading, \\[no link\\] and \\*no stars\\* in a_b\n")]
    [InlineData("<p>One&lt;b&gt; &amp;amp; two</p>", "One\\<b> \\&amp; two\n")]
    [InlineData("<p>《通知》<strong>国办发〔2020〕12号</strong>全文</p>", "《通知》**国办发〔2020〕12号**全文\n")]
    public void Converts(string html, string markdown) => Assert.Equal(markdown, HtmlMarkdown.Convert(html, path => "https://portal.example" + path));

    [Theory]
    [InlineData("<p>A <em>fair</em> in <strong>the harbour</strong>, at 5 &lt; 6 &amp; 7 * 8 * 9.</p>\n<p># One - two + three</p>")]
    [InlineData("<h2>One</h2>\n<p>Two</p>\n<ul><li>One</li><li>Two</li></ul>\n<ol><li>One</li><li>Two</li></ol>")]
    [InlineData("<table><tbody><tr><td rowspan=\"2\">A</td><td>B</td></tr><tr><td>C</td></tr></tbody></table>")]
    [InlineData("<blockquote><p>Somebody said so.</p></blockquote>\n<p>[1] 2017. A year, 1) no list.</p>\n<p>- no list</p>\n<p>=====</p>")]
    [InlineData("<p>x_1 and __init__ and `code` and ~~gone~~ and ![no image](a) &amp;nbsp; https://example.org/a_b</p>")]
    public void What_is_converted_reads_as_the_same_text(string html)
    {
        var markdown = $"---\ntitle: A headline\n---\n\n{HtmlMarkdown.Convert(html, path => path)}";

        var read = Assert.IsType<ReadResult.Document>(DocumentReader.Read("en/a.md", System.Text.Encoding.UTF8.GetBytes(markdown))).Value;

        Assert.Equal(Text(html), Text(read.Html));
    }

    private static string Text(string html) => string.Join(' ', new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html.Replace("><", "> <", StringComparison.Ordinal)).Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
