using System.Collections.Frozen;

namespace SmeFunctions.Documents.PlainText;

/// <summary>What a label announces.</summary>
internal enum LabelKind
{
    /// <summary>A link that every page of the site has at the top.</summary>
    SiteLine,

    /// <summary>Where the page stands in the site.</summary>
    Breadcrumb,

    Source,

    /// <summary>Who wrote the article.</summary>
    Author,

    Published,

    /// <summary>How often the page was visited.</summary>
    Visits,

    /// <summary>What stands beside these and says nothing of the article: who edited it, how large its letters are.</summary>
    Aside,

    /// <summary>A line below the article.</summary>
    Footer,
}

/// <summary>The words that portals put around an article. A new portal is a row here, not code.</summary>
internal static class PortalPageLabels
{
    private static readonly (LabelKind Kind, string[] Texts)[] _table =
    [
        (LabelKind.SiteLine,
        [
            "Make * Your Home Page", "Set as Home Page", "Set as Homepage", "Add to Favorites", "Add to Favourites", "Bookmark this site",
            "English", "English Version", "Chinese", "Chinese Version", "简体中文", "繁體中文", "繁体中文", "中文", "中文版", "英文版", "English版",
            "设为首页", "設為首頁", "加入收藏", "收藏本站", "登录", "注册", "登入", "註冊", "首頁", "繁體", "繁体", "简体", "简体版", "繁體版", "Login", "Register", "Home", "首页", "RSS",
        ]),
        (LabelKind.Breadcrumb,
        [
            "Current location", "Current Position", "Your location", "Your position", "You are here", "Location",
            "当前位置", "您现在的位置", "您现在的位置是", "当前的位置", "您的位置", "您当前的位置", "您当前位置", "您所在的位置", "你现在的位置", "现在位置", "當前位置", "您現在的位置", "您的位置", "目前位置", "現在位置", "所在位置",
        ]),
        (LabelKind.Source,
        [
            "Source", "From", "Origin",
            "来源", "文章来源", "信息来源", "稿件来源", "新闻来源", "消息来源", "來源", "文章來源", "資料來源", "新聞來源",
        ]),
        (LabelKind.Author,
        [
            "Author", "Authors", "Written by", "By", "Reporter",
            "作者", "文章作者", "记者", "撰稿", "撰文", "記者",
        ]),
        (LabelKind.Aside,
        [
            "Editor", "Edited by", "Font size", "Text size", "A A A", "Print", "Share", "Close",
            "编辑", "责任编辑", "责编", "审核", "字号", "字体", "字体大小", "大 中 小", "大中小", "打印", "打印本页", "关闭", "关闭窗口", "分享", "分享到", "收藏",
            "編輯", "責任編輯", "字級", "字型大小", "列印", "友善列印", "關閉",
        ]),
        (LabelKind.Published,
        [
            "Date", "Updated", "Update", "Published", "Published on", "Release date", "Publish date", "Posted", "Posted on", "Time", "Release time",
            "发布时间", "发布日期", "时间", "日期", "更新时间", "更新日期", "发表时间", "发稿时间", "录入时间", "添加时间", "发布于",
            "發佈時間", "發布時間", "發佈日期", "發布日期", "更新時間", "時間",
        ]),
        (LabelKind.Visits,
        [
            "visits", "views", "hits", "reads", "Visited", "Viewed", "Clicks", "Page views", "Visit count", "Views count", "Read",
            "浏览次数", "点击数", "点击次数", "访问量", "访问次数", "浏览量", "浏览数", "阅读次数", "阅读量", "阅读数", "点击量", "点击率", "点击", "浏览", "已浏览", "阅读", "人气",
            "瀏覽次數", "瀏覽人次", "瀏覽數", "瀏覽量", "點擊數", "點擊次數", "點閱次數", "點閱數", "點閱", "瀏覽", "閱讀次數", "訪問量", "訪問次數",
        ]),
        (LabelKind.Footer,
        [
            "Sponsor", "Sponsored by", "Director", "Directed by", "Undertaker", "Undertaken by", "Organizer", "Organiser", "Host", "Hosted by",
            "Supported by", "Technical support", "Copyright", "©", "All Rights Reserved", "About", "About Us", "Contact Us", "Contact", "Site Map", "Sitemap",
            "Disclaimer", "Privacy Policy", "Terms of Use", "Legal Notice", "ICP",
            "主办单位", "主办", "主管单位", "主管", "承办单位", "承办", "协办单位", "指导单位", "支持单位", "技术支持", "版权所有", "ICP备", "京ICP备", "京公网安备",
            "关于我们", "联系我们", "网站地图", "免责声明", "法律声明", "隐私政策", "友情链接", "责任编辑", "主辦單位", "承辦單位", "協辦單位", "指導單位", "技術支持", "版權所有", "網站地圖", "免責聲明", "聯繫我們", "關於我們", "联系电话", "网站标识码",
            "上一篇", "下一篇", "上一条", "下一条", "上一則", "下一則", "上一則新聞", "下一則新聞", "Previous article", "Next article",
            "扫一扫在手机打开当前页", "返回顶部", "返回列表", "打印本页", "关闭窗口", "回上頁", "回上一頁", "回頂端", "隱私權政策", "網站導覽", "資訊安全政策",
        ]),
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

    private static readonly FrozenDictionary<LabelKind, string[]> _byLength = Enum.GetValues<LabelKind>()
        .ToFrozenDictionary(kind => kind, kind => GetTexts(kind).OrderByDescending(text => text.Length).ToArray());

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

    /// <summary>The length of the longest label of that kind that <paramref name="text"/> begins with, as whole words; 0 if none.</summary>
    public static int GetLengthAtStart(LabelKind kind, ReadOnlySpan<char> text)
    {
        foreach (var label in _byLength[kind])
        {
            if (text.StartsWith(label, StringComparison.OrdinalIgnoreCase)
                && (text.Length == label.Length || !char.IsAsciiLetterOrDigit(text[label.Length]) || !char.IsAsciiLetterOrDigit(label[^1])))
            {
                return label.Length;
            }
        }

        return 0;
    }
}
