namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>Documents in the form of the portal's pages.</summary>
internal static class Page
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", name));

    public static string English(string title, string day = "2017-05-06", string section = "News", int visits = 0, string text = "The first paragraph, with a few words more.") =>
        $"""
        Make SME Portal Your Home Page 简体中文
        Current location: | English-sme | {section}

        {title}

        {day}     SME Portal Online     visits:{visits}

        {text}

        About SME Portal Online | Contact Us
        Viewed  0  Times

        """;

    public static string Chinese(string title, string day = "2017-05-06", string section = "新闻") =>
        $"""
        设为首页 English
        当前位置：首页 | {section}

        {title}

        {day}     来源：中小企业门户     浏览次数：0

        这一段说明中小企业门户怎样发布新闻。

        关于我们 | 联系我们

        """;
}
