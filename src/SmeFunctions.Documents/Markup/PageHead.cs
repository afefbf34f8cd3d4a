using AngleSharp.Dom;
using SmeFunctions.Documents.PlainText;

namespace SmeFunctions.Documents.Markup;

/// <summary>What the lines around a text say of it.</summary>
internal sealed record PageHead
{
    /// <summary>Characters; no headline is longer.</summary>
    public const int MaxTitleLength = 300;

    private bool _isTitleSeen;

    public string? Title { get; private set; }

    public DateOnly? Published { get; private set; }

    public string? Source { get; private set; }

    public string? Author { get; private set; }

    public IReadOnlyList<string> Breadcrumb { get; private set; } = [];

    public long? Visits { get; private set; }

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Takes the lines out of a row of blocks.</summary>
    /// <param name="container">Has blocks only.</param>
    /// <param name="title">The headline, if it is known; otherwise a first heading is taken for it, and on a page any first line.</param>
    /// <param name="isPage">Whether there may be lines of a site.</param>
    public static PageHead ReadFrom(IElement container, string? title, bool isPage)
    {
        var head = new PageHead { Title = title };
        if (title is null && container.Children.FirstOrDefault(block => block.LocalName == "h1") is { } heading
            && HtmlText.Collapse(heading.TextContent) is { Length: > 0 and <= MaxTitleLength } text)
        {
            head.Title = text;
            heading.Remove();
        }

        foreach (var block in container.Children.ToList())
        {
            if (!head.ReadLine(block, isPage))
            {
                break;
            }

            block.Remove();
        }

        if (isPage)
        {
            head.ReadFooter(container);
        }

        return head;
    }

    /// <summary>Looks for the lines of a portal anywhere at the top of a page.</summary>
    /// <returns>What they say; <see langword="null"/> when there is no line that only a portal has.</returns>
    public static PageHead? Find(IElement container)
    {
        var blocks = container.Children.Select(block => (Block: block, Lines: HtmlText.GetSpacedLines(block).Select(line => line.Trim()).Where(line => line.Length > 0).ToList())).ToList();
        var head = new PageHead();
        var lines = blocks.SelectMany(block => block.Lines.Select(line => (block.Block, Line: line))).ToList();
        var start = lines.FindIndex(line => PlainText.Breadcrumb.TryRead(Collapsed(line.Line)) is { Count: > 0 });
        if (start >= 0)
        {
            head.Breadcrumb = PlainText.Breadcrumb.TryRead(Collapsed(lines[start].Line))!;
        }

        // Headline and date follow at once; further down it is another article's.
        foreach (var (_, line) in lines.Skip(start + 1).Take(start >= 0 ? 8 : 30))
        {
            if (ReadMeta(line) is { } meta)
            {
                head.Add(meta);
            }
            else if (start >= 0 && head.Title is null && !PageBoilerplate.IsSiteLine(Collapsed(line)) && Collapsed(line).Length <= MaxTitleLength
                && PlainText.Breadcrumb.TryRead(Collapsed(line)) is null)
            {
                head.Title = Collapsed(line);
            }
        }

        return start >= 0 || (head.Published is not null && (head.Source is not null || head.Visits is not null)) ? head : null;
    }

    private bool ReadLine(IElement block, bool isPage)
    {
        if (block.LocalName is "ul" or "ol" or "table" or "pre" or "blockquote")
        {
            return false;
        }

        var text = HtmlText.Collapse(block.TextContent);
        if (Title is not null && IsSame(text, Title))
        {
            _isTitleSeen = true;
            return true;
        }

        if (isPage && !_isTitleSeen && PageBoilerplate.IsSiteLine(text))
        {
            return true;
        }

        if (isPage && Breadcrumb.Count == 0 && PlainText.Breadcrumb.TryRead(text) is { } breadcrumb)
        {
            Breadcrumb = breadcrumb;
            return true;
        }

        if (isPage && HtmlText.GetSpacedLines(block).Select(line => line.Trim()).Where(line => line.Length > 0).ToList() is { Count: > 0 } lines
            && lines.ConvertAll(ReadMeta) is var metas && metas.TrueForAll(meta => meta is not null))
        {
            metas.ForEach(meta => Add(meta!));
            return true;
        }

        if (isPage && Title is null && text.Length is > 0 and <= MaxTitleLength)
        {
            Title = text;
            _isTitleSeen = true;
            return true;
        }

        return false;
    }

    private void ReadFooter(IElement container)
    {
        var blocks = container.Children.ToList();
        var lines = new List<PageLine>();
        var owners = new List<int>();
        for (var i = 0; i < blocks.Count; i++)
        {
            foreach (var line in HtmlText.GetLines(blocks[i]).Split('\n'))
            {
                lines.Add(new PageLine(lines.Count + 1, line, IsIndented: false));
                owners.Add(i);
            }
        }

        var footer = PageBoilerplate.FindFooter(lines, 0);
        if (footer == lines.Count || footer == 0)
        {
            return;
        }

        Visits ??= lines.Skip(footer).Select(line => MetaLine.TryRead(line.Text)?.Visits).FirstOrDefault(visits => visits is not null);

        // A block that began above the footer stays whole.
        var first = owners[footer - 1] == owners[footer] ? owners[footer] + 1 : owners[footer];
        foreach (var block in blocks.Skip(first))
        {
            block.Remove();
        }
    }

    private void Add(MetaLine meta)
    {
        Published ??= meta.Published;
        Source ??= meta.Source;
        Author ??= meta.Author;
        Visits ??= meta.Visits;
        Warnings = [.. Warnings, .. meta.Warnings];
    }

    // Spaces within a line of markup mean nothing, unless it is the gap that parts two items.
    private static MetaLine? ReadMeta(string line) => MetaLine.TryRead(Collapsed(line)) is { Published: not null, Source: not null } plain
        ? plain
        : MetaLine.TryRead(line) ?? MetaLine.TryRead(Collapsed(line));

    private static string Collapsed(string line) => HtmlText.Collapse(line);

    private static bool IsSame(string text, string title) => string.Equals(text, HtmlText.Collapse(title), StringComparison.OrdinalIgnoreCase);
}
