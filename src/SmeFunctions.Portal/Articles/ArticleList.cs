namespace SmeFunctions.Portal.Articles;

/// <summary>One of the lists of a language that an article stands in.</summary>
/// <param name="Kind">What it is a list of.</param>
/// <param name="Value">The slug of the section, tag or source; <see langword="null"/> for the list of all.</param>
internal readonly record struct ArticleList(ArticleListKind Kind, string? Value)
{
    public static ArticleList All => default;

    /// <summary>A section with what is below it.</summary>
    public static ArticleList OfSection(string slug) => new(ArticleListKind.Section, slug);

    public static ArticleList OfTag(string slug) => new(ArticleListKind.Tag, slug);

    public static ArticleList OfSource(string slug) => new(ArticleListKind.Source, slug);
}

internal enum ArticleListKind
{
    All,
    Section,
    Tag,
    Source,
}
