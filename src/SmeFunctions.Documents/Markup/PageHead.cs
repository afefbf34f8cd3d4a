using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Markup;

/// <summary>What the lines around a text state.</summary>
internal sealed partial record PageHead
{
    /// <summary>Characters; no headline is longer.</summary>
    public const int MaxTitleLength = PageAnalyzer.MaxTitleLength;

    private const int MaxLinesAbove = 6;
    private const int MaxLinesBelow = 8;

    /// <summary>Lines below the headline where a date without any label is that of the article.</summary>
    private const int MaxDateDistance = 3;


    public string? Title { get; private set; }

    public DateOnly? Published { get; private set; }

    /// <summary>Whether more than its place says that the date is that of the article; otherwise the metadata of a page are better.</summary>
    public bool IsDateCertain { get; private set; }

    public string? Source { get; private set; }

    public string? Author { get; private set; }

    public IReadOnlyList<string> Breadcrumb { get; private set; } = [];

    public long? Visits { get; private set; }

    public OfficialNotice? Notice { get; private set; }

    public IReadOnlyList<RemovedLine> Removed { get; private set; } = [];

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Reads and removes the lines around the text.</summary>
    /// <param name="container">Contains blocks only.</param>
    /// <param name="title">The headline, if it is known; otherwise a first heading, or on a page any first line.</param>
    /// <param name="isPage">Whether there may be lines of a site.</param>
    /// <param name="options">Facts about the portal.</param>
    public static PageHead ReadFrom(IElement container, string? title, bool isPage, DocumentReaderOptions options)
    {
        var head = new PageHead { Title = title };
        if (title is null && container.Children.FirstOrDefault(block => block.LocalName == "h1") is { } heading
            && HtmlText.Collapse(HtmlText.GetLines(heading)) is { Length: > 0 and <= MaxTitleLength } text)
        {
            head.Title = text;
            heading.Remove();
        }

        if (isPage)
        {
            head.ReadPage(container, options);
        }
        else
        {
            head.RemoveTitle(container);
        }

        return head;
    }

    /// <summary>The headline in the register entry of an official notice.</summary>
    public string? Headline { get; private set; }

    /// <summary>Searches a whole page for what its lines state: above and below the headline, or at the top.</summary>
    /// <param name="container">The page, normalized; tables of facts become lines.</param>
    /// <param name="title">The headline, if it is known.</param>
    /// <returns>What they state; <see langword="null"/> when there is no line that only a portal has.</returns>
    public static PageHead? Find(IElement container, string? title)
    {
        FactTable.Flatten(container);
        var head = new PageHead();
        var lines = container.Children
            .SelectMany(HtmlText.GetSpacedLines)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .ToList();
        var start = lines.FindIndex(line => Boilerplate.Breadcrumb.TryRead(Collapsed(line)) is { Count: > 0 });
        if (start >= 0)
        {
            head.Breadcrumb = Boilerplate.Breadcrumb.TryRead(Collapsed(lines[start]))!;
        }

        var (from, count) = title is not null && FindTitle(lines, title) is { } at ? (Math.Max(0, at - MaxLinesAbove), MaxLinesAbove + MaxLinesBelow) : (start + 1, start >= 0 ? 8 : 30);
        var notice = lines.FindIndex(line => MetaLine.TryRead(line) is { IsNotice: true });
        if (notice >= 0 && notice < from)
        {
            (from, count) = (notice, from + count - notice);
        }

        // Headline and facts are neighbors. Further down they belong to another article.
        var isDated = false;
        var titleLine = title is null ? null : FindTitle(lines, title);
        for (var i = from; i < Math.Min(lines.Count, from + count); i++)
        {
            var line = lines[i];
            var isBelowTitle = i > titleLine && i <= titleLine + MaxDateDistance;
            if (ReadMeta(line) is { IsTools: false } meta && (!meta.IsLoose || (isBelowTitle && meta.Published is not null)))
            {
                head.IsDateCertain |= head.Published is null && !meta.IsLoose && meta.Published is not null;
                isDated |= isBelowTitle && meta.Published is not null;
                head.Add(meta);
                head.Headline ??= meta.Headline;
            }
            else if (start >= 0 && title is null && head.Title is null && !PageTail.IsSiteLine(Collapsed(line)) && Collapsed(line).Length <= MaxTitleLength
                && Boilerplate.Breadcrumb.TryRead(Collapsed(line)) is null)
            {
                head.Title = Collapsed(line);
            }
        }

        head.Published ??= FindLabelledDate(lines);
        var isPortal = start >= 0 || head.Notice is not null || (head.Published is not null && (head.Source is not null || head.Visits is not null || head.Author is not null));
        head.IsDateCertain &= isPortal;
        return isPortal || isDated || head.Published is not null ? head : null;
    }

    // Some sites state the date below the article. Of several dates, none is certain.
    private static DateOnly? FindLabelledDate(List<string> lines)
    {
        var dates = lines.Where(line => PublicationLabel().IsMatch(line)).Select(line => ReadMeta(line)?.Published).OfType<DateOnly>().Distinct().Take(2).ToList();
        return dates is [var date] ? date : null;
    }

    // The last line that is the headline: menus and breadcrumbs above may name it, too.
    private static int? FindTitle(List<string> lines, string title)
    {
        var found = Enumerable.Range(0, lines.Count).Where(i => IsSame(Collapsed(lines[i]), title)).ToList();
        return found.Count == 0 ? null
            : found.Find(i => lines.Skip(i + 1).Take(MaxLinesBelow).Any(line => ReadMeta(line) is { Published: not null })) is var near and > 0 ? near
            : found[0];
    }

    private void RemoveTitle(IElement container)
    {
        foreach (var block in container.Children.ToList())
        {
            if (IsStructured(block) || Title is null || !IsSame(HtmlText.Collapse(block.TextContent), Title))
            {
                return;
            }

            block.Remove();
        }
    }

    private void ReadPage(IElement container, DocumentReaderOptions options)
    {
        FactTable.Flatten(container);
        var blocks = container.Children.ToList();
        var lines = new List<PageLine>();
        var owners = new List<int>();
        for (var i = 0; i < blocks.Count; i++)
        {
            var isLink = IsLink(blocks[i]);
            foreach (var line in HtmlText.GetSpacedLines(blocks[i]).Select(line => line.Trim()).Where(line => line.Length > 0))
            {
                lines.Add(new PageLine(lines.Count + 1, GetBestForm(line), IsIndented: false) { IsLink = isLink });
                owners.Add(i);
            }
        }

        var analysis = PageAnalyzer.Analyze(lines, Title, options, i => IsStructured(blocks[owners[i]]));
        Title = analysis.Title;
        (Published, Source, Author, Breadcrumb, Visits) = (analysis.Published, analysis.Source, analysis.Author, analysis.Breadcrumb, analysis.Visits);
        (Notice, Warnings) = (analysis.Notice, analysis.Warnings);

        // A block with a line that stays is kept as a whole.
        var removed = analysis.TitleLines.Concat(analysis.Removed.Select(line => line.Index)).ToHashSet();
        var gone = Enumerable.Range(0, lines.Count).GroupBy(i => owners[i]).Where(same => same.All(removed.Contains)).Select(same => same.Key).ToHashSet();
        foreach (var i in gone)
        {
            blocks[i].Remove();
        }

        Removed = [.. analysis.Removed.Where(line => gone.Contains(owners[line.Index])).Select(line => new RemovedLine(Line: null, lines[line.Index].Collapsed, line.Why))];
    }

    private static bool IsLink(IElement block)
    {
        var text = block.TextContent.Count(char.IsLetterOrDigit);
        var links = block.QuerySelectorAll("a[href]").Where(link => link.GetAttribute("href") is not ['#', ..] and var address && !DocumentAttachment.IsPlaceholder(address)).Sum(link => link.TextContent.Count(char.IsLetterOrDigit));
        return text > 0 && links * 10 >= text * 9;
    }

    private static bool IsStructured(IElement block) => block.LocalName is "ul" or "ol" or "dl" or "table" or "pre" or "blockquote" or "figure";

    private void Add(MetaLine meta)
    {
        Published ??= meta.Published;
        Source ??= meta.Source;
        Author ??= meta.Author;
        Visits ??= meta.Visits;
        Source ??= meta.Issuer;
        Warnings = [.. Warnings, .. meta.Warnings];
        if (meta.IsNotice)
        {
            Notice = new OfficialNotice(
                Notice?.Number ?? meta.Number, Notice?.Index ?? meta.Index, Notice?.Issuer ?? meta.Issuer, Notice?.Written ?? meta.Written, Notice?.Topics ?? meta.Topics);
        }
    }

    // Spaces within a line of HTML mean nothing, except the wide gap between items.
    private static string GetBestForm(string line)
    {
        var collapsed = Collapsed(line);
        return MetaLine.TryRead(collapsed) is { Published: not null, Source: not null } || MetaLine.TryRead(line) is null ? collapsed : line;
    }

    private static MetaLine? ReadMeta(string line) => MetaLine.TryRead(GetBestForm(line));

    private static string Collapsed(string line) => HtmlText.Collapse(line);

    private static bool IsSame(string text, string title) => string.Equals(text, HtmlText.Collapse(title), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?:(?:发布|发稿|发表|刊发|發佈|發布)(?:时间|日期|時間|于)|(?:Date )?(?:Published|Posted)(?: on| at)?)\s*[:：]?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PublicationLabel();
}
