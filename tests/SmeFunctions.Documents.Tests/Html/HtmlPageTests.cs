using System.Text;

namespace SmeFunctions.Documents.Tests;

/// <summary>Web pages in the shapes of portals: the article without its surroundings.</summary>
public sealed class HtmlPageTests
{
    private const string Nav = "<div class=\"nav\"><ul><li><a href=\"/\">首页</a></li><li><a href=\"/n\">新闻</a></li><li><a href=\"/p\">政策</a></li></ul></div>";
    private const string Footer = "<div class=\"footer\"><p>主办单位：渔港市商务局 版权所有</p></div>";
    private const string Paragraphs = "<p>　　渔港市从下月起向小企业开放冷库，前三个月不收费用。</p><p>　　申请在网上办理，材料齐全的当天受理。</p><p>　　冷库在码头东侧，每天早六点开门。</p><p>　　市商务局表示，细则将在月底前公布。</p>";
    private const string Title = "渔港市向小企业开放冷库";

    private static readonly string[] _sentences = ["前三个月不收费用。", "材料齐全的当天受理。", "每天早六点开门。", "细则将在月底前公布。"];

    [Theory]
    [InlineData("<div class=\"right\"><h3>热点推荐</h3><ul><li><a href=\"/1\">渔港市召开企业座谈会</a></li><li><a href=\"/2\">渔港市发布用地办法</a></li><li><a href=\"/3\">渔港市发布用电办法</a></li></ul></div>", "热点推荐|用电办法")]
    [InlineData("<aside><h3>热点</h3><p>渔港市召开企业座谈会</p></aside>", "热点")]
    [InlineData("<div class=\"related\"><h3>相关新闻</h3><ul><li><a href=\"/1\">渔港市召开企业座谈会</a></li></ul></div>", "相关新闻|座谈会")]
    public void Short_paragraphs_are_the_article_and_lists_of_links_are_not(string beside, string gone)
    {
        var document = Accepted($"<!DOCTYPE html><html><head><title>{Title}_新闻_渔港网</title></head><body>{Nav}<div class=\"main\"><h1>{Title}</h1><div class=\"info\">发布时间：2019-05-06　来源：渔港商报　浏览次数：<em id=\"v\"></em></div><div id=\"zoom\">{Paragraphs}</div></div>{beside}{Footer}</body></html>");

        Assert.Equal((Title, new DateOnly(2019, 5, 6), "渔港商报"), (document.Title, document.Published!.Value, document.Source));
        Assert.All(_sentences, sentence => Assert.Contains(sentence, document.Text, StringComparison.Ordinal));
        Assert.All([.. gone.Split('|'), "浏览次数", "首页", "主办单位"], word => Assert.DoesNotContain(word, document.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<title>Port opens cold stores | Coast Letter</title>", "<h1><a href=\"/\">Coast Letter</a></h1><h2>Port opens cold stores</h2>")]
    [InlineData("<title>Port opens cold stores - Coast Letter</title>", "<h1><a href=\"/\">Coast Letter</a></h1><h1>Port opens cold stores</h1>")]
    [InlineData("<title>Coast Letter</title>", "<h1>Port opens<br>cold stores</h1>")]
    [InlineData("<title>x</title><meta property=\"og:title\" content=\"Port opens cold stores\">", "")]
    [InlineData("<title>x</title><meta name=\"ArticleTitle\" content=\"Port opens cold stores\">", "<h1>Coast Letter</h1>")]
    [InlineData("<title>Port opens cold stores – Coast Letter</title>", "")]
    public void Finds_the_headline_beside_the_name_of_the_site(string head, string heading) =>
        Assert.Equal("Port opens cold stores", Accepted($"<!DOCTYPE html><html><head>{head}</head><body>{heading}{English}</body></html>").Title);

    [Theory]
    [InlineData("渔港市向小企业开放冷库_新闻中心_渔港企业服务网")]
    [InlineData("渔港市向小企业开放冷库 - 新闻频道 - 渔港网")]
    [InlineData("渔港市向小企业开放冷库-渔港日报")]
    [InlineData("渔港市向小企业开放冷库|渔港网")]
    public void Takes_the_names_of_a_Chinese_site_off_a_title(string title) =>
        Assert.Equal(Title, Accepted($"<!DOCTYPE html><html><head><title>{title}</title></head><body>{Nav}<div id=\"zoom\">{Paragraphs}</div></body></html>").Title);

    [Theory]
    [InlineData("<meta name=\"og:time\" content=\"2019-05-06 09:20:00\">")]
    [InlineData("<meta name=\"PubDate\" content=\"2019-05-06\">")]
    [InlineData("<meta name=\"parsely-pub-date\" content=\"2019-05-06T01:00:00Z\">")]
    [InlineData("<meta name=\"DC.date.issued\" content=\"2019-05-06\">")]
    [InlineData("<meta itemprop=\"datePublished\" content=\"2019-05-06\">")]
    [InlineData("<script type=\"application/ld+json\">//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Port opens cold stores\",\"datePublished\":\"2019-05-06\"}\n//]]></script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},{\"@type\":\"Article\",\"name\":\"Port opens cold stores\",\"datePublished\":\"2019-05-06\"}]}</script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Port opens cold stores\",\"description\":\"one\ntwo\",\"datePublished\":\"2019-05-06\"}</script>")]
    public void Reads_the_date_from_metadata(string head) =>
        Assert.Equal(new DateOnly(2019, 5, 6), Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title>{head}</head><body><h1>Port opens cold stores</h1>{English}</body></html>").Published);

    [Theory]
    [InlineData("责任编辑：某某")]
    [InlineData("name, email@example.com")]
    [InlineData("admin")]
    [InlineData("https://example.org/mary")]
    [InlineData("DESKTOP-8A7B6C5")]
    public void Metadata_that_name_no_author_are_ignored(string author) =>
        Assert.Null(Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title><meta name=\"author\" content=\"{author}\"></head><body><h1>Port opens cold stores</h1>{English}</body></html>").Author);

    [Theory]
    [InlineData("<p class=\"byline\">By Mary Quay</p>")]
    [InlineData("<a rel=\"author\" href=\"/mary\">Mary Quay</a>")]
    [InlineData("<span itemprop=\"author\"><span itemprop=\"name\">Mary Quay</span></span>")]
    public void Reads_a_visible_byline(string byline) =>
        Assert.Equal("Mary Quay", Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title></head><body><h1>Port opens cold stores</h1>{byline}{English}</body></html>").Author);

    [Theory]
    [InlineData("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" data-src=\"https://img.example.org/quay.jpg\" alt=\"Quay\">")]
    [InlineData("<img data-original=\"https://img.example.org/quay.jpg\" alt=\"Quay\">")]
    [InlineData("<img src=\"/img/blank.gif\" srcset=\"https://img.example.org/small.jpg 320w, https://img.example.org/quay.jpg 1280w\" alt=\"Quay\">")]
    [InlineData("<img src=\"/img/loading.gif\" alt=\"\"><noscript><img src=\"https://img.example.org/quay.jpg\" alt=\"Quay\"></noscript>")]
    public void Finds_an_image_that_is_loaded_late(string image) =>
        Assert.Contains("src=\"https://img.example.org/quay.jpg\"", Accepted($"<article><h1>Port opens cold stores</h1>{English}<p>{image}</p></article>").Html, StringComparison.Ordinal);

    [Fact]
    public void An_image_of_one_point_is_left_out() =>
        Assert.DoesNotContain("<img", Accepted($"<article><h1>Port opens cold stores</h1>{English}<p><img src=\"https://count.example.org/c.gif\" width=\"1\" height=\"1\"></p></article>").Html, StringComparison.Ordinal);

    [Fact]
    public void A_table_above_a_notice_gives_its_facts()
    {
        var document = Accepted($"<!DOCTYPE html><html><head><title>关于开放冷库的通知_政策_渔港网</title></head><body>{Nav}<table><tr><td>索引号：</td><td>000019/2019-00045</td><td>主题分类：</td><td>中小企业</td></tr><tr><td>发文机关：</td><td>渔港市商务局</td><td>成文日期：</td><td>2019年5月1日</td></tr><tr><td>标题：</td><td colspan=\"3\">关于开放冷库的通知</td></tr><tr><td>发文字号：</td><td>渔商发〔2019〕8号</td><td>发布日期：</td><td>2019年5月6日</td></tr></table><div id=\"zoom\">{Paragraphs}</div>{Footer}</body></html>");

        Assert.Equal(("关于开放冷库的通知", new DateOnly(2019, 5, 6), "渔港市商务局"), (document.Title, document.Published!.Value, document.Source));
        Assert.Equal(("渔商发〔2019〕8号", new DateOnly(2019, 5, 1)), (document.Notice!.Number, document.Notice.Written!.Value));
    }

    [Theory]
    [InlineData(900_000, "<script>/*", "*/</script>")]
    [InlineData(1_600_000, "<style>/*", "*/</style>")]
    [InlineData(1_200_000, "<!--", "-->")]
    public void A_large_page_of_scripts_is_read(int length, string start, string end)
    {
        var document = Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title>{start}{new string('x', length)}{end}</head><body><h1>Port opens cold stores</h1>{English}</body></html>");

        Assert.Contains("three working days", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<title>Port opens cold stores</title><meta charset=\"utf-8\">")]
    [InlineData("<meta charset=\"utf-8\"><title>Port opens cold stores</title>")]
    public void A_page_may_begin_with_any_element_of_its_head(string head)
    {
        var document = Accepted($"{head}<h1>Port opens cold stores</h1>{English}");

        Assert.Equal("Port opens cold stores", document.Title);
        Assert.DoesNotContain("<", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_text_is_no_part_of_the_article() =>
        Assert.DoesNotContain("Secret", Accepted($"<article><h1>Port opens cold stores</h1>{English}<p style=\"display:none\">Secret offer.</p></article>").Text, StringComparison.Ordinal);

    private const string English = "<p>The port opens its cold stores to small firms next month, and charges nothing for the first quarter of the year, the office said on Monday.</p><p>Applications are made online, and a complete one is answered within three working days, at no cost to those who apply before the summer.</p>";

    /// <summary>What lies around a short article is kept with it where nothing but its form says that it is a menu.</summary>
    [Theory]
    [InlineData("<ul><li><a href=\"/a\">Front page</a></li><li><a href=\"/b\">Harbour prices</a></li><li><a href=\"/c\">Sign up</a></li></ul>")]
    [InlineData("<div><div><ol><li><a href=\"/a\">Front page</a></li><li><a href=\"/b\">Harbour prices</a><ul><li><a href=\"/d\">Fish</a></li><li><a href=\"/e\">Salt</a></li></ul></li><li>Sign up</li></ol></div></div>")]
    [InlineData("<ul><li><a href=\"https://example.com/1\"></a></li><li><a href=\"https://example.com/2\"></a></li><li><a href=\"https://example.com/3\"></a></li><li>Sign up</li></ul><ul><li><a href=\"/a\">Front page</a></li><li><a href=\"/b\">Harbour prices</a></li><li><a href=\"/c\">Jobs</a></li></ul>")]
    public void A_menu_above_the_text_is_not_of_the_article(string menu)
    {
        var document = Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title></head><body>{menu}<h1>Port opens cold stores</h1><p>2019-05-06</p><p>The port opens its cold stores to small firms.</p></body></html>");

        Assert.Equal(("The port opens its cold stores to small firms.", new DateOnly(2019, 5, 6)), (document.Text, document.Published));
    }

    [Theory]
    [InlineData("<ul><li><a href=\"#1\">What it costs</a></li><li><a href=\"#2\">Who may apply</a></li><li><a href=\"#3\">How to apply</a></li></ul>", "Who may apply")]
    [InlineData("<ul><li><a href=\"files/1.doc\">Form A</a></li><li><a href=\"files/2.pdf?v=1\">Form B</a></li><li><a href=\"files/3.xls\">Form C</a></li></ul>", "Form B")]
    [InlineData("<ul><li>Ice costs half as much</li><li>Salt is free</li><li>The gates open at six</li></ul>", "Salt is free")]
    [InlineData("<p>The port opens its cold stores to small firms.</p><ul><li><a href=\"/a\">The rules</a></li><li><a href=\"/b\">The prices</a></li><li><a href=\"/c\">The form</a></li></ul>", "The prices")]
    [InlineData("<ul><li><a href=\"/a\">The rules</a></li><li><a href=\"/b\">The prices</a></li></ul>", "The prices")]
    public void Other_lists_stay(string list, string kept) =>
        Assert.Contains(kept, Accepted($"<!DOCTYPE html><html><head><title>Port opens cold stores</title></head><body><h1>Port opens cold stores</h1>{list}<p>The port opens its cold stores to small firms, and asks for nothing.</p></body></html>").Text, StringComparison.Ordinal);

    private static ParsedDocument Accepted(string html) => GoldenDocument.Document("a.html", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(html)));

    [Fact]
    public void Takes_the_article_that_the_description_announces_rather_than_a_longer_gallery()
    {
        var gallery = string.Concat(Enumerable.Range(1, 50).Select(i => $"<div><h2>{i}/50 Picture of a ship</h2><p>A vessel lies at anchor, its crew paints the rail, gulls circle above, and the captain, who has sailed for thirty years, waits for orders from the company.</p></div>"));
        var article = string.Concat(Enumerable.Repeat("<p>The desk insures invoices of small firms, collects debts abroad, and answers within ten working days, the board said on Monday.</p>", 8));

        var document = GoldenDocument.Document(
            "en/a.html",
            $"<html><head><title>Desk insures invoices of small firms</title><meta name=description content=\"The board opens a desk that insures invoices and collects debts abroad.\"></head><body><div class=gallery>{gallery}</div><div class=article-body itemprop=articleBody><h1>Desk insures invoices of small firms</h1>{article}</div></body></html>");

        Assert.Contains("collects debts abroad", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_characters_of_formulas()
    {
        var document = GoldenDocument.Document("en/a.html", "<h1>A formula</h1><p>When <math><mi>a</mi><mo>≠</mo><mn>0</mn><annotation>a \\neq 0</annotation></math>, there are two solutions.</p>");

        Assert.Equal("When a ≠ 0 , there are two solutions.", document.Text);
    }

    [Theory]
    [InlineData("<div><span>原创</span> <span>渔港商报</span> <span>2019-05-06 16:01:46</span></div>", "")]
    [InlineData("<p>2019-05-06 16:01</p>", "")]
    [InlineData("<div>渔港商报 2019-05-06</div>", "")]
    [InlineData("", "<meta itemprop=\"dateUpdate\" content=\"2019-05-06 12:00:57\">")]
    [InlineData("", "<script type=\"application/ld+json\">{\"@context\":\"https://ziyuan.example/contexts/cambrian.jsonld\",\"title\":\"渔港市向小企业开放冷库\",\"pubDate\":\"2019-05-06T11:10:52\"}</script>")]
    [InlineData("<div>2018-01-01</div>", "<meta property=\"article:published_time\" content=\"2019-05-06T08:00:00+08:00\">")]
    public void Finds_the_date_below_the_headline_or_in_metadata(string below, string metadata)
    {
        var document = GoldenDocument.Document(
            "zh/a.html",
            $"<html><head><title>渔港市向小企业开放冷库_渔港网</title>{metadata}</head><body><div><a href='/'>首页</a></div><div class=article><h1>渔港市向小企业开放冷库</h1>{below}<p>渔港市港务局从六月起，向员工不足二十人的企业出租冷库的一角，租金按天计算，不收押金。</p><p>附近的居民也可以在周五参观冷库，但要提前预约，每次不超过十人。</p></div></body></html>");

        Assert.Equal(new DateOnly(2019, 5, 6), document.Published);
    }
}
