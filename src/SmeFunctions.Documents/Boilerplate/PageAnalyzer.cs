using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>The article within the lines of a page, and what the lines around it state.</summary>
internal sealed record PageAnalysis
{
    /// <summary>The indexes of the headline's lines; none when the headline is known from elsewhere and not among the lines.</summary>
    public required IReadOnlyList<int> TitleLines { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<string> Breadcrumb { get; init; } = [];

    public DateOnly? Published { get; init; }

    public string? Source { get; init; }

    public string? Author { get; init; }

    public long? Visits { get; init; }

    public OfficialNotice? Notice { get; init; }

    /// <summary>The indexes of the lines of the text, in order.</summary>
    public required IReadOnlyList<int> Text { get; init; }

    /// <summary>The indexes of removed lines, without the headline, and why they were removed.</summary>
    public required IReadOnlyList<(int Index, string Why)> Removed { get; init; }

    /// <summary>Sentences for the editor.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>
/// Finds the article within the lines of a page: site links, breadcrumb, headline, facts about the article, text, page controls, other articles, site
/// footer. Everything but the text is optional. A line that could be text stays.
/// </summary>
internal static partial class PageAnalyzer
{
    /// <summary>Characters; no headline is longer.</summary>
    public const int MaxTitleLength = 300;

    /// <param name="lines">The page.</param>
    /// <param name="title">The headline, if it is known; it is removed from the lines.</param>
    /// <param name="options">Facts about the portal.</param>
    /// <param name="isText">Whether a line at an index cannot be above the text, because it is a list or a table.</param>
    public static PageAnalysis Analyze(IReadOnlyList<PageLine> lines, string? title, DocumentReaderOptions options, Func<int, bool>? isText = null)
    {
        var head = new PageHeadReader(lines, title, options.DayBeforeMonth, isText);
        head.Read();

        var removed = new List<(int Index, string Why)>(head.Removed);
        var tail = PageTail.Find(lines, head.End, head.IsPortalPage, removed);
        var text = new List<int>(head.Kept);
        for (var i = head.End; i < tail; i++)
        {
            if (!lines[i].IsBlank && PageTail.IsTools(lines[i].Text) && isText?.Invoke(i) != true)
            {
                removed.Add((i, "page controls"));
            }
            else
            {
                text.Add(i);
            }
        }

        var metas = head.Metas;
        var (published, source, author, visits) = (
            metas.Select(meta => meta.Published).FirstOrDefault(day => day is not null),
            metas.Select(meta => meta.Source).FirstOrDefault(name => name is not null),
            metas.Select(meta => meta.Author).FirstOrDefault(name => name is not null),
            metas.Select(meta => meta.Visits).FirstOrDefault(count => count is not null));
        var below = Enumerable.Range(tail, lines.Count - tail).Select(i => MetaLine.TryRead(lines[i].Text)).OfType<MetaLine>().ToList();
        visits ??= below.Select(meta => meta.Visits).FirstOrDefault(count => count is not null);
        source ??= below.Where(meta => meta.HasLabel).Select(meta => meta.Source).FirstOrDefault(name => name is not null);
        var issuer = metas.Select(meta => meta.Issuer).FirstOrDefault(name => name is not null);
        return new PageAnalysis
        {
            TitleLines = head.TitleLines,
            Title = head.Title,
            Breadcrumb = head.Title is { } found ? Breadcrumb.WithoutHeadline(head.Breadcrumb, found) : head.Breadcrumb,
            Published = published ?? FindDateline(lines, text) ?? FindSignatureDate(lines, text),
            Source = source ?? issuer,
            Author = author,
            Visits = visits,
            Notice = CreateNotice(metas, issuer),
            Text = text,
            Removed = [.. removed.OrderBy(line => line.Index)],
            Warnings = [.. metas.SelectMany(meta => meta.Warnings)],
        };
    }

    private static OfficialNotice? CreateNotice(List<MetaLine> metas, string? issuer)
    {
        if (!metas.Exists(meta => meta.IsNotice))
        {
            return null;
        }

        return new OfficialNotice(
            metas.Select(meta => meta.Number).FirstOrDefault(value => value is not null),
            metas.Select(meta => meta.Index).FirstOrDefault(value => value is not null),
            issuer,
            metas.Select(meta => meta.Written).FirstOrDefault(value => value is not null),
            metas.Select(meta => meta.Topics).FirstOrDefault(value => value is not null));
    }

    // The signature of a notice: the organization, and below it the date.
    private static DateOnly? FindSignatureDate(IReadOnlyList<PageLine> lines, List<int> text)
    {
        var last = text.Where(i => !lines[i].IsBlank).TakeLast(4).Reverse();
        return last
            .Select(i => MetaLine.TryRead(lines[i].Text))
            .FirstOrDefault(meta => meta is { IsDateOnly: true })?.Published;
    }

    // "MANILA, Jan. 4, 2017 --", "某某社北京2017年1月4日电".
    private static DateOnly? FindDateline(IReadOnlyList<PageLine> lines, List<int> text)
    {
        var first = text.Find(i => !lines[i].IsBlank);
        if (text.Count == 0 || Dateline().Match(lines[first].Text) is not { Success: true } match)
        {
            return null;
        }

        return PageDate.GetLengthAtStart(match.Groups["date"].Value, out var date) > 0 ? date : null;
    }

    internal static int GetWidth(string text) => text.EnumerateRunes().Sum(rune => rune.Value > 0x2E80 ? 2 : 1);

    [GeneratedRegex(@"^(?:[A-Z][A-Za-z .'’-]{1,40}(?:, [A-Z][A-Za-z .]{1,30})?,? (?<date>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\s*(?:\([^)]{1,40}\)\s*)?(?:--|—|–|-)|[（(]?[^，。（(]{2,16}?(?<date>\d{4}年\d{1,2}月\d{1,2}日)[电讯訊電])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Dateline();
}
