using System.Globalization;

namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>What the editors of the tested portal hand in.</summary>
internal static class SampleDocuments
{
    /// <summary>All that an article can have: picture, table, list, quotation, links, tags, a source in the other language.</summary>
    public static string Illustrated(string lang) => lang == "en"
        ? """
        ---
        title: Evening market brings small makers to the quay
        date: 2018-12-06
        section: SME Events
        source: 中小企业在线
        author: The Desk Letter
        tags: trade fair, retail, 展会
        ---
        Forty workshops from the region showed their goods on the quay last week, most of them for the first time. The organisers had asked for nothing but a table's width of something that was made within an hour's drive.

        ![Cranes and a loaded ship in evening light](pics/harbour.png "The quay on the evening before the market")

        ## What was sold

        By the second evening a third of the tables were empty. *Buyers came back with friends*, said the organisers, and the [list of makers](https://market.example/makers) will stay online.

        | Goods | Tables | Sold on the first day | Orders for later |
        |---|---|---|---|
        | Pottery and glass | 12 | 410 | 36 |
        | Preserves | 9 | 1,280 | 14 |
        | Tools and hardware | 7 | 95 | 61 |

        ## What comes next

        > We came with two boxes and went home with an order book.

        * A second market in spring
        * A shared booth at the regional fair
        * Advice on labels and freight, on weekdays from nine to five
        """
        : """
        ---
        title: 码头夜市：小作坊第一次面对新顾客
        date: 2018-12-06
        section: 活动
        source: Harbour Business Online
        tags: 展会, 零售, trade fair
        ---
        上周，本地区四十家小作坊在码头展出自己的产品，其中大多数是第一次参展。主办方只有一个要求：产品要在一小时车程之内制作。

        ![暮色中的码头吊车和货船](pics/harbour.png "夜市开始前一晚的码头")

        ## 卖了什么

        第二天晚上，三分之一的摊位已经售空。主办方表示，*顾客带着朋友又来了一次*，[参展名单](https://market.example/makers)将继续公布。

        | 产品 | 摊位 | 首日售出 | 后续订单 |
        |---|---|---|---|
        | 陶器和玻璃 | 12 | 410 | 36 |
        | 果酱和腌菜 | 9 | 1,280 | 14 |
        | 工具和五金 | 7 | 95 | 61 |

        ## 接下来

        > 我们带着两箱货来，带着一本订单回去。

        * 明年春天再办一次
        * 在地区展会上合用一个展位
        * 工作日九点到五点，提供标签和货运咨询
        """;

    /// <summary>One of many in a section.</summary>
    public static string Notice(string lang, int number, string tag) => lang == "en"
        ? FormattableString.Invariant($"""
            ---
            title: Notice {number} on opening hours at the service desk
            date: 2018-11-{number:00}
            section: Notices {tag}
            source: Harbour Business Online
            ---
            The desk opens at {number} minutes past nine. Bring the papers of the last order and the number under which the workshop is registered; nobody needs an appointment.
            """)
        : FormattableString.Invariant($"""
            ---
            title: 服务窗口开放时间的第{number}次通知
            date: 2018-11-{number:00}
            section: 通知{tag}
            source: 中小企业在线
            ---
            窗口九点{number}分开放。请带上最近一次订单的单据和企业登记号，不需要预约。
            """);

    /// <summary>In Chinese as it is written in Taiwan and Hong Kong, which is a script of its own.</summary>
    public const string Traditional =
        """
        ---
        title: 港口為小型企業開設出口諮詢處
        date: 2018-10-08
        section: 中小企業動態
        source: The Harbour Letter
        ---
        諮詢處設在舊海關大樓裡，四位顧問回答有關單據、運費和付款的問題。
        """;

    /// <summary>What somebody would upload who means to run something in readers' browsers; and words and tables wider than a telephone.</summary>
    public static string Hostile(string lang) =>
        $"""
        <!DOCTYPE html>
        <html lang="{lang}">
        <head>
        <title>{(lang == "en" ? "A harmless title" : "一个普通的标题")}</title>
        <base href="https://hostile.example/">
        <meta http-equiv="refresh" content="0;url=https://hostile.example/">
        <meta property="og:title" content="&lt;/title&gt;&lt;script&gt;window.hostile='title'&lt;/script&gt; {(lang == "en" ? "a title with markup" : "标题里的标记")}">
        <meta name="author" content="&quot; onmouseover=&quot;window.hostile='author'">
        <meta name="keywords" content="&lt;img src=x onerror=window.hostile='tag'&gt;">
        <link rel="stylesheet" href="https://hostile.example/style.css">
        <script>window.hostile = 'head';</script>
        <script type="application/ld+json">"headline":"&lt;/script&gt;&lt;script&gt;window.hostile='data'&lt;/script&gt;"</script>
        </head>
        <body onload="window.hostile='onload'">
        <article>
        <h1>&lt;/title&gt;&lt;script&gt;window.hostile='title'&lt;/script&gt; {(lang == "en" ? "a title with markup" : "标题里的标记")}</h1>
        <p>{(lang == "en" ? "The first paragraph says nothing and runs nothing, however often somebody reads it from its beginning to its end." : "第一段什么也没说，什么也不运行，无论读者从头到尾读多少遍都是这样。")}</p>
        <p><script>window.hostile = 'script';</script><img src="x" onerror="window.hostile='onerror'"><a href="javascript:window.hostile='link'">{(lang == "en" ? "a link to follow" : "一个链接")}</a>
        <a href="JaVaScRiPt&colon;window.hostile='link'" onclick="window.hostile='onclick'">{(lang == "en" ? "another one" : "又一个链接")}</a>
        <a href="data:text/html,&lt;script&gt;window.hostile='data'&lt;/script&gt;">{(lang == "en" ? "and a third" : "第三个链接")}</a></p>
        <p onmouseover="window.hostile='onmouseover'" style="background:url(https://hostile.example/pixel)">{(lang == "en" ? "A paragraph that wants to know who reads it, and asks elsewhere for a background that nobody sees." : "这一段想知道谁在读它，因此向别处要一张谁也看不见的背景图。")}</p>
        <iframe src="https://hostile.example/" srcdoc="&lt;script&gt;parent.hostile='frame'&lt;/script&gt;"></iframe>
        <object data="https://hostile.example/o.swf"></object><embed src="https://hostile.example/e.swf">
        <svg onload="window.hostile='svg'"><script>window.hostile='svg'</script><animate onbegin="window.hostile='svg'" attributeName="x" dur="1s"/></svg>
        <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.hostile='math'&gt;"></mglyph></table></mtext></math>
        <form action="https://hostile.example/"><input autofocus onfocus="window.hostile='onfocus'"><button formaction="javascript:window.hostile='form'">{(lang == "en" ? "Go on" : "继续")}</button></form>
        <details open ontoggle="window.hostile='ontoggle'"><summary>{(lang == "en" ? "More" : "更多")}</summary><p>{(lang == "en" ? "There is not." : "没有更多。")}</p></details>
        <video src="https://hostile.example/v.mp4" onerror="window.hostile='video'" autoplay></video>
        <p>{new string('w', 240)}</p>
        <pre>{new string('-', 240)}</pre>
        <table><tr>{string.Concat(Enumerable.Range(1, 14).Select(i => string.Create(CultureInfo.InvariantCulture, $"<th>{(lang == "en" ? "Column" : "第")} {i}</th>")))}</tr><tr>{string.Concat(Enumerable.Range(1, 14).Select(i => string.Create(CultureInfo.InvariantCulture, $"<td>{i * 1_000}</td>")))}</tr></table>
        <p>{(lang == "en" ? "The last paragraph is there so that it looks like an article: it has a sentence, and then another one." : "最后一段让它看上去像一篇文章：这里有一句话，然后又有一句话。")}</p>
        </article>
        </body>
        </html>
        """;
}
