namespace SmeFunctions.Portal.Articles;

/// <summary>A published article, as it is stored. What is not required may be missing in one that an older version of the portal stored.</summary>
public sealed record Article
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    /// <summary>The language with its script where it matters: <c>zh-Hans</c>, <c>zh-Hant</c>, <c>en</c>. <see cref="Lang"/> is the site's.</summary>
    public string LangTag { get => field ?? Lang; init; }

    public required string Title { get; init; }

    /// <summary>The day of publication, in the portal's time zone.</summary>
    public required DateOnly Published { get; init; }

    /// <summary>Who the article is from, in the document's words; <see langword="null"/> when it does not say.</summary>
    public string? Source { get; init; }

    /// <summary>Who wrote it, in the document's words; <see langword="null"/> when it does not say.</summary>
    public string? Author { get; init; }

    /// <summary>What it is about, in the document's words.</summary>
    public IReadOnlyList<string> Tags { get => field ?? []; init; }

    /// <summary>Words, and characters of scripts that do not part words.</summary>
    public int Words { get; init; }

    /// <summary>1 at least.</summary>
    public int ReadingMinutes { get => Math.Max(field, 1); init; }

    public required Section Section { get; init; }

    /// <summary>From the site's root to the section, as the document names them.</summary>
    public required IReadOnlyList<string> Breadcrumb { get; init; }

    /// <summary>The first sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>The body, safe to put into a page.</summary>
    public required string Html { get; init; }

    /// <summary>The body's paragraphs, parted by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>When the document behind it was last changed, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }

    public required IReadOnlyList<Translation> Translations { get; init; }
}

/// <summary>A place in the portal.</summary>
/// <param name="Slug">The titles' slugs from the top section down, parted by <c>/</c>: <c>policy/finance</c>.</param>
/// <param name="Title">As the document names it.</param>
public sealed record Section(string Slug, string Title);

/// <summary>The same article in another language.</summary>
public sealed record Translation(string Lang, string Slug);

/// <summary>What a list shows of an article.</summary>
public sealed record ArticleSummary
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    public string LangTag { get => field ?? Lang; init; }

    public required string Title { get; init; }

    public required DateOnly Published { get; init; }

    public string? Source { get; init; }

    public string? Author { get; init; }

    public IReadOnlyList<string> Tags { get => field ?? []; init; }

    public int Words { get; init; }

    public int ReadingMinutes { get => Math.Max(field, 1); init; }

    public required Section Section { get; init; }

    public required string Summary { get; init; }

    /// <summary>When the document behind it was last changed, UTC; <see langword="null"/> in rows of an older version of the portal.</summary>
    public DateTimeOffset? Updated { get; init; }

    public required IReadOnlyList<Translation> Translations { get; init; }

    public static ArticleSummary FromArticle(Article article) => new()
    {
        Slug = article.Slug,
        Lang = article.Lang,
        LangTag = article.LangTag,
        Title = article.Title,
        Published = article.Published,
        Source = article.Source,
        Author = article.Author,
        Tags = article.Tags,
        Words = article.Words,
        ReadingMinutes = article.ReadingMinutes,
        Section = article.Section,
        Summary = article.Summary,
        Updated = article.Updated,
        Translations = article.Translations,
    };
}
