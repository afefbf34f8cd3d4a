namespace SmeFunctions.Documents.Tests.Boilerplate;

/// <summary>
/// Pages put together from parts: what portals, newspapers and offices put above and below a text, and texts whose sentences resemble it. A number and a
/// language give one page.
/// </summary>
internal sealed record PageCorpus(string Title, IReadOnlyList<string> Sentences, IReadOnlyList<string> Furniture, string Page)
{
    public static DateOnly Day { get; } = new(2019, 5, 6);

    private static readonly Parts _english = new(
        Titles:
        [
            "Harbour opens cold stores to small firms", "Council lowers the fee for market stalls", "New rules for export guarantees take effect", "Printing trade asks for cheaper paper",
            "Contact point for exporters moves to the quay", "Source of clean water found below the mill", "How a baker became an exporter", "Views on the budget differ in the council",
            "Copyright office opens a counter for designers", "From farm to ferry in two days", "Date set for the trade fair", "Home workers get a union",
        ],
        Heads:
        [
            ["Home > News > Trade", "#TITLE", "2019-05-06  Source: Coast Letter  Views: 35"],
            ["Current location: | Coast Portal | Policies", "#TITLE", "May 6, 2019     Coast Letter     visits:35"],
            ["#TITLE", "By Mary Quay | Monday, 6 May 2019"],
            ["Make Coast Portal Your Home Page 简体中文", "Current location: | Coast Portal | News", "#TITLE", "2019-05-06     Coast Letter     visits:35"],
            ["#TITLE", "Posted on May 6, 2019 by admin", "Font Size: S M L"],
            ["Home / Business / Local", "#TITLE", "6 May 2019", "Print | Email | Share"],
            ["#TITLE", "Published: 2019-05-06 09:15", "Source: Coast Letter", "Author: Mary Quay"],
            ["Home >> Notices", "#TITLE", "[2019-05-06]  [Coast Letter]  [Print] [Close]"],
        ],
        Texts:
        [
            "The harbour board lets firms with fewer than twenty workers rent a corner of the cold stores from June on.", "Source material for the study came from forty workshops along the coast.",
            "Home is where most of the sewing is done, the survey says.", "Print runs of less than a thousand copies no longer pay, two printers said.", "Contact with buyers abroad is what most owners miss.",
            "Date palms do not grow here, but the importers of their fruit do well.", "Previous owners of the mill had given up in winter.", "Next year the board will decide whether the rent stays low.",
            "From Monday on, the counter opens at eight.", "By the end of May, ninety firms had signed.", "Share prices of the ferry line rose by two per cent.", "Copyright is what protects a pattern, the lawyer explained to the weavers.",
            "Views over the bay make the old customs house a costly place.", "Editor and printer share a room on the second floor.", "Comments on the draft may be sent until the last day of June.", "Related trades, such as rope making, get the same terms.",
            "Follow the painted line from the gate, and the counter is on the left.", "Tags on the crates show the day of packing.", "Visits to the stores are possible on Fridays, after a call.", "Close to the quay, three workshops share a crane.",
            "The office of 2017 has moved; its old number no longer works.", "Updated plans show a second hall.", "Category by category, the fees fall by a tenth.", "More than half of the firms asked for nothing but a shorter form.",
        ],
        Tails:
        [
            [], ["[Print] [Close]"], ["Previous: Old rules for stalls", "Next: none"], ["Related News", "Council meets owners of stalls", "Harbour publishes its report"], ["About Us | Contact Us | Privacy Policy", "© 2019 Coast Letter. All rights reserved."],
            ["Share | Print | Email", "You may also like:", "Council meets owners of stalls"], ["Sponsor: The Coast Board", "Undertaker: The Coast Letter Co., Ltd.", "Viewed 35 Times"], ["Copyright 2019 by the Coast Letter"],
        ]);

    private static readonly Parts _chinese = new(
        Titles:
        [
            "渔港市向小企业开放冷库", "来源地证书办理时间缩短一半", "关于举办外贸培训班的通知", "作者村的手艺人有了自己的店铺", "联系企业服务中心挂牌", "打印行业协会呼吁降低纸价", "发布会上企业家这样说",
            "版权登记窗口搬到码头大厅", "时间银行走进小微企业", "浏览市集看转型", "分享经验的企业主越来越多", "主办权花落渔港",
        ],
        Heads:
        [
            ["首页 > 新闻 > 商务", "#TITLE", "2019-05-06 来源：渔港商报 浏览次数：35"],
            ["当前位置：首页 > 通知公告", "#TITLE", "发布时间：2019年5月6日　　来源：渔港市商务局　　字号：[ 大 中 小 ]"],
            ["您现在的位置：网站首页>>政策", "#TITLE", "【打印】【关闭】", "2019-05-06 09:15　　渔港商报　　点击数：35"],
            ["#TITLE", "作者：某某　来源：渔港商报　发布时间：2019/5/6　浏览次数："],
            ["设为首页 | 加入收藏", "#TITLE", "2019.05.06 来源：渔港网 | 打印 |"],
            ["#TITLE", "来源：渔港商报", "时间：2019-05-06", "编辑：某某"],
            ["当前位置： 首页 » 要闻", "#TITLE", "二〇一九年五月六日　来源：渔港日报"],
            ["渔港网 > 财经", "#TITLE", "2019-05-06 10:20:30　来源: 渔港网　作者: 某某　评论：0"],
        ],
        Texts:
        [
            "渔港市港务局从六月起，向员工不足二十人的企业出租冷库的一角，租金按天计算。", "来源于四十家作坊的数据表明，淡季的库存比旺季还多。", "作者们把手稿带到市集上，一边卖布一边讲故事。", "时间对渔民来说就是鲜度，晚一小时价格就低一成。",
            "打印店的老板说，少于一千份的订单已经不赚钱。", "联系国外买家，是多数企业主最缺的本事。", "发布新规之后，摊位费平均下降了一成。", "分享一台吊车的三家作坊，如今又合租了一间仓库。",
            "主办方没有料到会来这么多人，椅子都从邻近的学校借来。", "版权保护的是图样，不是手艺，律师这样向织工解释。", "浏览过去三年的账本，他发现运费才是最大的一笔。", "编辑和印刷工人共用二楼的一间屋子。",
            "上一次修缮还是在二十年前，屋顶早已漏雨。", "下一步，港务局将决定是否延长优惠。", "关闭旧窗口之后，所有手续都在大厅办理。", "相关行业，例如制绳业，也适用同样的条件。",
            "字号最老的店铺开在码头边上，门口还挂着当年的木牌。", "责任编辑这个岗位，小报社里往往由社长兼任。", "首页上登出的名单，第二天就有企业打来电话更正。", "附近的居民也可以在周五参观冷库，但要提前预约。",
            "地址写错的包裹，有一半是因为门牌换过。", "电话里讲不清楚的事情，他宁愿坐船去谈。", "点击合同上的每一个条款，他都要问一句为什么。", "评论这项政策的企业主，多半来自制造业。",
        ],
        Tails:
        [
            [], ["【打印】【关闭】"], ["上一篇：渔港市召开座谈会", "下一篇：没有了"], ["相关新闻", "渔港市召开座谈会", "渔港市发布用地办法"], ["关于我们 | 联系我们 | 网站地图", "主办单位：渔港市商务局", "版权所有：渔港市商务局  渔ICP备00000001号"],
            ["责任编辑：某某", "分享到：微信 微博"], ["扫一扫在手机打开当前页", "返回顶部"], ["(责编：某某、某某某)"],
        ]);

    /// <summary>The page of a number.</summary>
    /// <param name="lang"><c>en</c> or <c>zh</c>.</param>
    /// <param name="number">Any number from 0; neighbors differ in all parts.</param>
    public static PageCorpus Create(string lang, int number)
    {
        var random = new Random(number);
        var parts = lang == "zh" ? _chinese : _english;
        var title = parts.Titles[random.Next(parts.Titles.Count)];
        var head = parts.Heads[number % parts.Heads.Count];
        var tail = parts.Tails[number / parts.Heads.Count % parts.Tails.Count];
        var sentences = parts.Texts.Where(text => !text.Contains(title, StringComparison.Ordinal)).OrderBy(_ => random.Next()).Take(random.Next(4, 14)).ToList();
        var paragraphs = sentences.Chunk(random.Next(1, 4)).Select(chunk => (lang == "zh" && number % 2 == 0 ? "　　" : "") + string.Join(lang == "zh" ? "" : " ", chunk));
        var end = (number % 3) switch { 0 => "\n", 1 => "\r\n", _ => "\n\n" };
        var page = string.Join(end, [.. head.Select(line => line == "#TITLE" ? title : line), "", .. paragraphs.SelectMany(paragraph => (string[])[paragraph, ""]), .. tail]) + end;
        return new PageCorpus(title, sentences, [.. head.Where(line => line != "#TITLE"), .. tail], page);
    }

    private sealed record Parts(IReadOnlyList<string> Titles, IReadOnlyList<string[]> Heads, IReadOnlyList<string> Texts, IReadOnlyList<string[]> Tails);
}
