namespace SmeFunctions.Portal.Articles;

/// <summary>What was counted of a language's articles at some moment.</summary>
public sealed record SectionCounts
{
    /// <summary>The last change of the lists before they were counted; empty for one that was never noted.</summary>
    public required string Change { get; init; }

    /// <summary>Each before those that are in it.</summary>
    public required IReadOnlyList<SectionCount> Sections { get; init; }

    /// <summary>The articles in parts that a request can read; newest first.</summary>
    public required IReadOnlyList<SitemapPart> Parts { get; init; }
}

/// <summary>A section and what is in it.</summary>
/// <param name="Slug"><c>policy/finance</c>.</param>
/// <param name="Title">What its newest article calls it.</param>
/// <param name="Articles">How many are in it and in the sections below.</param>
/// <param name="Newest">The newest article's place.</param>
/// <param name="Stored">When that one's row was last written; <see langword="null"/> when its title could not be read.</param>
public sealed record SectionCount(string Slug, string Title, int Articles, string Newest, DateTimeOffset? Stored);

/// <summary>Articles of a month, or as many of them as fit into one answer.</summary>
/// <param name="Year">Of their publication.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Number">1 for the newest of the month.</param>
/// <param name="Articles">How many there are.</param>
/// <param name="Last">The place of the oldest.</param>
/// <param name="Hash">Changes when any of them does.</param>
/// <param name="Changed">When a count found it changed, UTC.</param>
public sealed record SitemapPart(int Year, int Month, int Number, int Articles, string Last, string Hash, DateTimeOffset Changed);
