using SmeFunctions.Pages.Layout;

namespace SmeFunctions.Pages.Lists;

/// <summary>An article in a list.</summary>
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

/// <summary>An image of the portal.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Alternative text; may be empty.</param>
/// <param name="Width">Pixels, if known.</param>
/// <param name="Height">Pixels, if known.</param>
public sealed record Picture(string Path, string Text, int? Width, int? Height);

/// <summary>The most read articles of a period.</summary>
/// <param name="Key">The text key of the period's name.</param>
/// <param name="Items">Articles with their visits, most read first.</param>
public sealed record Ranking(string Key, IReadOnlyList<RankedArticle> Items);

/// <param name="Path">Percent-encoded path.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Tag">As in <c>lang</c> attributes.</param>
/// <param name="Visits">Visits in the period.</param>
public sealed record RankedArticle(string Path, string Title, string Tag, long Visits);

/// <summary>A section on the home page.</summary>
/// <param name="Section">Its page.</param>
/// <param name="Teasers">Its newest articles.</param>
public sealed record HomeSection(PageLink Section, IReadOnlyList<ArticleTeaser> Teasers);

/// <summary>The content of a home page.</summary>
public sealed record HomeContent
{
    /// <summary><see langword="null"/> before the first article.</summary>
    public ArticleTeaser? Lead { get; init; }

    public Picture? Picture { get; init; }

    public required IReadOnlyList<ArticleTeaser> Latest { get; init; }

    public required IReadOnlyList<HomeSection> Sections { get; init; }

    public required IReadOnlyList<Ranking> Rankings { get; init; }
}

/// <summary>The content of a section's page.</summary>
public sealed record SectionContent
{
    public required string Title { get; init; }

    /// <summary>From the home page to the section above.</summary>
    public required IReadOnlyList<PageLink> Above { get; init; }

    public required IReadOnlyList<PageLink> Below { get; init; }

    /// <summary>Articles in it and in the sections below; <see langword="null"/> before the first count.</summary>
    public int? Articles { get; init; }

    public required IReadOnlyList<ArticleTeaser> Teasers { get; init; }

    /// <summary>Path of the page with older articles.</summary>
    public string? Older { get; init; }

    /// <summary>Path of the first page; <see langword="null"/> on the first page.</summary>
    public string? Newest { get; init; }

    /// <summary>Path of the section's feed.</summary>
    public required string Feed { get; init; }

    public required IReadOnlyList<Ranking> Rankings { get; init; }
}
