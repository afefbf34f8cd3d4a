namespace SmeFunctions.Portal.Articles;

/// <summary>A list of articles in one language.</summary>
/// <param name="Kind">What the list contains.</param>
/// <param name="Value">The slug of the section, tag or source; <see langword="null"/> for the list of all articles.</param>
public readonly record struct ArticleList(ArticleListKind Kind, string? Value)
{
    public static ArticleList All => default;

    /// <summary>A section with the sections below it.</summary>
    public static ArticleList ForSection(string slug) => new(ArticleListKind.Section, slug);

    public static ArticleList ForTag(string slug) => new(ArticleListKind.Tag, slug);

    public static ArticleList ForSource(string slug) => new(ArticleListKind.Source, slug);
}

public enum ArticleListKind
{
    All,
    Section,
    Tag,
    Source,
}
