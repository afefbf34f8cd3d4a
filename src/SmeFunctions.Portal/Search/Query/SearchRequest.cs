namespace SmeFunctions.Portal.Search;

/// <summary>A search for articles.</summary>
public sealed record SearchRequest
{
    /// <summary>UTF-16 units; more is no question of a reader.</summary>
    public const int MaxTextLength = 200;
    public const int MaxLimit = 50;
    public const int DefaultLimit = 10;

    /// <summary>The last result that can be reached by paging.</summary>
    public const int MaxReach = 1_000;

    /// <summary>What the reader typed: words, <c>"phrases"</c>, <c>-excluded</c>. Any text is valid.</summary>
    public required string Text { get; init; }

    /// <summary>The language; <see langword="null"/> for all.</summary>
    public string? Lang { get; init; }

    /// <summary>A section's slug; articles of the sections below are found, too.</summary>
    public string? Section { get; init; }

    /// <summary>A tag's slug.</summary>
    public string? Tag { get; init; }

    /// <summary>A source's slug.</summary>
    public string? Source { get; init; }

    /// <summary>The first day of publication.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of publication.</summary>
    public DateOnly? To { get; init; }

    public SearchSort Sort { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Results to skip; below <see cref="MaxReach"/>.</summary>
    public int Offset { get; init; }

    /// <summary>The current day, from which the age of articles counts.</summary>
    public required DateOnly Today { get; init; }
}

/// <summary>The order of results.</summary>
public enum SearchSort
{
    Relevance,

    /// <summary>Newest first.</summary>
    Date,
}

/// <summary>Results of a search.</summary>
public sealed record SearchResults
{
    /// <summary>The number of articles that match.</summary>
    public required long Total { get; init; }

    public required IReadOnlyList<SearchHit> Hits { get; init; }

    public required SearchFacets Facets { get; init; }

    /// <summary>Whether no article has all of the words, and these have some of them.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The search with corrected words, when no article has all of the words as they are.</summary>
    public string? Suggestion { get; init; }
}

/// <param name="Article">What lists show of the article.</param>
/// <param name="Title">The title as HTML, with <c>mark</c> elements.</param>
/// <param name="Snippet">A part of the text as HTML, with <c>mark</c> elements.</param>
public sealed record SearchHit(Articles.ArticleSummary Article, string Title, string Snippet);

/// <param name="Sections">Sections of the results.</param>
/// <param name="Years">Years of publication.</param>
/// <param name="Sources">Sources of the results.</param>
public sealed record SearchFacets(IReadOnlyList<SearchFacet> Sections, IReadOnlyList<SearchFacet> Years, IReadOnlyList<SearchFacet> Sources)
{
    public static SearchFacets Empty { get; } = new([], [], []);
}

/// <param name="Value">What the filter takes.</param>
/// <param name="Title">What readers see.</param>
/// <param name="Count">Results with this value.</param>
public sealed record SearchFacet(string Value, string Title, int Count);

/// <summary>What a reader may want to search for.</summary>
/// <param name="Kind"><c>title</c>, <c>tag</c> or <c>section</c>.</param>
/// <param name="Text">The words.</param>
/// <param name="Slug">The article's slug, for a title.</param>
/// <param name="Lang">Its language.</param>
public sealed record SearchSuggestion(string Kind, string Text, string? Slug, string Lang)
{
    internal const char TitleKind = 'a';
    internal const char TagKind = 'g';
    internal const char SectionKind = 's';

    /// <summary>UTF-16 units of a prefix.</summary>
    public const int MaxPrefixLength = 60;
    public const int MaxLimit = 20;
    public const int DefaultLimit = 8;
}
