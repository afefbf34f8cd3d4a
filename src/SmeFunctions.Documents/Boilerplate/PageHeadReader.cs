using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>Reads the lines above the text.</summary>
internal sealed partial class PageHeadReader(IReadOnlyList<PageLine> lines, string? title, bool dayBeforeMonth, Func<int, bool>? isText)
{
    /// <summary>The most lines with facts; a longer table of such lines is text.</summary>
    private const int MaxMetaLines = 30;

    /// <summary>The most lines between the headline and the facts: subtitle, number, author.</summary>
    private const int MaxLinesBeforeMeta = 3;

    /// <summary>Wide characters count twice; a longer line is no subtitle.</summary>
    private const int MaxSubtitleWidth = 90;

    private static readonly char[] _subtitleMarks = ['—', '─', '–', '－'];

    private string? _noticeTitle;
    private bool _hasSiteLine;

    public string? Title { get; private set; } = title;

    public List<int> TitleLines { get; } = [];

    public IReadOnlyList<string> Breadcrumb { get; private set; } = [];

    public List<MetaLine> Metas { get; } = [];

    /// <summary>Lines above the facts that belong to the text: a subtitle, a number.</summary>
    public List<int> Kept { get; } = [];

    public List<(int Index, string Why)> Removed { get; } = [];

    /// <summary>The index of the first line below the head.</summary>
    public int End { get; private set; }

    public bool IsPortalPage => _hasSiteLine || Breadcrumb.Count > 0 || Metas.Exists(meta => meta.Visits is not null);

    private bool IsTitleKnown => Title is not null;

    private bool IsTitleSeen => TitleLines.Count > 0;

    public void Read()
    {
        var i = 0;
        while (i < lines.Count && isText?.Invoke(i) != true)
        {
            var next = ReadLine(i);
            if (next == i)
            {
                break;
            }

            i = next;
        }

        End = i;
        if (Title is null && _noticeTitle is not null)
        {
            Title = _noticeTitle;
        }
    }

    // Returns the next index, or the same when the text begins.
    private int ReadLine(int i)
    {
        var line = lines[i];
        if (line.IsBlank)
        {
            return i + 1;
        }

        if (!IsTitleSeen && PageTail.IsSiteLine(line.Text))
        {
            _hasSiteLine = true;
            return Remove(i, "site navigation");
        }

        if (IsTitleKnown && !IsTitleSeen && IsSame(line.Collapsed, Title!))
        {
            TitleLines.Add(i);
            return i + 1;
        }

        if (IsTitleSeen && IsSame(line.Collapsed, Title!))
        {
            // A heading above the facts, and once more above the text.
            return Remove(i, "headline");
        }

        if (Breadcrumb.Count == 0 && Boilerplate.Breadcrumb.TryRead(line.Collapsed, isAboveHeadline: !IsTitleSeen && HasMore(i)) is { Count: > 0 } breadcrumb)
        {
            Breadcrumb = breadcrumb;
            return Remove(i, "breadcrumb");
        }

        if (Metas.Count < MaxMetaLines && ReadMeta(i) is { } meta && !IsHeadline(meta) && !IsEvent(meta, i))
        {
            return AddMeta(meta, i);
        }

        return IsTitleKnown ? ReadBelowTitle(i) : ReadTitle(i);
    }

    private bool HasMore(int i) => Enumerable.Range(i + 1, lines.Count - i - 1).Count(j => !lines[j].IsBlank) > 1;

    private MetaLine? ReadMeta(int i) => MetaLine.TryRead(lines[i].Text, dayBeforeMonth);

    // "A talk on 2018-03-04" and "By Sea" may be headlines.
    private bool IsHeadline(MetaLine meta) => !IsTitleKnown && Breadcrumb.Count == 0 && meta.Visits is null && (meta.IsLoose || meta.IsBylineOnly);

    // "时间：3月20日" above "地点：…" is the time of an event.
    private bool IsEvent(MetaLine meta, int i)
    {
        if (!meta.IsMaybeEvent || !IsTitleKnown)
        {
            return false;
        }

        var next = Enumerable.Range(i + 1, lines.Count - i - 1).Where(j => !lines[j].IsBlank).Take(2).ToList();
        return next.Count > 0 && next.Exists(j => ReadMeta(j) is null && EventLabel().IsMatch(lines[j].Text));
    }

    private int AddMeta(MetaLine meta, int i)
    {
        // "Date:" in one line, the day in the next.
        if (meta.EndsWithLabel && NextLine(i) is { } next && ReadMeta(next) is not { HasLabel: true }
            && MetaLine.TryRead($"{lines[i].Text} {lines[next].Text}", dayBeforeMonth) is { EndsWithLabel: false } whole && lines[next].Text.Length <= 60)
        {
            Metas.Add(whole);
            Removed.Add((i, "facts about the article"));
            return Remove(next, "facts about the article");
        }

        _noticeTitle ??= meta.Headline;
        Metas.Add(meta);
        return Remove(i, meta.IsTools ? "page controls" : "facts about the article");
    }

    private int? NextLine(int i)
    {
        for (var j = i + 1; j < lines.Count && j <= i + 2; j++)
        {
            if (!lines[j].IsBlank)
            {
                return j;
            }
        }

        return null;
    }

    private int ReadTitle(int i)
    {
        var text = lines[i].Collapsed;
        if (HasMore(i) && NextLine(i) is not null && PageLabels.Is(LabelKind.Genre, text.Trim('【', '】', '[', ']', ' ')) && text.Length > 1)
        {
            return Remove(i, "kind of text");
        }

        if (_noticeTitle is not null)
        {
            // The register entry of a notice has its headline; the text may repeat it.
            Title = _noticeTitle;
            if (IsSame(text, Title))
            {
                TitleLines.Add(i);
                return i + 1;
            }

            return ReadBelowTitle(i);
        }

        Title = text;
        TitleLines.Add(i);
        if (i + 1 < lines.Count && IsContinued(text, i + 1))
        {
            Title = Join(text, lines[i + 1].Collapsed);
            TitleLines.Add(i + 1);
            return i + 2;
        }

        return i + 1;
    }

    // A long headline in two lines.
    private bool IsContinued(string first, int next)
    {
        var second = lines[next].Collapsed;
        return second.Length > 0 && !MetaLine.EndsSentence(first) && PageAnalyzer.GetWidth(first) is >= 16 and <= 80 && PageAnalyzer.GetWidth(second) <= 60 && !MetaLine.EndsSentence(second)
            && (next + 1 == lines.Count || lines[next + 1].IsBlank || ReadMeta(next + 1) is not null)
            && ReadMeta(next) is null && !DocumentNumber().IsMatch(second) && !_subtitleMarks.Contains(second[0])
            && (Continuation().IsMatch(second) || Unfinished().IsMatch(first));
    }

    private static string Join(string first, string second) => HanScript.GetHanShare(first + second) > 0.5 ? first + second : first + ' ' + second;

    // A subtitle, a number or an author between the headline and the facts.
    private int ReadBelowTitle(int i)
    {
        var meta = FindMetaBelow(i);
        if (meta is null)
        {
            return i;
        }

        for (var j = i; j < meta; j++)
        {
            if (lines[j].IsBlank)
            {
                continue;
            }

            if (Metas.TrueForAll(known => known.Author is null) && PersonName().IsMatch(lines[j].Text) && ReadMeta(meta.Value)?.Author is null)
            {
                Removed.Add((j, "author"));
                Metas.Add(MetaLine.TryRead("作者：" + lines[j].Text)!);
            }
            else
            {
                Kept.Add(j);
            }
        }

        return meta.Value;
    }

    private int? FindMetaBelow(int i)
    {
        var passed = 0;
        for (var j = i; j < lines.Count && passed <= MaxLinesBeforeMeta; j++)
        {
            if (lines[j].IsBlank)
            {
                continue;
            }

            if (isText?.Invoke(j) == true)
            {
                return null;
            }

            if (j > i && ReadMeta(j) is { } meta && IsStrong(meta) && !IsEvent(meta, j))
            {
                return j;
            }

            if (PageAnalyzer.GetWidth(lines[j].Text) > MaxSubtitleWidth || PageTail.IsFurniture(lines[j].Text) || (MetaLine.EndsSentence(lines[j].Text) && lines[j].Text[^1] is not ('?' or '？' or '!' or '！')))
            {
                return null;
            }

            passed++;
        }

        return null;
    }

    // The date of a signature below a short text is no fact about the page.
    private bool IsStrong(MetaLine meta) =>
        !meta.IsDateOnly && !meta.IsTools && !meta.IsBylineOnly && !meta.IsLoose && (meta.Published is not null || meta.Visits is not null || meta.UnknownDate is not null || (meta.HasLabel && meta.Source is not null))
        && !(meta.IsMaybeEvent && Metas.Count > 0);

    private int Remove(int i, string why)
    {
        Removed.Add((i, why));
        return i + 1;
    }

    private static bool IsSame(string text, string title) => string.Equals(WithoutSpaces(text), WithoutSpaces(title), StringComparison.OrdinalIgnoreCase);

    private static string WithoutSpaces(string text) => text.Contains(' ', StringComparison.Ordinal) ? text.Replace(" ", "", StringComparison.Ordinal) : text;

    // "港企发〔2017〕12号".
    [GeneratedRegex(@"^[（(]?\p{L}{1,20}\s?[〔\[（(【]\s?(?:19|20)\d{2}\s?[〕\]）)】]\s?(?:第\s?)?\d{1,5}\s?号[）)]?$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex DocumentNumber();

    // "地点：", "参加人员：", "Venue:": what an announcement of an event states.
    [GeneratedRegex(@"^(?:地\s*点|地\s*址|会议地点|活动地点|举办地点|培训地点|参加人员|参会人员|主持人?|内容|主题|对象|参加对象|费用|报名|地點|主講|Venue|Place|Location|Where|Speakers?|Agenda|Fee|Topic|Host|Room|Participants|Registration)\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex EventLabel();

    [GeneratedRegex("^(?:的|及|和|与|暨|等|在|\\p{Ll})|(?:的通知|的公告|的通告|的意见|的决定|的批复|的函|的报告|办法|方案)$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Continuation();

    [GeneratedRegex("(?:的|关于|及|和|与|暨|、|，|\\b(?:of|for|the|and|to|in|on|with|a|an|as|by|at|from))$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Unfinished();

    // Two to four characters, the first a common family name.
    [GeneratedRegex("^[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文陳劉張楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鐘陸顧龍萬錢湯喬賀賴龔]\\p{IsCJKUnifiedIdeographs}{1,3}(?:[ 、]{1,2}\\p{IsCJKUnifiedIdeographs}{2,4})?$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PersonName();
}
