using CsCheck;

namespace SmeFunctions.Documents.Tests;

public sealed class HtmlReaderTests
{
    [Theory]
    [InlineData("mill.en.html")]
    [InlineData("fair.zh.html")]
    public void Finds_the_article_in_a_page(string name)
    {
        var document = GoldenDocument.Document(GoldenDocument.Read(name, GoldenDocument.Bytes(name)));

        GoldenDocument.AssertExpected(name, document);
    }

    [Fact]
    public void Reads_a_fragment()
    {
        var document = GoldenDocument.Document("a", "<h1>Fair</h1><div>2017-01-04 &nbsp; SME Portal</div><div>It <b>opens</b>.<br><br>Soon.</div>");

        Assert.Equal("Fair", document.Title);
        Assert.Equal(new DateOnly(2017, 1, 4), document.Published);
        Assert.Equal("SME Portal", document.Source);
        Assert.Equal("<p>It <b>opens</b>.</p>\n<p>Soon.</p>", document.Html);
        Assert.Equal("It opens.\n\nSoon.", document.Text);
    }

    [Theory]
    [InlineData("<p><a href=\"java\tscript:alert(1)\">a</a></p>", "<p><a>a</a></p>")]
    [InlineData("<p><a href=\"&#1; JaVa&#10;ScRiPt:alert(1)\">a</a></p>", "<p><a>a</a></p>")]
    [InlineData("<p><a href=\"javascript&colon;alert(1)\">a</a><a href=\"javascript&#x3a;alert(1)\">b</a><a href=\"&#106avascript:alert(1)\">c</a></p>", "<p><a>a</a><a>b</a><a>c</a></p>")]
    [InlineData("<p><a href=\"\u00A0javascript:alert(1)\">a</a><a href=\"\u2028javascript:alert(1)\">b</a><a href=\"view-source:javascript:alert(1)\">c</a></p>", "<p><a>a</a><a>b</a><a>c</a></p>")]
    [InlineData("<p><a href=\"vbscript:a\">a</a><a href=\"data:text/html,a\">b</a><a href=\"blob:https://a.example/b\">c</a><a href=\"file:///etc/passwd\">d</a></p>", "<p><a>a</a><a>b</a><a>c</a><a>d</a></p>")]
    [InlineData("<p><a xlink:href=\"javascript:1\" ping=\"https://a.example\" formaction=\"javascript:1\" href=\"//a.example/b\">a</a></p>", "<p><a>a</a></p>")]
    [InlineData("<p>a<img src=\"javascript:1\"><img src=\"jav&#x09;ascript:1\"><img src=1 onerror=alert(1)><img srcset=\"javascript:1\"></p>", "<p>a<img src=\"image-0\"></p>")]
    [InlineData("<p>a</p><base href=\"javascript:/*\"><p><a href=\"*/alert(1)\">b</a></p>", "<p>a</p>\n<p><a>b</a></p>")]
    [InlineData("<p>a</p><meta http-equiv=refresh content=\"0;url=javascript:1\"><link rel=stylesheet href=\"https://a.example/b\"><form action=\"javascript:1\"><button formaction=\"javascript:1\">b</button></form>", "<p>a</p>")]
    [InlineData("<ul><li>a <b>b</b>. c</li></ul>", "<ul><li>a <b>b</b>. c</li></ul>")]
    [InlineData("<p><a href=\"https://a.example/\" target=_blank onclick=x>a</a></p>", "<p><a href=\"https://a.example/\" rel=\"noopener\">a</a></p>")]
    [InlineData("<p style=\"background:url(javascript:1)\">a</p><style>b</style>", "<p>a</p>")]
    [InlineData("<p>a<svg><script>b</script></svg><math><mi>c</mi></math></p>", "<p>a c</p>")]
    [InlineData("<p>a</p><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">b</p></noscript>", "<p>a</p>")]
    [InlineData("<p>a</p><iframe src=\"https://b.example\"></iframe>", "<p>a</p>")]
    [InlineData("<table><tr><td><p>a</p><p>b</p></td><td><div>c</div></td></tr></table>", "<p>a</p>\n<p>b</p>\n<p>c</p>")]
    [InlineData("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>")]
    public void Lets_no_harmful_markup_through(string fragment, string html) =>
        Assert.Equal(html, GoldenDocument.Document("a.html", "<h1>T</h1>" + fragment).Html);

    [Theory]
    [InlineData("<meta name=author content=' A.  Lee '><meta name=keywords content='trade, fairs，港口;Trade'>", "A. Lee", "trade|fairs|港口")]
    [InlineData("<meta property=article:author content='https://a.example/lee'><meta property=article:tag content=x><meta property=article:tag content=y>", null, "x|y")]
    [InlineData("<script type='application/ld+json'>{\"headline\":\"T\",\"author\":[{\"name\":\"王明\"},\"李华\"],\"keywords\":\"a,b\"}</script><meta name=author content=C>", "王明、李华", "a|b")]
    [InlineData("<script type='application/ld+json'>{\"headline\":\"T\",\"author\":{\"@type\":\"Person\"},\"keywords\":[\"a\",2]}</script>", null, "a")]
    [InlineData("<script type='application/ld+json'>{\"headline\":</script>", null, "")]
    public void Takes_author_and_tags_from_what_the_page_says_of_itself(string head, string? author, string tags)
    {
        var document = GoldenDocument.Document("a.html", $"<html><head><title>T</title>{head}</head><body><p>Text.</p></body></html>");

        Assert.Equal(author, document.Author);
        Assert.Equal(tags.Split('|', StringSplitOptions.RemoveEmptyEntries), document.Tags);
    }

    [Fact]
    public void Keeps_no_more_tags_of_a_page_than_an_article_has()
    {
        var words = string.Join(',', Enumerable.Range(0, 50).Select(i => $"w{i}").Append(new string('x', 61)));

        var document = GoldenDocument.Document("a.html", $"<html><head><title>T</title><meta name=keywords content='{new string('y', 61)},{words}'></head><body><p>Text.</p></body></html>");

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"w{i}"), document.Tags);
    }

    [Fact]
    public void Resolves_no_disguised_script_against_the_page_s_address()
    {
        var document = GoldenDocument.Document(
            "a.html",
            "<html><head><title>T</title><link rel=canonical href='https://a.example/b/c.html'></head><body><p><a href='java&#9;script:alert(1)'>a</a> <a href='../d'>e</a></p></body></html>");

        Assert.Equal("<p><a>a</a> <a href=\"https://a.example/d\" rel=\"noopener\">e</a></p>", document.Html);
    }

    [Fact]
    public void Keeps_the_words_of_a_list_together() =>
        Assert.Equal("- a b. c\n  - 中文。", GoldenDocument.Document("a.html", "<h1>T</h1><ul><li>a <b>b</b>. c<ul><li>中<b>文</b>。</li></ul></li></ul>").Text);

    [Theory]
    [InlineData("no-title", "<html><body></body></html>")]
    [InlineData("no-text", "<html><head><title>T</title></head><body></body></html>")]
    [InlineData("no-text", "<h1>T</h1>")]
    public void Rejects_what_is_no_article(string code, string text) =>
        Assert.Equal(code, GoldenDocument.Rejection(GoldenDocument.Read("a.html", text)).Code);

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b a=1>")]
    [InlineData("<p><font>")]
    [InlineData("<ul><li>")]
    [InlineData("<div><table><td></div></table>")]
    [InlineData("<div><font></div>")]
    [InlineData("<p>a")]
    [InlineData("<a href=x>")]
    [InlineData("<")]
    [InlineData("<!--")]
    public void Ten_thousand_nested_elements_neither_break_nor_hold_it_up(string tag)
    {
        var result = GoldenDocument.Read("a.html", "<html><body><h1>T</h1>" + string.Concat(Enumerable.Repeat(tag, 10_000)) + "x");

        Assert.True(result is ReadResult.Document or ReadResult.Rejection { Error.Code: "document-too-deep" or "document-too-large" or "no-text" }, result.ToString());
    }

    [Fact]
    public void Whatever_is_in_it_there_is_an_answer_and_no_unsafe_markup()
    {
        string[] pieces =
        [
            "<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", "<b>", "</b>", "<font>", "text ", "中文。",
            "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>", "<noscript>", "</noscript>", "<template>", "<title>", "</title>", "<textarea>",
            "<a href='java&#10;script:1'>", "<a href=//x.y>", "</a>", "<img src=x onerror=1>", "<img src='https://a.b/c'>", "<form>", "<select><option>", "<br><br>", "<!--", "-->", "<![CDATA[",
            "<base href='https://e.f/'>", "<meta property=og:title content=T>", "<script type='application/ld+json'>{\"headline\":\"\\ud800\"}</script>", "&lt;b", "&#0;", "<frameset>",
            "<plaintext>", "<p id=fn:1 hidden>", "<body onload=1>", "2017-01-04  A  visits:3<br>", "<article>", "</article>", "<time datetime='2017'>", "<figure>", "<pre>", "<object>",
        ];

        Gen.Select(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 40], Gen.String[0, 10], Gen.Bool).Sample(
            (parts, noise, isPage) => SafeMarkup.Check(GoldenDocument.Read("a.html", (isPage ? "<html><title>T</title><body>" : "<p>a</p>") + string.Concat(parts) + noise)),
            iter: 2_000,
            threads: 2);
    }
}
