using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;

namespace SmeFunctions.Pages.Search;

/// <summary>The content of a search page.</summary>
public sealed record SearchContent
{
    /// <summary>What the reader typed; empty before a search.</summary>
    public required string Text { get; init; }

    public long Total { get; init; }

    /// <summary>Whether the results have only some of the words.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The search with corrected words.</summary>
    public PageLink? Suggestion { get; init; }

    public IReadOnlyList<SearchStory> Stories { get; init; } = [];

    /// <summary>The orders of the results; the current one has no path.</summary>
    public IReadOnlyList<SearchChoice> Orders { get; init; } = [];

    /// <summary>Filters by section, year and source.</summary>
    public IReadOnlyList<SearchFilter> Filters { get; init; } = [];

    /// <summary>Path of the first page of results; <see langword="null"/> on the first page.</summary>
    public string? First { get; init; }

    /// <summary>Path of the next page of results.</summary>
    public string? Next { get; init; }

    /// <summary>The sections of the portal, for a reader who found nothing.</summary>
    public required IReadOnlyList<PageLink> Sections { get; init; }
}

/// <param name="Teaser">The article.</param>
/// <param name="Title">HTML with <c>mark</c> elements.</param>
/// <param name="Snippet">HTML with <c>mark</c> elements.</param>
public sealed record SearchStory(ArticleTeaser Teaser, string Title, string Snippet);

/// <param name="Key">The text key of its name.</param>
/// <param name="Path">The search with this choice; <see langword="null"/> for the current choice.</param>
public sealed record SearchChoice(string Key, string? Path);

/// <param name="Key">The text key of its name.</param>
/// <param name="Options">Its values.</param>
public sealed record SearchFilter(string Key, IReadOnlyList<SearchFilterOption> Options);

/// <param name="Text">The value's name.</param>
/// <param name="Count">Articles with it; <see langword="null"/> for the selected value.</param>
/// <param name="Path">The search with this value; for the selected value, the search without it.</param>
public sealed record SearchFilterOption(string Text, int? Count, string Path);
