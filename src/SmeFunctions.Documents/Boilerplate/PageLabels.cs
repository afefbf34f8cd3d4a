using System.Collections.Frozen;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>What a label announces.</summary>
internal enum LabelKind
{
    /// <summary>A link at the top of every page of a site.</summary>
    SiteLine,

    /// <summary>The path to the page.</summary>
    Breadcrumb,

    Source,

    /// <summary>The author of the article.</summary>
    Author,

    /// <summary>The day of publication.</summary>
    Published,

    /// <summary>The day of the last change. It is the day of publication if the page states no other.</summary>
    Updated,

    /// <summary>The visits of the page.</summary>
    Visits,

    /// <summary>A fact with a value that does not describe the article: editor, font size, comments.</summary>
    Aside,

    /// <summary>A control of the page: print, close, share.</summary>
    Tool,

    /// <summary>A link to the previous or next article.</summary>
    Neighbor,

    /// <summary>The title of a list of other articles.</summary>
    Related,

    /// <summary>The kind of text: press release.</summary>
    Genre,

    /// <summary>A link in the footer of a site.</summary>
    Footer,

    /// <summary>Who runs a site, or organizes an event. Only its neighbors tell.</summary>
    Organizer,

    /// <summary>How to reach somebody. Only its neighbors tell whom.</summary>
    Contact,

    /// <summary>The issuer of an official notice.</summary>
    Issuer,

    /// <summary>The number of an official notice.</summary>
    Number,

    /// <summary>The index of an official notice.</summary>
    Index,

    /// <summary>The topics of an official notice.</summary>
    Topics,

    /// <summary>The day on which an official notice was written.</summary>
    Written,

    /// <summary>The headline of an official notice.</summary>
    Headline,
}

/// <summary>
/// The words that portals put around an article. Support for a new portal is an entry here. Spaces between the characters of a Chinese label are
/// ignored.
/// </summary>
internal static class PageLabels
{
    private static readonly (LabelKind Kind, string[] Texts)[] _table =
    [
        (LabelKind.SiteLine,
        [
            "Make * Your Home Page", "Set as Home Page", "Set as Homepage", "Add to Favorites", "Add to Favourites", "Bookmark this site",
            "English", "English Version", "Chinese", "Chinese Version", "简体中文", "繁體中文", "繁体中文", "中文", "中文版", "英文版", "English版",
            "设为首页", "設為首頁", "加入收藏", "收藏本站", "登录", "注册", "登入", "註冊", "首頁", "繁體", "繁体", "简体", "简体版", "繁體版", "Login", "Log in", "Sign in", "Register",
            "Subscribe", "Search", "Menu", "Skip to content", "Skip to main content", "Home", "首页", "RSS", "无障碍", "无障碍浏览", "适老版", "长者版", "长者模式", "手机版", "移动版", "客户端",
            "微信", "微博", "邮箱", "搜索", "高级搜索", "网站支持IPv6", "站内搜索", "退出长者模式", "智能问答",
        ]),
        (LabelKind.Breadcrumb,
        [
            "Current location", "Current Position", "Your location", "Your position", "You are here", "You're here", "Location",
            "当前位置", "您现在的位置", "您现在的位置是", "当前的位置", "您的位置", "您当前的位置", "您当前位置", "您所在的位置", "您所在位置", "你现在的位置", "你的位置", "现在位置", "当前所在位置", "当前页面",
            "當前位置", "您現在的位置", "您的位置", "目前位置", "現在位置", "所在位置", "您在這裡", "您在这里", "位置",
        ]),
        (LabelKind.Source,
        [
            "Source", "Sources", "From", "Origin", "Published by", "Provided by", "Publisher",
            "来源", "本文来源", "文章来源", "信息来源", "稿件来源", "新闻来源", "消息来源", "内容来源", "稿源", "出处", "转自", "来源单位", "信息提供", "供稿单位", "供稿", "來源", "文章來源", "資料來源", "新聞來源", "資料提供", "消息來源",
        ]),
        (LabelKind.Author,
        [
            "Author", "Authors", "Written by", "By", "Reporter", "Reporters", "Byline", "Posted by", "Reported by", "Writer", "Words by", "Story by",
            "作者", "文章作者", "记者", "撰稿", "撰文", "文", "撰稿人", "通讯员", "本报记者", "記者", "撰稿人", "作者名", "發表人", "发布人", "发布者", "發佈者",
        ]),
        (LabelKind.Aside,
        [
            "Editor", "Editors", "Edited by", "Font size", "Font", "Text size", "Comments", "Comment", "Likes", "Category", "Categories", "Filed under", "Photo by", "Photo", "Photos by", "Translated by", "Format", "Status",
            "编辑", "责任编辑", "责编", "审核", "审核人", "审稿", "初审", "复审", "终审", "校对", "值班编辑", "值班主编", "执行主编", "监制", "制作", "摄影", "图", "翻译", "字号", "字体", "字体大小", "文字大小", "文字", "评论", "评论数", "点赞", "点赞数", "栏目", "所属栏目",
            "视力保护色", "视力保护", "保护视力色", "背景色", "分享", "分享到", "有效性", "公文种类", "文件状态", "时效性", "主题词", "关键词", "公开方式", "公开属性", "公开形式", "公开范围", "公开时限", "体裁分类", "服务对象", "阅读模式", "选择字号",
            "編輯", "責任編輯", "字級", "字型大小", "審核", "攝影", "評論", "分享至", "關鍵字", "主題詞", "類別", "分類",
        ]),
        (LabelKind.Tool,
        [
            "Print", "Print this page", "Printer friendly", "Print version", "Share", "Share this", "Share on", "Share this article", "Close", "Close window", "Email", "E-mail", "Email this", "Tweet", "Facebook", "Twitter", "LinkedIn", "WhatsApp", "WeChat", "Weibo", "Pinterest", "Copy link",
            "Save", "Bookmark", "Download", "Back", "Go back", "Back to top", "Top", "Back to list", "Return", "Font Size: S M L", "A A A", "A+ A A-", "A- A+", "Large Medium Small", "Large", "Medium", "Small", "Text Resize", "Add to favorites", "S M L", "S", "M", "L", "Comment", "Comments", "Report an error", "Like",
            "打印", "打印本页", "打印本文", "打印此页", "打印文章", "关闭", "关闭窗口", "关闭本页", "关闭此页", "关闭本窗口", "分享", "分享到", "分享至", "收藏", "收藏本文", "推荐", "纠错", "举报", "转发", "点赞", "下载", "复制链接", "返回", "返回顶部", "返回列表", "返回首页", "返回上一页", "返回上页", "回到顶部", "顶部", "回顶部", "我要纠错", "我要评论", "发表评论", "查看评论",
            "大", "中", "小", "默认", "超大", "特大", "大号", "中号", "小号", "大字", "小字", "大 中 小", "大中小", "大字号", "小字号", "放大", "缩小", "默认字号", "字号", "字体", "繁体", "语音播报", "朗读", "播放", "全文阅读", "微信", "微博", "QQ", "QQ空间", "新浪微博", "腾讯微博", "人人网", "微信扫一扫", "朋友圈", "复制", "更多", "邮件", "预览时标签不可点", "微信扫一扫", "关注该公众号", "阅读原文", "轻触阅读原文", "继续滑动看下一个", "向上滑动看下一个", "喜欢此内容的人还喜欢", "知道了", "取消", "允许", "在看", "赞",
            "扫一扫", "扫一扫在手机打开当前页", "扫一扫在手机上查看当前页面", "扫一扫手机打开当前页", "用手机扫一扫", "手机查看", "手机扫一扫", "扫码阅读", "用微信扫描二维码分享至好友和朋友圈", "分享让更多人看到", "打开微信扫一扫",
            "列印", "友善列印", "轉寄", "轉寄友人", "關閉", "關閉視窗", "回上頁", "回上一頁", "回頂端", "回列表", "回首頁", "返回頂部", "字級", "收藏本頁", "分享至", "加入最愛",
        ]),
        (LabelKind.Neighbor,
        [
            "上一篇", "下一篇", "上一条", "下一条", "上一页", "下一页", "前一篇", "后一篇", "上一则", "下一则", "上一新闻", "下一新闻", "上一條", "下一條", "上一則", "下一則", "上一則新聞", "下一則新聞", "上一頁", "下一頁", "前一則", "後一則",
            "Previous", "Next", "Previous article", "Next article", "Previous post", "Next post", "Prev", "Older", "Newer", "Older post", "Newer post", "Previous Story", "Next Story",
        ]),
        (LabelKind.Related,
        [
            "相关新闻", "相关文章", "相关阅读", "相关链接", "相关报道", "相关推荐", "相关内容", "相关稿件", "相关文件", "相关信息", "延伸阅读", "推荐阅读", "热门文章", "热门新闻", "热门推荐", "热点新闻", "最新文章", "最新新闻", "图片新闻", "猜你喜欢", "为你推荐", "为您推荐", "阅读排行", "点击排行", "新闻排行", "精彩推荐", "更多新闻", "更多阅读", "今日推荐", "热门排行", "热点推荐", "编辑推荐", "大家都在看", "阅读推荐",
            "相關新聞", "相關文章", "相關連結", "延伸閱讀", "推薦閱讀", "熱門新聞", "熱門文章", "最新消息", "更多新聞", "猜你喜歡",
            "Related News", "Related Articles", "Related Stories", "Related Posts", "Related", "Related Links", "Related Reading", "Read more", "Read also", "More News", "More Stories", "Most Read", "Most Popular", "Most Viewed", "You may also like", "You might also like", "Recommended", "Recommended for you", "Latest News", "Trending", "Popular", "Popular Posts", "Recent Posts", "Hot News", "Top Stories", "See also", "Leave a Reply", "Leave a comment", "Comments are closed",
        ]),
        (LabelKind.Genre,
        [
            "Press Release", "News Release", "Media Release", "For Immediate Release", "Press Statement", "News", "Announcement", "Notice", "Feature", "Opinion", "Editorial", "Analysis", "Press Releases", "Media Statement",
            "新闻稿", "新聞稿", "政策解读", "政策文件", "通知公告", "公告", "要闻", "原创", "转载", "头条", "独家", "特稿", "评论", "新闻", "工作动态",
        ]),
        (LabelKind.Published,
        [
            "Date", "Published", "Published on", "Published at", "Publication date", "Release date", "Released", "Released on", "Publish date", "Publish time", "Published time", "Posted", "Posted on", "Posted at", "Time", "Release time", "Issued", "Issued on", "Date published", "First published", "Created", "Created on", "Date posted",
            "发布时间", "发布日期", "发布于", "发表时间", "发表日期", "发表于", "发稿时间", "录入时间", "添加时间", "上传时间", "上传日期", "公布日期", "公布时间", "公开日期", "公开时间", "生成日期", "信息时间", "创建时间", "时间", "日期", "发文日期", "刊发时间", "上线时间",
            "發佈時間", "發布時間", "發佈日期", "發布日期", "發表日期", "發表時間", "公告日期", "張貼日期", "刊登日期", "時間", "發佈於", "發布於", "上架日期",
        ]),
        (LabelKind.Updated,
        [
            "Updated", "Updated on", "Update", "Last updated", "Last update", "Last modified", "Modified", "Last edited", "Update time", "Update date", "Reviewed",
            "更新时间", "更新日期", "更新于", "修改时间", "最后更新", "最近更新", "更新時間", "更新日期", "最後更新", "修改日期", "最後更新日期",
        ]),
        (LabelKind.Visits,
        [
            "visits", "views", "view", "hits", "hit", "reads", "Visited", "Viewed", "Clicks", "Page views", "Pageviews", "Visit count", "Views count", "Visitors", "Read", "Read count", "Read times", "Visit times",
            "浏览次数", "点击数", "点击次数", "访问量", "访问次数", "访问人数", "浏览量", "浏览数", "阅读次数", "阅读量", "阅读数", "点击量", "点击率", "点击", "浏览", "已浏览", "阅读", "人气", "查看次数", "查看", "访问", "次数", "总浏览量", "本文浏览次数", "文章点击数", "阅读人次", "浏览人次",
            "瀏覽次數", "瀏覽人次", "瀏覽數", "瀏覽量", "點擊數", "點擊次數", "點閱次數", "點閱數", "點閱", "瀏覽", "閱讀次數", "訪問量", "訪問次數", "點閱率", "點擊率", "人氣", "閱覽數",
        ]),
        (LabelKind.Footer,
        [
            "About", "About Us", "Contact Us", "Contact", "Site Map", "Sitemap", "Disclaimer", "Privacy Policy", "Privacy", "Terms of Use", "Terms of Service", "Terms", "Legal Notice", "Cookies", "Cookie Policy", "Advertise", "Careers", "Accessibility", "Help", "FAQ", "Feedback", "Links", "RSS",
            "关于我们", "联系我们", "网站地图", "免责声明", "法律声明", "隐私政策", "隐私声明", "友情链接", "网站声明", "版权声明", "网站简介", "网站帮助", "使用帮助", "广告服务", "加入我们", "人才招聘", "诚聘英才", "意见反馈", "网站导航", "常见问题", "服务条款", "用户协议", "站点地图", "投稿指南", "本网声明",
            "網站地圖", "免責聲明", "聯繫我們", "聯絡我們", "關於我們", "隱私權政策", "網站導覽", "資訊安全政策", "版權聲明", "網站安全政策", "政府網站資料開放宣告", "意見信箱", "常見問題", "友站連結",
        ]),
        (LabelKind.Organizer,
        [
            "Sponsor", "Sponsored by", "Director", "Directed by", "Undertaker", "Undertaken by", "Organizer", "Organiser", "Host", "Hosted by", "Co-organizer", "Supported by", "Technical support", "Technical Supporter", "Maintained by",
            "主办单位", "主办", "主管单位", "主管", "承办单位", "承办", "协办单位", "协办", "指导单位", "支持单位", "运营单位", "运维单位", "维护单位", "技术支持", "技术支持单位", "建设单位", "主管部门", "网站管理", "网站主办",
            "主辦單位", "主辦", "承辦單位", "承辦", "協辦單位", "指導單位", "技術支持", "維護單位",
        ]),
        (LabelKind.Contact,
        [
            "Contact", "Contacts", "Tel", "Telephone", "Phone", "Fax", "Address", "Email", "E-mail", "Mail", "Website", "Postcode", "Post code", "Zip", "Media contact", "Hotline",
            "联系电话", "电话", "联系人", "地址", "通讯地址", "邮编", "邮政编码", "传真", "邮箱", "电子邮箱", "电子邮件", "网址", "联系方式", "联系地址", "热线", "服务热线", "咨询电话", "举报电话", "投稿邮箱", "新闻热线", "值班电话", "监督电话", "违法和不良信息举报电话", "网站标识码", "广告热线",
            "聯絡電話", "電話", "聯絡人", "地址", "傳真", "信箱", "聯繫電話", "服務電話",
        ]),
        (LabelKind.Issuer,
        [
            "Issuer", "Issued by", "Issuing authority", "Issuing body", "Issuing agency", "Issuing office",
            "发文机关", "发布机构", "发布单位", "发文单位", "发布机关", "信息发布单位", "发布部门", "公开主体", "制发机关", "颁布单位", "颁布机关", "發布單位", "發佈單位", "發文機關", "發布機關", "發佈機關", "公告單位", "張貼單位", "发布科室",
        ]),
        (LabelKind.Number, ["文号", "发文字号", "发文文号", "文件编号", "文件字号", "公文字号", "發文字號", "文號", "Document number", "Document No.", "Reference number", "Ref. No.", "Reference No.", "Doc. No."]),
        (LabelKind.Index, ["索引号", "信息索引号", "索引", "索引號", "目录编号", "信息编号", "Index number", "Index No."]),
        (LabelKind.Topics, ["主题分类", "信息分类", "分类", "信息类别", "主题类别", "主題分類", "Topic", "Topics", "Subject category"]),
        (LabelKind.Written, ["成文日期", "成文时间", "印发日期", "印发时间", "签发日期", "发文时间", "成文日期", "Date written", "Date signed"]),
        (LabelKind.Headline, ["标题", "名称", "信息名称", "文件名称", "公文名称", "標題", "名稱", "主旨", "Title", "Headline"]),
    ];

    private static readonly FrozenDictionary<string, FrozenSet<LabelKind>> _kinds = _table
        .SelectMany(row => row.Texts, (row, text) => (row.Kind, Text: text))
        .GroupBy(label => label.Text, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(same => same.Key, same => same.Select(label => label.Kind).ToFrozenSet(), StringComparer.OrdinalIgnoreCase);

    private static readonly int _longest = _kinds.Keys.Max(label => label.Length);

    private static readonly (string Start, string End)[] _siteLinePatterns = [.. GetTexts(LabelKind.SiteLine)
        .Where(text => text.Contains('*'))
        .Select(text => text.Split('*'))
        .Select(parts => (parts[0], parts[1]))];

    // By kind and first character: most texts begin like no label.
    private static readonly FrozenDictionary<(LabelKind Kind, char First), string[]> _byFirst = _table
        .SelectMany(row => row.Texts, (row, text) => (row.Kind, Text: text))
        .GroupBy(label => (label.Kind, First: char.ToLowerInvariant(label.Text[0])))
        .ToFrozenDictionary(same => same.Key, same => same.Select(label => label.Text).Distinct().OrderByDescending(text => text.Length).ToArray());

    /// <summary>All labels of a kind; <c>*</c> stands for any words.</summary>
    public static IEnumerable<string> GetTexts(LabelKind kind) => _table.Where(row => row.Kind == kind).SelectMany(row => row.Texts);

    /// <summary>Whether <paramref name="text"/> as a whole is a label of that kind.</summary>
    public static bool Is(LabelKind kind, ReadOnlySpan<char> text)
    {
        if (text.Length <= _longest && _kinds.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var kinds) && kinds.Contains(kind))
        {
            return true;
        }

        if (kind == LabelKind.SiteLine)
        {
            foreach (var (start, end) in _siteLinePatterns)
            {
                if (text.Length > start.Length + end.Length
                    && text.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                    && text.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The length of the longest label of that kind at the start of <paramref name="text"/>, in whole words; 0 if none.</summary>
    public static int GetLengthAtStart(LabelKind kind, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !_byFirst.TryGetValue((kind, char.ToLowerInvariant(text[0])), out var labels))
        {
            return 0;
        }

        foreach (var label in labels)
        {
            if (MatchLength(label, text) is > 0 and var length
                && (text.Length == length || !char.IsAsciiLetterOrDigit(text[length]) || !char.IsAsciiLetterOrDigit(label[^1])))
            {
                return length;
            }
        }

        return 0;
    }

    private static int MatchLength(string label, ReadOnlySpan<char> text)
    {
        if (text.StartsWith(label, StringComparison.OrdinalIgnoreCase))
        {
            return label.Length;
        }

        // Official pages spread short labels over the width of longer ones: "标　　题", "索 引 号".
        if (label.Length > 4 || !HanScript.IsHan(new System.Text.Rune(label[0])) || text.Length <= label.Length || text[1] != ' ')
        {
            return 0;
        }

        var at = 0;
        foreach (var c in label)
        {
            while (at > 0 && at < text.Length && text[at] == ' ')
            {
                at++;
            }

            if (at == text.Length || text[at] != c)
            {
                return 0;
            }

            at++;
        }

        return at;
    }
}
