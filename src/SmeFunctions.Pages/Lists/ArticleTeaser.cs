using SmeFunctions.Pages.Layout;

namespace SmeFunctions.Pages.Lists;

/// <summary>What a list shows of an article.</summary>
public sealed record ArticleTeaser
{
    public required string Path { get; init; }

    public required string Title { get; init; }

    /// <summary>As in <c>lang</c> attributes.</summary>
    public required string Tag { get; init; }

    public required DateOnly Published { get; init; }

    public string? Source { get; init; }

    public required string Summary { get; init; }

    public required int Minutes { get; init; }

    public required PageLink Section { get; init; }
}

/// <summary>A picture of the portal's own.</summary>
/// <param name="Path">From the site's root.</param>
/// <param name="Text">What it shows; may be empty.</param>
/// <param name="Width">In pixels, if known.</param>
/// <param name="Height">In pixels, if known.</param>
public sealed record Picture(string Path, string Text, int? Width, int? Height);

/// <summary>The most read articles of some days, most first.</summary>
/// <param name="Key">What the days are called.</param>
/// <param name="Items">Articles with their visits.</param>
public sealed record Ranking(string Key, IReadOnlyList<RankedArticle> Items);

/// <param name="Path">From the site's root, percent-encoded.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Tag">As in <c>lang</c> attributes.</param>
/// <param name="Visits">In the days that the ranking is of.</param>
public sealed record RankedArticle(string Path, string Title, string Tag, long Visits);

/// <summary>A section on the home page.</summary>
/// <param name="Section">Its page.</param>
/// <param name="Teasers">Its newest.</param>
public sealed record HomeSection(PageLink Section, IReadOnlyList<ArticleTeaser> Teasers);

/// <summary>What the home page shows.</summary>
public sealed record HomeContent
{
    /// <summary><see langword="null"/> before the first article.</summary>
    public ArticleTeaser? Lead { get; init; }

    public Picture? Picture { get; init; }

    public required IReadOnlyList<ArticleTeaser> Latest { get; init; }

    public required IReadOnlyList<HomeSection> Sections { get; init; }

    public required IReadOnlyList<Ranking> Rankings { get; init; }
}

/// <summary>What a page of a section shows.</summary>
public sealed record SectionContent
{
    public required string Title { get; init; }

    /// <summary>From the home page to the section above.</summary>
    public required IReadOnlyList<PageLink> Above { get; init; }

    public required IReadOnlyList<PageLink> Below { get; init; }

    /// <summary>All in it and below, if they were counted yet.</summary>
    public int? Articles { get; init; }

    public required IReadOnlyList<ArticleTeaser> Teasers { get; init; }

    /// <summary>Path of the page with older ones.</summary>
    public string? Older { get; init; }

    /// <summary>Path of the first page, on all others.</summary>
    public string? Newest { get; init; }

    /// <summary>Path of the section's feed.</summary>
    public required string Feed { get; init; }

    public required IReadOnlyList<Ranking> Rankings { get; init; }
}
