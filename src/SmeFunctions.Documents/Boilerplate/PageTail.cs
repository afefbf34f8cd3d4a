using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>
/// Recognizes what a site puts above and below every article. A line at the end is removed only on evidence from more than its first word: a notice
/// also has organizers and telephone numbers.
/// </summary>
internal static partial class PageTail
{
    /// <summary>Characters; no site has longer lines.</summary>
    private const int MaxLength = 300;

    /// <summary>The most lines without a label between two lines of a footer: an address, a phone number.</summary>
    private const int MaxUnlabelled = 2;

    /// <summary>The most lines of a list of other articles.</summary>
    private const int MaxRelated = 40;

    /// <summary>Links at the end that are other articles; fewer may belong to the text.</summary>
    private const int MinLinks = 5;

    /// <summary>The most lines of a footer.</summary>
    private const int MaxFooter = 100;

    // A site's imprint in the style of Chinese portals in English.
    private static readonly string[] _imprintLabels = ["Sponsor", "Sponsored by", "Undertaker", "Undertaken by", "Director", "Directed by"];

    private enum Kind
    {
        Text,

        /// <summary>A short line without evidence.</summary>
        Short,
        Tools,
        Neighbor,
        Related,
        Legal,
        Navigation,
        Visits,
        Credit,
        Organizer,
        Contact,
    }

    /// <summary>Whether a line contains only links of the site: home page, language, bookmark.</summary>
    public static bool IsSiteLine(ReadOnlySpan<char> line)
    {
        line = line.Trim(" |｜·•");
        if (line.Length is 0 or > MaxLength)
        {
            return false;
        }

        // The longest first: "Make … Your Home Page 简体中文" has spaces within its first item. There is no backtracking, because it would take unbounded
        // time on a repetitive line.
        while (line.Length > 0)
        {
            var end = line.Length;
            while (end > 0 && !PageLabels.Is(LabelKind.SiteLine, line[..end].TrimEnd(" |｜·•")))
            {
                end = Math.Max(line[..end].LastIndexOfAny(" |｜·•"), 0);
            }

            if (end == 0)
            {
                return false;
            }

            line = line[end..].TrimStart(" |｜·•");
        }

        return true;
    }

    /// <summary>Finds the lines below the article.</summary>
    /// <param name="lines">The page.</param>
    /// <param name="from">The first line that may belong to it.</param>
    /// <param name="isPortalPage">Whether the page has a breadcrumb, a site line or a counter.</param>
    /// <param name="removed">Gets each removed line with the reason.</param>
    /// <returns>The index of the first line below the article, or the number of lines when there is none.</returns>
    public static int Find(IReadOnlyList<PageLine> lines, int from, bool isPortalPage, List<(int Index, string Why)> removed)
    {
        var end = FindLinks(lines, from, FindRelated(lines, from));
        var tail = end;
        var kinds = new Dictionary<int, Kind>();
        var isSiteFooter = false;
        var organizers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unlabelled = 0;
        var seen = 0;
        for (var i = end - 1; i >= from && seen < MaxFooter; i--)
        {
            if (lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            var kind = kinds[i] = Classify(lines[i].Text, out var organizer);
            switch (kind)
            {
                case Kind.Text:
                    seen = MaxFooter;
                    break;
                case Kind.Short:
                    seen = ++unlabelled > MaxUnlabelled ? MaxFooter : seen;
                    break;
                case Kind.Tools or Kind.Visits or Kind.Credit:
                    isSiteFooter |= kind == Kind.Visits;
                    tail = unlabelled == 0 || isSiteFooter ? i : tail;
                    unlabelled = tail == i ? 0 : unlabelled;
                    break;
                case Kind.Neighbor or Kind.Related or Kind.Legal or Kind.Navigation:
                    isSiteFooter |= kind is Kind.Legal or Kind.Navigation;
                    tail = i;
                    unlabelled = 0;
                    break;
                case Kind.Organizer:
                    organizers.Add(organizer!);
                    if (isSiteFooter || IsImprint(organizers, isPortalPage))
                    {
                        tail = i;
                        unlabelled = 0;
                    }

                    break;
                case Kind.Contact when isSiteFooter:
                    tail = i;
                    unlabelled = 0;
                    break;
                default:
                    break;
            }
        }

        for (var i = tail; i < lines.Count; i++)
        {
            if (!lines[i].IsBlank)
            {
                removed.Add((i, i >= end ? "other articles" : Explain(kinds.GetValueOrDefault(i))));
            }
        }

        return tail;
    }

    /// <summary>Whether a line is a control of the page wherever it stands: "【打印】【关闭】".</summary>
    public static bool IsTools(string line) => line.Length <= 100 && MetaLine.TryRead(line) is { IsTools: true };

    /// <summary>Whether a line certainly belongs to the site: links, other articles, a copyright notice.</summary>
    public static bool IsFurniture(string line) => Classify(line, out _) is Kind.Neighbor or Kind.Related or Kind.Legal or Kind.Navigation;

    // A headline like "Related News" and short lines to the end, or to the site's footer.
    private static int FindRelated(IReadOnlyList<PageLine> lines, int from)
    {
        var seen = 0;
        var found = lines.Count;
        for (var i = lines.Count - 1; i >= from && seen < MaxRelated; i--)
        {
            var text = lines[i].Text;
            if (lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            if (IsHeadingOf(LabelKind.Related, text))
            {
                found = i;
            }
            else if (text.Length > 100 || (MetaLine.EndsSentence(text) && Classify(text, out _) is Kind.Text or Kind.Short))
            {
                break;
            }
        }

        return found;
    }

    // Links without any text between them, at the end: other articles.
    private static int FindLinks(IReadOnlyList<PageLine> lines, int from, int end)
    {
        var found = end;
        var links = 0;
        for (var i = end - 1; i >= from; i--)
        {
            if (lines[i].IsLink)
            {
                found = i;
                links++;
            }
            else if (!lines[i].IsBlank && !PageLabels.Is(LabelKind.Tool, lines[i].Text))
            {
                break;
            }
        }

        return links >= MinLinks ? found : end;
    }

    private static bool IsHeadingOf(LabelKind kind, string text) =>
        PageLabels.Is(kind, text.Trim(' ', ':', '：', '【', '】', '[', ']', '■', '◆', '●', '>', '»', '|'));

    private static bool IsImprint(HashSet<string> organizers, bool isPortalPage) =>
        organizers.Overlaps(_imprintLabels[..4]) && (isPortalPage || organizers.Count > 1);

    private static string Explain(Kind kind) => kind switch
    {
        Kind.Tools => "page controls",
        Kind.Neighbor or Kind.Related => "other articles",
        Kind.Visits => "visits",
        Kind.Credit => "editor",
        _ => "site footer",
    };

    private static Kind Classify(string line, out string? organizer)
    {
        organizer = null;
        if (line.Length > MaxLength)
        {
            return Kind.Text;
        }

        var endsSentence = MetaLine.EndsSentence(line);
        if (Legal().IsMatch(line) && (!endsSentence || StrongLegal().IsMatch(line)))
        {
            return Kind.Legal;
        }

        if (IsNeighbor(line))
        {
            return Kind.Neighbor;
        }

        if (IsHeadingOf(LabelKind.Related, line))
        {
            return Kind.Related;
        }

        if (IsNavigation(line))
        {
            return Kind.Navigation;
        }

        if (MetaLine.TryRead(line) is { } meta)
        {
            if (meta.IsTools)
            {
                return Kind.Tools;
            }

            if (meta is { Visits: not null, Source: null })
            {
                return Kind.Visits;
            }

            if (meta.IsAside || meta is { HasLabel: true, Published: null, IsNotice: false, Source: not null })
            {
                return Kind.Credit;
            }
        }

        if (FindLabel(LabelKind.Organizer, line) is { } label)
        {
            organizer = label;
            return Kind.Organizer;
        }

        if (FindLabel(LabelKind.Contact, line) is not null)
        {
            return Kind.Contact;
        }

        return endsSentence || line.Length > 100 ? Kind.Text : Kind.Short;
    }

    private static bool IsNeighbor(string line)
    {
        line = line.TrimStart(' ', '[', '【', '<', '«', '‹', '←', '→', '>', '»', '|');
        var length = PageLabels.GetLengthAtStart(LabelKind.Neighbor, line);
        return length > 0 && (length == line.Length || line[length] is ':' or '：' or '】' or ']' or '»' or '>' or '|'
            || (line[length] == ' ' && (line[..length].Length > 4 || HanScript.GetHanShare(line[..length]) > 0.5) && !MetaLine.EndsSentence(line)));
    }

    private static bool IsNavigation(string line)
    {
        var items = line.Split(["|", "｜", "  ", " - ", "┊", "·", " / "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var links = items.Count(item => PageLabels.Is(LabelKind.Footer, item) || PageLabels.Is(LabelKind.SiteLine, item));
        return (items.Length == 1 && PageLabels.Is(LabelKind.Footer, line) && line.Length > 3)
            || (items.Length > 1 && (links * 2 >= items.Length || (links > 0 && items.All(item => item.Length < 60 && !MetaLine.EndsSentence(item)) && items.Any(item => PageLabels.GetLengthAtStart(LabelKind.Footer, item) > 0))))
            || (line.Contains(' ', StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => PageLabels.Is(LabelKind.Footer, word) || PageLabels.Is(LabelKind.SiteLine, word) || PageLabels.Is(LabelKind.Organizer, word)));
    }

    private static string? FindLabel(LabelKind kind, string line)
    {
        foreach (var item in line.Split(["|", "｜", "  "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var length = PageLabels.GetLengthAtStart(kind, item);
            if (length > 0 && item.AsSpan(length).TrimStart() is [':' or '：', ..])
            {
                return item[..length];
            }
        }

        return null;
    }

    // Not "版权所有者": a text about copyright is no notice of it.
    [GeneratedRegex(@"©|\(c\)\s?(?:19|20)\d\d|^Copyright\b(?=\s*(?:©|\(c\)|:|：|by\b|\d|(?-i:[A-Z])|$))|All Rights Reserved|版[权權]所有(?![者人的，、])|版[权權][归歸]|ICP[备證证備]|ICP\s?备|公网安备|公安备案|网站标识码|网安备|未经(?:授权|许可|书面).{0,20}(?:不得|禁止|请勿)(?:转载|复制|使用)|增值电信业务|信息网络传播视听节目许可证|互联网新闻信息服务许可证", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Legal();

    // Signs that no sentence of an article has, even if a period follows.
    [GeneratedRegex(@"^\s*(?:©|\(c\)|Copyright\b(?=\s*(?:©|\(c\)|:|：|by\b|\d))|版[权權]所有|All Rights Reserved)|All Rights Reserved\.?$|ICP[备證证備]|公网安备", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex StrongLegal();
}
