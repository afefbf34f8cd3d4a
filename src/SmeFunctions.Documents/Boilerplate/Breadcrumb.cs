using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>The line with the path to a page: <c>Current location: | English-sme | SME Events</c>.</summary>
internal static partial class Breadcrumb
{
    private const int MaxLength = 300;
    private const int MaxUnlabelledCrumb = 24;

    private static readonly string[][] _separators = [["|", "｜"], ["»", "›", ">>", ">", "＞", "→", "》", "▸", "▶", "❯", "〉"], [" / ", "/", "／"], ["::", "·", "•"], [" - ", " – ", " — "]];

    private static readonly string[] _homes =
        ["网站首页", "網站首頁", "本站首页", "首页", "首頁", "主页", "主頁", "回首页", "回首頁", "网站主页", "新闻首页", "Home page", "Homepage", "Home", "Main page", "Front page"];

    private static readonly string[] _lastCrumbsThatAreNone =
        ["正文", "内容", "详细内容", "文章内容", "详情", "详情页", "详细", "信息详情", "文章详情", "新闻详情", "浏览文章", "查看文章", "查看信息", "阅读", "文章", "內容", "詳細內容", "內文", "Content", "Text", "Details", "Detail", "Body", "Article", "View", "Full text"];

    /// <summary>Parses the titles from the root of the site to the page; <see langword="null"/> when the line is no breadcrumb.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isAboveHeadline">Whether a headline may follow: a path of short names then needs neither label nor home page.</param>
    public static IReadOnlyList<string>? TryRead(string line, bool isAboveHeadline = false)
    {
        if (line.Length > MaxLength)
        {
            return null;
        }

        if (PageLabels.GetLengthAtStart(LabelKind.Breadcrumb, line) is not (> 0 and var label))
        {
            return IsPathFromHome(line) || (isAboveHeadline && IsShortPath(line)) ? [.. WithoutPageCrumb([.. Split(line)])] : null;
        }

        // Without a separator after it, the word begins a sentence.
        var rest = line[label..].TrimStart();
        if (rest.Length == 0 || !(rest[0] is ':' or '：' || _separators[..2].SelectMany(same => same).Any(mark => rest.StartsWith(mark, StringComparison.Ordinal))))
        {
            return null;
        }

        return [.. WithoutPageCrumb([.. Split(rest.TrimStart(':', '：'))])];
    }

    /// <summary>Removes the headline from the end of a path: a page is no section.</summary>
    public static IReadOnlyList<string> WithoutHeadline(IReadOnlyList<string> path, string title)
    {
        if (path.Count < 2)
        {
            return path;
        }

        var last = path[^1].TrimEnd('…', '.', ' ');

        // A site shortens long headlines. A section may begin as a headline in it does: "Services", and "Services for exporters grow".
        var isShortened = last.Length >= 8 && (last.Length < path[^1].Length || last.Length * 5 >= title.Length * 3);
        var isHeadline = string.Equals(last, title, StringComparison.OrdinalIgnoreCase)
            || (isShortened && title.StartsWith(last, StringComparison.OrdinalIgnoreCase))
            || (title.Length >= 8 && last.StartsWith(title, StringComparison.OrdinalIgnoreCase));
        return isHeadline ? [.. path.Take(path.Count - 1)] : path;
    }

    private static List<string> WithoutPageCrumb(List<string> crumbs)
    {
        if (crumbs.Count > 1 && _lastCrumbsThatAreNone.Contains(crumbs[^1], StringComparer.OrdinalIgnoreCase))
        {
            crumbs.RemoveAt(crumbs.Count - 1);
        }

        return crumbs;
    }

    // A copied breadcrumb often lacks its label: "首页 > 新闻 > 通知", "Home / Business / Macro".
    private static bool IsPathFromHome(string line)
    {
        line = line.TrimStart(' ', '|', '>', '»');
        if (Array.Find(_homes, home => line.StartsWith(home, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            return false;
        }

        var rest = line[found.Length..].TrimStart();
        return !MetaLine.EndsSentence(line)
            && (_separators[1].Any(rest.StartsWith) || (rest.StartsWith('/') && line.Contains(" / ", StringComparison.Ordinal)) || rest.StartsWith('／')
                || (rest.StartsWith("::", StringComparison.Ordinal) && line.Length < 100)
                || (rest is ['-' or '–' or '—', ..] && PathByHyphens().IsMatch(line)));
    }

    // "海港网>>财经", "Harbour Daily > Business": arrows between short names. A headline has none.
    private static bool IsShortPath(string line)
    {
        if (!_separators[1][..5].Any(line.Contains) || MetaLine.EndsSentence(line))
        {
            return false;
        }

        var crumbs = Split(line).ToList();
        return crumbs.Count is >= 2 and <= 7 && crumbs.TrueForAll(crumb => crumb.Length <= MaxUnlabelledCrumb && !crumb.AsSpan().ContainsAny("，。；？！"));
    }

    private static IEnumerable<string> Split(string path)
    {
        var separators = Array.Find(_separators, same => same.Any(path.Contains)) ?? (IsSeparatedByHyphens(path) ? ["-", "—", "–"] : []);

        return path.Split(separators, StringSplitOptions.RemoveEmptyEntries)
            .Select(crumb => string.Join(' ', crumb.Trim('[', ']', '【', '】').Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(crumb => crumb.Length > 0);
    }

    // "English-sme" is one name; "首页-活动" and "Home-News-Events" are paths.
    private static bool IsSeparatedByHyphens(string path) =>
        path.Count(c => c is '-' or '—' or '–') > 1 || path.EnumerateRunes().Any(HanScript.IsHan);

    [GeneratedRegex(@"^[^-–—]{1,20}(?:\s*[-–—]\s*[^-–—]{1,24}){1,5}$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PathByHyphens();
}
