using AngleSharp.Dom;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Markup;

/// <summary>What the lines around a text state.</summary>
internal sealed record PageHead
{
    /// <summary>Characters; no headline is longer.</summary>
    public const int MaxTitleLength = PageAnalyzer.MaxTitleLength;

    public string? Title { get; private set; }

    public DateOnly? Published { get; private set; }

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

    /// <summary>Searches for portal lines at the top of a page.</summary>
    /// <returns>What they state; <see langword="null"/> when there is no line that only a portal has.</returns>
    public static PageHead? Find(IElement container)
    {
        var blocks = container.Children.Select(block => (Block: block, Lines: HtmlText.GetSpacedLines(block).Select(line => line.Trim()).Where(line => line.Length > 0).ToList())).ToList();
        var head = new PageHead();
        var lines = blocks.SelectMany(block => block.Lines.Select(line => (block.Block, Line: line))).ToList();
        var start = lines.FindIndex(line => Boilerplate.Breadcrumb.TryRead(Collapsed(line.Line)) is { Count: > 0 });
        if (start >= 0)
        {
            head.Breadcrumb = Boilerplate.Breadcrumb.TryRead(Collapsed(lines[start].Line))!;
        }

        // Headline and date follow directly. Further down they belong to another article.
        foreach (var (_, line) in lines.Skip(start + 1).Take(start >= 0 ? 8 : 30))
        {
            if (ReadMeta(line) is { IsTools: false } meta)
            {
                head.Add(meta);
            }
            else if (start >= 0 && head.Title is null && !PageTail.IsSiteLine(Collapsed(line)) && Collapsed(line).Length <= MaxTitleLength
                && Boilerplate.Breadcrumb.TryRead(Collapsed(line)) is null)
            {
                head.Title = Collapsed(line);
            }
        }

        return start >= 0 || (head.Published is not null && (head.Source is not null || head.Visits is not null)) ? head : null;
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
        var blocks = container.Children.ToList();
        var lines = new List<PageLine>();
        var owners = new List<int>();
        for (var i = 0; i < blocks.Count; i++)
        {
            foreach (var line in HtmlText.GetSpacedLines(blocks[i]).Select(line => line.Trim()).Where(line => line.Length > 0))
            {
                lines.Add(new PageLine(lines.Count + 1, GetBestForm(line), IsIndented: false));
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

    private static bool IsStructured(IElement block) => block.LocalName is "ul" or "ol" or "dl" or "table" or "pre" or "blockquote" or "figure";

    private void Add(MetaLine meta)
    {
        Published ??= meta.Published;
        Source ??= meta.Source;
        Author ??= meta.Author;
        Visits ??= meta.Visits;
        Warnings = [.. Warnings, .. meta.Warnings];
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
}
