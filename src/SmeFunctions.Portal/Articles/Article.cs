using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>A published article as it is stored. A property that is not required may be missing in articles that an older version stored.</summary>
public sealed record Article
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    /// <summary>
    /// The language with its script where it matters: <c>zh-Hans</c>, <c>zh-Hant</c>, <c>en</c>. <see cref="Lang"/> is the language of the site.
    /// </summary>
    public string LangTag { get => field ?? Lang; init; }

    public required string Title { get; init; }

    /// <summary>The day of publication in the portal's time zone.</summary>
    public required DateOnly Published { get; init; }

    /// <summary>The source that the document states; <see langword="null"/> when it states none.</summary>
    public string? Source { get; init; }

    /// <summary>The author that the document states; <see langword="null"/> when it states none.</summary>
    public string? Author { get; init; }

    /// <summary>The tags that the document states.</summary>
    public IReadOnlyList<string> Tags { get => field ?? []; init; }

    /// <summary>Words; in scripts without spaces, characters.</summary>
    public int Words { get; init; }

    /// <summary>At least 1.</summary>
    public int ReadingMinutes { get => Math.Max(field, 1); init; }

    public required Section Section { get; init; }

    /// <summary>Section titles from the root of the site, as the document states them.</summary>
    public required IReadOnlyList<string> Breadcrumb { get; init; }

    /// <summary>The first sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>The body as sanitized HTML.</summary>
    public required string Html { get; init; }

    /// <summary>The paragraphs of the body, separated by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>When the document was last changed, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }

    public required IReadOnlyList<Translation> Translations { get; init; }

    /// <summary>The register entry of an official notice; <see langword="null"/> for other articles.</summary>
    public OfficialNotice? Document { get; init; }

    /// <summary>The files that it offers for download.</summary>
    public IReadOnlyList<ArticleAttachment> Attachments { get => field ?? []; init; }
}

/// <summary>A file that an article offers for download.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Url">Its address, relative to the site.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Type">Its media type.</param>
public sealed record ArticleAttachment(string Name, string Url, long Bytes, string Type);

/// <summary>A section of the portal.</summary>
/// <param name="Slug">The slugs of the titles from the top section down, separated by <c>/</c>: <c>policy/finance</c>.</param>
/// <param name="Title">The title in the document.</param>
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

    /// <summary>When the document was last changed, UTC; <see langword="null"/> in entities of an older version.</summary>
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
