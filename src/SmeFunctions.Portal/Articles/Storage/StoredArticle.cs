using Azure;

namespace SmeFunctions.Portal.Articles;

/// <summary>What a look for an article found.</summary>
/// <param name="Article">The article, if there is one.</param>
/// <param name="ETag">Its version.</param>
/// <param name="IsGone">Whether there was one that was taken down.</param>
public sealed record StoredArticle(Article? Article, ETag ETag, bool IsGone = false)
{
    /// <summary>The slug of the article that this is an old slug of.</summary>
    public string? AliasOf { get; init; }

    public static StoredArticle Gone { get; } = new(Article: null, default, IsGone: true);

    public static StoredArticle Unknown { get; } = new(Article: null, default);
}
