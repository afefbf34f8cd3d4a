using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Tests;

public sealed class ArticleHtmlTests
{
    private const string Own = "/media/5f2b6c1e9a04d3875f2b6c1e9a04d387.png";

    private static readonly LocalizedText _text = TestPages.Localizer.ForLanguage("en");

    [Theory]
    [InlineData("<p>Plain <em>text</em> &lt;b&gt;.</p>", "<p>Plain <em>text</em> &lt;b&gt;.</p>")]
    [InlineData($"<p><img src=\"{Own}\" width=\"2\" height=\"1\"></p>", $"<p><img src=\"{Own}\" width=\"2\" height=\"1\" alt=\"\" decoding=\"async\"></p>")]
    [InlineData("<p><img src=\"https://a.example/b.png?c=1&amp;d=2\" alt=\"A &lt;plot&gt;\"></p>", "<p><a href=\"https://a.example/b.png?c=1&amp;d=2\" rel=\"noopener external\">Image: A &lt;plot&gt;</a></p>")]
    [InlineData("<p><img src=\"https://a.example/b.png\"></p>", "<p><a href=\"https://a.example/b.png\" rel=\"noopener external\">Image: a picture at a.example</a></p>")]
    [InlineData("<p><a href=\"https://c.example\"><img src=\"https://a.example/b.png\" alt=\"A\"></a></p>", "<p><a href=\"https://c.example\">Image: A</a></p>")]
    [InlineData("<h4 id=\"fn:1\">One <em>two</em></h4><h2>Three</h2><h5>Four</h5>", "<h2 id=\"fn:1\">One <em>two</em></h2><h2>Three</h2><h3>Four</h3>")]
    [InlineData("<pre><code>a &lt; b</code></pre>", "<pre tabindex=\"0\"><code>a &lt; b</code></pre>")]
    [InlineData("<h2>One</h2><h3>Two</h3><h4>Three</h4>", "<h2>One</h2><h3>Two</h3><h4>Three</h4>")]
    [InlineData("<table><tbody><tr><td>1</td></tr></tbody></table>", "<div class=\"wide\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table><tbody><tr><td>1</td></tr></tbody></table></div>")]
    [InlineData("<table><caption>Of \"what\"</caption></table>", "<div class=\"wide\" role=\"region\" aria-label=\"Of &quot;what&quot;\" tabindex=\"0\"><table><caption>Of \"what\"</caption></table></div>")]
    [InlineData($"<p><img src=\"{Own}\" alt=\"A\" title=\"Said &lt;below&gt;\"></p>", $"<figure><img src=\"{Own}\" alt=\"A\" decoding=\"async\"><figcaption>Said &lt;below&gt;</figcaption></figure>")]
    [InlineData($"<p>In <img src=\"{Own}\" alt=\"A\" title=\"B\"> text</p>", $"<p>In <img src=\"{Own}\" alt=\"A\" decoding=\"async\"> text</p>")]
    [InlineData($"<figure><img src=\"{Own}\" alt=\"A\"><figcaption>B</figcaption></figure>", $"<figure><img src=\"{Own}\" alt=\"A\" decoding=\"async\"><figcaption>B</figcaption></figure>")]
    public void Has_what_a_page_needs(string stored, string shown) => Assert.Equal(shown, ArticleHtml.Create(stored, _text).Html);

    [Fact]
    public void Loads_the_first_picture_at_once_and_the_others_when_they_are_near()
    {
        var markup = ArticleHtml.Create($"<p><img src=\"https://a.example/b.png\" alt=\"x\"></p><p><img src=\"{Own}\" alt=\"One\" width=\"3\" height=\"2\"></p><p><img src=\"{Own}\" alt=\"Two\"></p>", _text);

        Assert.Equal(new Lists.Picture(Own, "One", 3, 2), markup.Picture);
        Assert.Single(markup.Html.Split("loading=\"lazy\"").Skip(1));
        Assert.Contains("alt=\"Two\" decoding=\"async\" loading=\"lazy\"", markup.Html, StringComparison.Ordinal);
    }
}
