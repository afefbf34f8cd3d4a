using System.Text;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Documents of every format, in several encodings and languages, as editors upload them.</summary>
public sealed class FormatTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Markdown_with_front_matter_is_an_article_with_all_that_it_says()
    {
        var app = await AppAsync();

        var article = await app.PublishAsync(
            app.Name("notes/shipment.md"),
            $"""
            ---
            title: Before the first shipment {app.Tag}
            date: 2018-03-05
            lang: en-GB
            section: policy/finance
            source: SME Portal Online
            author: [A Roaster, A Miller]
            tags: export, credit
            summary: Five questions for the bank.
            ---
            A buyer wants **sixty days**; [ask](https://example.org/) <script>alert(1)</script>early.

            - the invoice
            - the bill of lading
            """);

        Assert.Equal(($"Before the first shipment {app.Tag}", "2018-03-05", "en", "en"), (article.Title, article.Published, article.Lang, article.LangTag));
        Assert.Equal(new SectionBody("policy/finance", "finance"), article.Section);
        Assert.Equal(("SME Portal Online", "A Roaster, A Miller", "Five questions for the bank."), (article.Source, article.Author, article.Summary));
        Assert.Equal(["export", "credit"], article.Tags);
        Assert.Equal((13, 1), (article.Words, article.ReadingMinutes));
        Assert.StartsWith("<p>A buyer wants <strong>sixty days</strong>; <a href=\"https://example.org/\" rel=\"noopener\">ask</a> early.</p>", article.Html);
        Assert.DoesNotContain("alert", article.Html);

        // A front matter's section is one that lists are made of, and a list says what the article says.
        var listed = Assert.Single((await app.ListAsync("lang=en&section=policy/finance&limit=100")).Items, item => item.Slug == article.Slug);
        Assert.Equal((article.LangTag, article.Author, article.Words, article.ReadingMinutes), (listed.LangTag, listed.Author, listed.Words, listed.ReadingMinutes));
        Assert.Equal(article.Tags, listed.Tags);
    }

    [Fact]
    public async Task A_saved_web_page_is_an_article_without_what_stands_around_it()
    {
        var app = await AppAsync();
        var name = app.Name("zh/saved.html");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var page =
            $"""
            <html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{app.Tag}县里办起小企业集市-中小企业门户</title><meta name="keywords" content="集市,小企业"></head>
            <body onload="alert(1)"><div><a href="#">设为首页</a></div><div>当前位置：<a href="/">首页</a> &gt; <a href="/hd">活动</a> &gt; 正文</div>
            <h1>{app.Tag}县里办起小企业集市</h1><div>发布时间：2018-05-20　来源：中小企业门户　作者：窗口通讯</div>
            <p>　　五月的第三个周末，县城体育场摆出了一百二十个摊位。</p><p onclick="alert(1)">　　集市明年还要办，<a href="javascript:alert(1)">地点不变</a>。</p>
            <div>主办单位：中小企业门户编辑部</div><div>版权所有 中小企业门户</div></body></html>
            """;

        await app.PutAsync(name, Encoding.GetEncoding("gb2312").GetBytes(page));
        var article = await app.PublishedAsync(name);

        Assert.Equal(($"{app.Tag}县里办起小企业集市", "2018-05-20"), (article.Title, article.Published));
        Assert.Equal(("zh", "zh-Hans"), (article.Lang, article.LangTag));
        Assert.Equal(("中小企业门户", "窗口通讯"), (article.Source, article.Author));
        Assert.Equal(["集市", "小企业"], article.Tags);
        Assert.Equal(["首页", "活动"], article.Breadcrumb);
        Assert.Equal("<p>五月的第三个周末，县城体育场摆出了一百二十个摊位。</p>\n<p>集市明年还要办，<a>地点不变</a>。</p>", article.Html);
        Assert.Equal(34, article.Words);
    }

    [Fact]
    public async Task A_traditional_page_in_Big5_is_told_from_a_simplified_one()
    {
        var app = await AppAsync();
        var name = app.Name("zh/traditional.txt");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var page = $"當前位置：首頁 | 新聞\n\n{app.Tag}縣裡辦起小企業市集\n\n發佈時間：2018-05-20　來源：中小企業門戶　瀏覽次數：7\n\n　　五月的第三個週末，縣城體育場擺出了一百二十個攤位，來的都是周邊鄉鎮的小作坊。\n";

        await app.PutAsync(name, Encoding.GetEncoding("big5").GetBytes(page));
        var article = await app.PublishedAsync(name);

        Assert.Equal(("zh", "zh-Hant", $"{app.Tag}縣裡辦起小企業市集"), (article.Lang, article.LangTag, article.Title));
        Assert.Equal(7, article.Visits);
    }

    [Fact]
    public async Task An_official_notice_shows_its_register_entry_and_its_editor_sees_what_was_removed()
    {
        var app = await AppAsync();
        var name = app.Name("zh/notice.txt");

        await app.PutAsync(name, $"设为首页 English\n索 引 号：000019/2019-00045　主题分类：中小企业\n发文机关：渔港市商务局　成文日期：2019年05月01日\n发文字号：渔商发〔2019〕8号　发布日期：2019年05月06日\n\n{app.Tag}关于开放冷库的通知\n\n各区商务局：\n　　渔港市从下月起向小企业开放冷库，前三个月不收费用。\n\n主办单位：渔港市商务局 版权所有\n");
        var article = await app.PublishedAsync(name);
        var page = (await app.GetAsync($"/zh/articles/{Uri.EscapeDataString(article.Slug)}")).Text;

        Assert.Equal(new NoticeBody("渔商发〔2019〕8号", "000019/2019-00045", "渔港市商务局", "2019-05-01", "中小企业"), article.Document);
        Assert.Equal("2019-05-06", article.Published);
        Assert.Contains("<dt>发文字号</dt>", page);
        Assert.Contains("渔商发〔2019〕8号</dd>", page);
        Assert.Contains((await app.StatusAsync(name, "published")).Removed, line => line is { Line: 1, Text: "设为首页 English" });
    }

    [Fact]
    public async Task A_page_saved_in_one_file_is_an_article_with_its_images()
    {
        var app = await AppAsync();
        var picture = Convert.ToBase64String(Pictures.Png(30, 20));

        var article = await app.PublishAsync(
            app.Name("en/saved.mht"),
            $"""
            From: <Saved by Blink>
            Subject: Saved
            MIME-Version: 1.0
            Content-Type: multipart/related; type="text/html"; boundary=x

            --x
            Content-Type: text/html
            Content-Location: https://www.example.org/n/a.html

            <!DOCTYPE html><html><head><title>Council opens fund {app.Tag}</title></head><body><h1>Council opens fund {app.Tag}</h1><p>The council has opened a fund for small exporters, with twenty million set aside.</p><p><img src="quay.png" alt="The quay"></p><p>Firms apply online, and wait five days.</p></body></html>
            --x
            Content-Type: image/png
            Content-Location: https://www.example.org/n/quay.png
            Content-Transfer-Encoding: base64

            {picture}
            --x--
            """);

        Assert.Equal($"Council opens fund {app.Tag}", article.Title);
        Assert.Matches("<img src=\"[^\"]+\\.png\" alt=\"The quay\" width=\"30\" height=\"20\">", article.Html);
    }

    [Fact]
    public async Task A_draft_is_not_published()
    {
        var app = await AppAsync();
        var name = app.Name("en/draft.md");

        await app.PutAsync(name, $"---\ntitle: Not yet {app.Tag}\ndraft: true\n---\nText.\n");
        var seed = await app.StatusAsync(name, "draft");

        Assert.Equal((null, null), (seed.Error, seed.Article));
    }
}
