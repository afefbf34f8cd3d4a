using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Html;

/// <summary>Finds the headline of a page. Sites add their names to titles, and use headings for logos.</summary>
internal static partial class HtmlTitle
{
    private const int MinHeadingLength = 4;

    /// <param name="page">The page.</param>
    /// <param name="linked">The headline in JSON-LD.</param>
    /// <param name="stated">The headline in a meta element that contains nothing else.</param>
    /// <param name="social">The title for social networks.</param>
    /// <param name="siteName">The site's name, if the page states it.</param>
    /// <returns>The headline, and whether a heading or a deliberate statement confirms it.</returns>
    public static (string? Title, bool IsCertain) Find(IHtmlDocument page, string? linked, string? stated, string? social, string? siteName)
    {
        var title = Limit(page.Title);
        var headings = page.QuerySelectorAll("h1,h2,h3,h4").Where(heading => !IsLogo(heading)).Select(heading => (heading.LocalName, Text: Limit(HtmlText.Collapse(HtmlText.GetLines(heading).Replace('\n', ' '))))).Where(heading => heading.Text is not null).ToList();
        var first = headings.Where(heading => heading.LocalName == "h1").Select(heading => heading.Text!).ToList();
        if (Limit(linked) is { } headline)
        {
            return (headline, true);
        }

        if (Limit(stated) is { } named)
        {
            return (named, true);
        }

        // A heading with which the title begins is the headline, and the rest of the title the site.
        foreach (var whole in new[] { Limit(social), title })
        {
            if (whole is not null && headings.Select(heading => heading.Text!).Where(text => IsStart(text, whole)).MaxBy(text => text.Length) is { } heading)
            {
                return (heading, true);
            }
        }

        if (Limit(social) is { } said)
        {
            return (RemoveSiteName(said, siteName), true);
        }

        if (first.Count == 1 && (title is null || !title.EndsWith(first[0], StringComparison.OrdinalIgnoreCase) || title.Length == first[0].Length))
        {
            return (first[0], true);
        }

        if (title is null)
        {
            return (first.FirstOrDefault(), false);
        }

        return (first.Find(heading => title.Contains(heading, StringComparison.OrdinalIgnoreCase) && !title.EndsWith(heading, StringComparison.OrdinalIgnoreCase)) ?? RemoveSiteName(title, siteName), false);
    }

    private static bool IsStart(string heading, string title) =>
        heading.Length >= MinHeadingLength && title.StartsWith(heading, StringComparison.OrdinalIgnoreCase)
        && (title.Length == heading.Length || !char.IsLetterOrDigit(title[heading.Length]) || HanScript.GetHanShare(heading) > 0.5);

    // The site's name as a heading links to the home page.
    private static bool IsLogo(IElement heading) =>
        heading.QuerySelector("a") is { } link && HtmlText.Collapse(link.TextContent) == HtmlText.Collapse(heading.TextContent)
        && (link.GetAttribute("href")?.Trim() is "/" or "./" or "index.html" or "/index.html" or "index.htm" or "#" or "" or null
            || (Uri.TryCreate(link.GetAttribute("href"), UriKind.Absolute, out var address) && address.AbsolutePath == "/" && address.Scheme is "http" or "https"));

    private static string RemoveSiteName(string title, string? siteName)
    {
        var isHan = HanScript.GetHanShare(title) > 0.3;
        while (true)
        {
            var shorter = RemoveLastPart(title, siteName, isHan);
            if (shorter == title)
            {
                return title;
            }

            title = shorter;
        }
    }

    private static string RemoveLastPart(string title, string? siteName, bool isHan)
    {
        foreach (var mark in (string[])["_", " | ", "｜", "|", " - ", " – ", " — ", " :: ", " » ", "--", "-"])
        {
            // "English-sme" is one word: a separator without spaces only separates Han text.
            var at = title.LastIndexOf(mark, StringComparison.Ordinal);
            if (at <= 0 || (!mark.StartsWith(' ') && !isHan))
            {
                continue;
            }

            var (before, after) = (title[..at].Trim(), title[(at + mark.Length)..].Trim());
            var isSite = string.Equals(after, siteName, StringComparison.OrdinalIgnoreCase) || after.Length == 0 || (isHan && SiteName().IsMatch(after));
            if (isSite && before.Length >= MinHeadingLength || (mark is "_" or " | " or "｜" or "|" && isHan && before.Length >= MinHeadingLength && after.Length <= 20) || (!isHan && at > title.Length / 3))
            {
                return before;
            }
        }

        return title;
    }

    private static string? Limit(string? text)
    {
        text = text is null ? null : HtmlText.Collapse(text);
        return text is { Length: > 0 and <= PageHead.MaxTitleLength } ? text : null;
    }

    [GeneratedRegex("(?:网|网站|新闻|频道|中心|官网|门户|日报|晚报|时报|都市报|政府|人民政府|局|厅|部|委|委员会|办公室|在线|资讯|栏目|博客|论坛|社区|头条|公司|大学|学院|协会|商会|門戶|新聞|網|報|專區|首頁|首页|平台)$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex SiteName();
}
