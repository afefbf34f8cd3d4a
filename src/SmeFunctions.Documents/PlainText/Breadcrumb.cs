namespace SmeFunctions.Documents.PlainText;

/// <summary>The line that says where a page stands in its site: <c>Current location: | English-sme | SME Events</c>.</summary>
internal static class Breadcrumb
{
    private const int MaxLength = 300;

    private static readonly string[][] _separators = [["|", "｜"], ["»", "›", ">>", ">", "＞", "→", "》"], [" / ", "/", "／"], [" - ", " – ", " — "]];

    private static readonly string[] _homes = ["网站首页", "網站首頁", "首页", "首頁", "Home"];

    private static readonly string[] _lastCrumbsThatAreNone = ["正文", "内容", "详细内容", "文章内容", "Content", "Text", "Details", "Body"];

    /// <summary>The titles on the way to the page, from the site's root; <see langword="null"/> when the line is no such line.</summary>
    public static IReadOnlyList<string>? TryRead(string line)
    {
        if (line.Length > MaxLength)
        {
            return null;
        }

        if (PortalPageLabels.GetLengthAtStart(LabelKind.Breadcrumb, line) is not (> 0 and var label))
        {
            return IsWayFromHome(line) ? [.. Split(line)] : null;
        }

        // Without a mark after it the word begins a sentence.
        var rest = line[label..].TrimStart();
        if (rest.Length == 0 || !(rest[0] is ':' or '：' || _separators[..2].SelectMany(same => same).Any(mark => rest.StartsWith(mark, StringComparison.Ordinal))))
        {
            return null;
        }

        var crumbs = Split(rest.TrimStart(':', '：')).ToList();
        if (crumbs.Count > 1 && _lastCrumbsThatAreNone.Contains(crumbs[^1], StringComparer.OrdinalIgnoreCase))
        {
            crumbs.RemoveAt(crumbs.Count - 1);
        }

        return crumbs;
    }

    // Copied out of a page, the way often comes without its label: "首页 > 新闻 > 通知". Nothing else begins with the home page and an arrow.
    private static bool IsWayFromHome(string line) =>
        Array.Find(_homes, home => line.StartsWith(home, StringComparison.OrdinalIgnoreCase)) is { } found
        && _separators[1].Any(line[found.Length..].TrimStart().StartsWith);

    private static IEnumerable<string> Split(string path)
    {
        var separators = Array.Find(_separators, same => same.Any(path.Contains)) ?? (IsPartedByHyphens(path) ? ["-", "—", "–"] : []);

        return path.Split(separators, StringSplitOptions.RemoveEmptyEntries)
            .Select(crumb => string.Join(' ', crumb.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(crumb => crumb.Length > 0);
    }

    // "English-sme" is one name; "首页-活动" and "Home-News-Events" are ways.
    private static bool IsPartedByHyphens(string path) =>
        path.Count(c => c is '-' or '—' or '–') > 1 || path.EnumerateRunes().Any(HanScript.IsHan);
}
