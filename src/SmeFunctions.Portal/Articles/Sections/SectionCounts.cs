namespace SmeFunctions.Portal.Articles;

/// <summary>The article counts of a language.</summary>
public sealed record SectionCounts
{
    /// <summary>The id of the last list change before the count; empty if there was none.</summary>
    public required string Change { get; init; }

    /// <summary>Each section before the sections below it.</summary>
    public required IReadOnlyList<SectionCount> Sections { get; init; }

    /// <summary>The articles in parts that a request can read; newest first.</summary>
    public required IReadOnlyList<SitemapPart> Parts { get; init; }
}

/// <summary>The count of a section.</summary>
/// <param name="Slug"><c>policy/finance</c>.</param>
/// <param name="Title">The title in its newest article.</param>
/// <param name="Articles">Articles in it and in the sections below.</param>
/// <param name="Newest">The position of the newest article.</param>
/// <param name="Stored">When the newest article's entry was written; <see langword="null"/> when its title could not be read.</param>
public sealed record SectionCount(string Slug, string Title, int Articles, string Newest, DateTimeOffset? Stored);

/// <summary>The articles of a month, or as many as one sitemap takes.</summary>
/// <param name="Year">Year of publication.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Number">1 for the newest part of the month.</param>
/// <param name="Articles">The number of articles.</param>
/// <param name="Last">The position of the oldest article.</param>
/// <param name="Hash">Changes when any of the articles changes.</param>
/// <param name="Changed">When a count found a change, UTC.</param>
public sealed record SitemapPart(int Year, int Month, int Number, int Articles, string Last, string Hash, DateTimeOffset Changed);
