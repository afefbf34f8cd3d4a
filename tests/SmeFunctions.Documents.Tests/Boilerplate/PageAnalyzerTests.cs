namespace SmeFunctions.Documents.Tests;

/// <summary>Pages in the shapes of portals, newspapers and offices: no sentence is lost, and no line of the site stays.</summary>
public sealed class PageAnalyzerTests
{
    private const string ChineseText = "　　渔港市从下月起向小企业开放冷库，前三个月不收费用，申请可以在网上办理。\n　　市商务局的工作人员介绍，材料齐全的申请当天受理，三个工作日内答复。";
    private const string EnglishText = "The port opens its cold stores to small firms next month, and charges nothing for the first quarter of the year.\n\nApplications are made online, and a complete one is answered within three working days, the office said.";

    private static readonly string[] _chinese = ["前三个月不收费用，申请可以在网上办理。", "材料齐全的申请当天受理，三个工作日内答复。"];
    private static readonly string[] _english = ["charges nothing for the first quarter of the year.", "answered within three working days, the office said."];

    [Theory]
    [InlineData("News", "Harbour opens cold stores to small firms", true)]
    [InlineData("Services", "Services for exporters grow along the coast", true)]
    [InlineData("Harbour opens cold stores to small firms", "Harbour opens cold stores to small firms", false)]
    [InlineData("Harbour opens cold…", "Harbour opens cold stores to small firms", false)]
    [InlineData("Harbour opens cold stores to", "Harbour opens cold stores to small firms", false)]
    [InlineData("Harbour opens cold stores - Harbour Daily", "Harbour opens cold stores", false)]
    public void A_breadcrumb_ends_with_a_section_or_with_the_headline(string last, string title, bool isSection)
    {
        var document = SampleDocuments.Accepted($"Current location: Home > Policy > {last}\n\n{title}\n\n2019-05-06     visits:0\n\nThe stores lie east of the quay, and open at six in the morning.\n");

        Assert.Equal((title, isSection), (document.Title, document.Breadcrumb.Contains(last)));
    }

    [Theory]
    [InlineData("上一篇：渔港市召开座谈会\n下一篇：没有了", "上一篇|下一篇")]
    [InlineData("【打印】【关闭】\n\n上一篇：座谈会\n下一篇：培训", "打印|上一篇")]
    [InlineData("相关新闻\n渔港市召开座谈会\n渔港市发布用地办法\n渔港市发布用电办法", "相关新闻|用电办法")]
    [InlineData("推荐阅读：\n渔港市召开座谈会\n渔港市发布用地办法", "推荐阅读|用地办法")]
    [InlineData("(责编：某某、某某某)", "责编")]
    [InlineData("责任编辑：某某\n分享到：微信 微博", "责任编辑|分享到")]
    [InlineData("关于我们 | 联系我们 | 网站地图\n主办单位：渔港市商务局\n地址：渔港市海滨路1号\n版权所有：渔港市商务局  渔ICP备00000001号", "关于我们|主办单位|海滨路|版权所有")]
    [InlineData("主办：渔港市商务局  承办：渔港市信息中心\n网站标识码：0000000000  渔公网安备 00000000000000号", "主办|网站标识码")]
    [InlineData("Copyright © 2019 渔港网 All Rights Reserved", "Copyright")]
    [InlineData("扫一扫在手机打开当前页\n返回顶部", "扫一扫|返回顶部")]
    [InlineData("浏览次数：35", "浏览次数")]
    [InlineData("本文来源：渔港商报 责任编辑：某某", "责任编辑")]
    public void Removes_what_the_site_puts_below_a_Chinese_text(string tail, string gone)
    {
        var document = SampleDocuments.Accepted($"首页 > 新闻\n\n渔港市向小企业开放冷库\n\n2019-05-06 来源：渔港商报\n\n{ChineseText}\n\n{tail}");

        Assert.All(_chinese, sentence => Assert.Contains(sentence, document.Text, StringComparison.Ordinal));
        Assert.All(gone.Split('|'), word => Assert.DoesNotContain(word, document.Text, StringComparison.Ordinal));
        Assert.All(gone.Split('|'), word => Assert.Contains(document.Removed, line => line.Text.Contains(word, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("主办单位：渔港市商务局\n承办单位：渔港商会\n培训地点：会展中心二楼\n联系人：某某\n联系电话：0000-1234567", "主办单位：渔港市商务局|承办单位：渔港商会|联系电话：0000-1234567")]
    [InlineData("联系电话：0000-1234567", "联系电话：0000-1234567")]
    [InlineData("地址：海滨路1号\n邮编：000000\n邮箱：desk@example.org", "地址：海滨路1号|邮编：000000|desk@example.org")]
    [InlineData("软件的版权所有者应当登记。\n\n登记不收费用。", "软件的版权所有者应当登记。|登记不收费用。")]
    [InlineData("主办单位：渔港市商务局\n\n请各企业在月底前报名，逾期不再受理。", "主办单位：渔港市商务局|逾期不再受理。")]
    [InlineData("附件：1.申报表\n　　　2.汇总表\n\n渔港市商务局\n2019年5月6日", "附件：1.申报表|2.汇总表|渔港市商务局|2019年5月6日")]
    [InlineData("（此件公开发布）", "此件公开发布")]
    [InlineData("渔港市商务局\n2019年5月6日\n\n【打印】【关闭】", "渔港市商务局|2019年5月6日")]
    [InlineData("参展企业名单\n海风渔具厂\n老码头仪器行\n北光贸易行", "参展企业名单|海风渔具厂|北光贸易行")]
    [InlineData("关于冷库的规定另行公布。", "关于冷库的规定另行公布。")]
    public void Keeps_what_belongs_to_a_Chinese_text(string end, string kept)
    {
        foreach (var head in (string[])["渔港市向小企业开放冷库\n\n2019-05-06 来源：渔港商报", "首页 > 新闻\n\n渔港市向小企业开放冷库\n\n2019-05-06 来源：渔港商报 浏览次数：3"])
        {
            var document = SampleDocuments.Accepted($"{head}\n\n{ChineseText}\n\n{end}");

            Assert.All([.. _chinese, .. kept.Split('|')], line => Assert.Contains(line, document.Text, StringComparison.Ordinal));
            Assert.Equal((new DateOnly(2019, 5, 6), "渔港商报"), (document.Published!.Value, document.Source));
        }
    }

    [Theory]
    [InlineData("[Print] [Close]\nPrevious: none\nNext: Old rules", "Print|Previous|Next")]
    [InlineData("Related News\nCouncil meets owners\nNew rules for stalls", "Related News|New rules")]
    [InlineData("You may also like:\nCouncil meets owners", "You may also like|Council meets")]
    [InlineData("About Us | Contact Us | Privacy Policy\n© 2019 Coast Letter. All rights reserved.", "About Us|All rights")]
    [InlineData("Sponsor: The Coast Board\nDirector: Office for Firms\n1 Quay Street\nUndertaker: The Coast Letter Co., Ltd.\nViewed 7 Times", "Sponsor|Quay Street|Undertaker|Viewed")]
    [InlineData("Share | Print | Email", "Share")]
    [InlineData("Copyright 2019 by the Coast Letter", "Copyright")]
    public void Removes_what_the_site_puts_below_an_English_text(string tail, string gone)
    {
        var document = SampleDocuments.Accepted($"Home / News\n\nPort opens cold stores\n\n2019-05-06   Source: Coast Letter\n\n{EnglishText}\n\n{tail}");

        Assert.All(_english, sentence => Assert.Contains(sentence, document.Text, StringComparison.Ordinal));
        Assert.All(gone.Split('|'), word => Assert.DoesNotContain(word, document.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Contact: Mary Quay, 555 0100", "Contact: Mary Quay, 555 0100")]
    [InlineData("Host: Coast Chamber\nVenue: Hall 2", "Host: Coast Chamber|Venue: Hall 2")]
    [InlineData("Director: Mary Quay\nHost: Coast Chamber", "Director: Mary Quay|Host: Coast Chamber")]
    [InlineData("Copyright is what protects the pictures of the port, the office said.", "Copyright is what protects")]
    [InlineData("1. Licence\n2. Tax certificate\n3. Bank statements", "1. Licence\n2. Tax certificate\n3. Bank statements")]
    [InlineData("Tel: 555 0100\nEmail: desk@example.org", "Tel: 555 0100|desk@example.org")]
    public void Keeps_what_belongs_to_an_English_text(string end, string kept)
    {
        var document = SampleDocuments.Accepted($"Port opens cold stores\n\n2019-05-06   Source: Coast Letter\n\n{EnglishText}\n\n{end}");

        Assert.All([.. _english, .. kept.Split('|')], line => Assert.Contains(line, document.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("渔港网>>财经", "财经")]
    [InlineData("主页 > 新闻 > 正文", "新闻")]
    [InlineData("首页 > 公报 > 2019年第3号", "2019年第3号")]
    [InlineData("当前位置：首页 > 新闻 > 渔港市向小企业开放冷库", "新闻")]
    [InlineData("您现在的位置：首页>>新闻>>渔港市向小企业开放…", "新闻")]
    [InlineData("网站首页 » 通知公告", "通知公告")]
    [InlineData("Home / Business / Macro", "Macro")]
    [InlineData("Home >> News >> Press Releases", "Press Releases")]
    [InlineData("You are here: Home » Policies", "Policies")]
    [InlineData("Coast Letter > Business", "Business")]
    public void Takes_the_section_from_a_path(string path, string section)
    {
        var document = SampleDocuments.Accepted($"{path}\n\n渔港市向小企业开放冷库\n\n2019-05-06 来源：渔港商报\n\n{ChineseText}");

        Assert.Equal("渔港市向小企业开放冷库", document.Title);
        Assert.Equal(section, document.Breadcrumb[^1]);
    }

    [Theory]
    [InlineData("渔港市向小企业开放冷库\n——全市首个\n2019-05-06 来源：渔港商报", "全市首个")]
    [InlineData("渔港市向小企业开放冷库\n渔商发〔2019〕8号\n2019-05-06 来源：渔港商报", "渔商发〔2019〕8号")]
    [InlineData("字号：默认 大 超大 | 打印 |\n\n渔港市向小企业开放冷库\n\n2019-05-06 来源：渔港商报", "不收费用")]
    [InlineData("设为首页 | 加入收藏\n渔港市向小企业开放冷库\n发布时间：2019-05-06\n来源：渔港商报", "不收费用")]
    [InlineData("渔港市向小企业开放冷库\n\n发布时间：\n2019-05-06\n来源：\n渔港商报", "不收费用")]
    public void Finds_headline_and_facts_with_other_lines_between_them(string head, string kept)
    {
        var document = SampleDocuments.Accepted($"{head}\n\n{ChineseText}");

        Assert.Equal(("渔港市向小企业开放冷库", new DateOnly(2019, 5, 6), "渔港商报"), (document.Title, document.Published!.Value, document.Source));
        Assert.Contains(kept, document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("渔港市人民政府办公室关于印发\n小企业冷库管理办法的通知", "渔港市人民政府办公室关于印发小企业冷库管理办法的通知")]
    [InlineData("Port opens its new cold stores for\nsmall firms and fishers", "Port opens its new cold stores for small firms and fishers")]
    public void Joins_a_headline_in_two_lines(string headline, string expected) =>
        Assert.Equal(expected, SampleDocuments.Accepted($"{headline}\n\n2019-05-06\n\n{EnglishText}").Title);

    [Theory]
    [InlineData("渔港市商务局\n2019年5月6日")]
    [InlineData("渔港市商务局\n二〇一九年五月六日")]
    public void Takes_the_date_of_a_signature_and_keeps_it(string signature)
    {
        var document = SampleDocuments.Accepted($"关于开放冷库的通知\n\n各企业：\n\n{ChineseText}\n\n{signature}");

        Assert.Equal(new DateOnly(2019, 5, 6), document.Published);
        Assert.EndsWith(signature.Split('\n')[1], document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COASTVILLE, May 6, 2019 -- The port opens its cold stores.")]
    [InlineData("某某社渔港2019年5月6日电 渔港市开放冷库。")]
    public void Takes_the_date_of_a_dateline(string text) =>
        Assert.Equal(new DateOnly(2019, 5, 6), SampleDocuments.Accepted($"Port opens cold stores\n\n{text}\n\n{EnglishText}").Published);

    [Fact]
    public void The_time_of_an_event_is_not_the_day_of_publication()
    {
        var document = SampleDocuments.Accepted("关于举办培训班的通知\n\n时间：2019年5月20日上午9时\n地点：会展中心二楼\n\n培训不收费用，请各企业踊跃报名参加。");

        Assert.Null(document.Published);
        Assert.StartsWith("时间：2019年5月20日上午9时", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_register_entry_of_a_notice_gives_headline_date_and_source()
    {
        var document = SampleDocuments.Accepted($"""
            索 引 号：000019/2019-00045	主题分类：中小企业
            发文机关：渔港市商务局	成文日期：2019年5月1日
            标　　题：关于向小企业开放冷库的通知
            发文字号：渔商发〔2019〕8号	发布日期：2019年5月6日

            关于向小企业开放冷库的通知
            渔商发〔2019〕8号

            {ChineseText}
            """);

        Assert.Equal(("关于向小企业开放冷库的通知", new DateOnly(2019, 5, 6), "渔港市商务局"), (document.Title, document.Published!.Value, document.Source));
        Assert.Equal(new OfficialNotice("渔商发〔2019〕8号", "000019/2019-00045", "渔港市商务局", new DateOnly(2019, 5, 1), "中小企业"), document.Notice);
        Assert.DoesNotContain("索 引 号", document.Text, StringComparison.Ordinal);
        Assert.Contains("渔商发〔2019〕8号", document.Text, StringComparison.Ordinal);
    }
}
