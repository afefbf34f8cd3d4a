namespace SmeFunctions.Portal.Articles;

/// <summary>One of the lists of a language that an article stands in.</summary>
/// <param name="Kind">What it is a list of.</param>
/// <param name="Value">The slug of the section, tag or source; <see langword="null"/> for the list of all.</param>
public readonly record struct ArticleList(ArticleListKind Kind, string? Value)
{
    public static ArticleList All => default;

    /// <summary>A section with what is below it.</summary>
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
