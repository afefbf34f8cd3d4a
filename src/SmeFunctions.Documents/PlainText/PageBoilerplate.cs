using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.PlainText;

/// <summary>Tells the lines that a site puts above and below every article from the article's own.</summary>
internal static partial class PageBoilerplate
{
    /// <summary>Characters; no site puts more on one line.</summary>
    private const int MaxLength = 300;

    /// <summary>Lines without a label that a footer may have between two that have one: an address, a telephone number.</summary>
    private const int MaxUnlabelled = 2;

    /// <summary>Lines of a footer; no site has as many.</summary>
    private const int MaxFooter = 100;

    /// <summary>Whether a line has nothing but links of the site: home page, language, bookmark.</summary>
    public static bool IsSiteLine(ReadOnlySpan<char> line)
    {
        line = line.Trim(" |｜");
        if (line.Length is 0 or > MaxLength)
        {
            return false;
        }

        // The longest first: "Make … Your Home Page 简体中文" has spaces within its first item. What was taken stays taken; to try shorter
        // items again would take time without bound on a line that repeats itself.
        while (line.Length > 0)
        {
            var end = line.Length;
            while (end > 0 && !PortalPageLabels.Is(LabelKind.SiteLine, line[..end].TrimEnd(" |｜")))
            {
                end = Math.Max(line[..end].LastIndexOfAny(" |｜"), 0);
            }

            if (end == 0)
            {
                return false;
            }

            line = line[end..].TrimStart(" |｜");
        }

        return true;
    }

    /// <summary>Finds where the site's footer begins.</summary>
    /// <param name="lines">The page.</param>
    /// <param name="from">The first line that may belong to it.</param>
    /// <returns>The index of its first line, or the number of lines when there is none.</returns>
    public static int FindFooter(List<PageLine> lines, int from)
    {
        var footer = lines.Count;
        var unlabelled = 0;
        var seen = 0;

        for (var i = lines.Count - 1; i >= from && unlabelled <= MaxUnlabelled && seen < MaxFooter; i--)
        {
            seen += lines[i].IsBlank ? 0 : 1;
            if (IsFooterLine(lines[i].Text))
            {
                footer = i;
                unlabelled = 0;
            }
            else if (!lines[i].IsBlank)
            {
                unlabelled = lines[i].Text.Length > 100 ? MaxUnlabelled + 1 : unlabelled + 1;
            }
        }

        return footer;
    }

    private static bool IsFooterLine(string line)
    {
        if (line.Length is 0 or > MaxLength)
        {
            return false;
        }

        var items = line.Split(['|', '｜'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return items.Any(item => IsLabelled(item) || PortalPageLabels.Is(LabelKind.Footer, item))
            || (items.Length > 1 && items.Any(item => PortalPageLabels.GetLengthAtStart(LabelKind.Footer, item) > 0))
            || line.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => PortalPageLabels.Is(LabelKind.Footer, word))
            || LegalNotice().IsMatch(line)
            || MetaLine.TryRead(line) is { Visits: not null, Source: null };
    }

    private static bool IsLabelled(string item)
    {
        var length = PortalPageLabels.GetLengthAtStart(LabelKind.Footer, item);
        return length > 0 && item.AsSpan(length).TrimStart() is [':' or '：', ..];
    }

    [GeneratedRegex("©|^Copyright\\b|All Rights Reserved|版权所有|版權所有|ICP备|ICP证|公网安备", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LegalNotice();
}
