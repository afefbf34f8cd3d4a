using Azure;

namespace SmeFunctions.Portal.Articles;

/// <summary>The result of reading a slug.</summary>
/// <param name="Article">The article, if there is one.</param>
/// <param name="ETag">The version of its blob. It changes with every write.</param>
/// <param name="IsGone">Whether it was taken down.</param>
public sealed record StoredArticle(Article? Article, ETag ETag, bool IsGone = false)
{
    /// <summary>The version of its content. A rebuild that writes the same article again does not change it.</summary>
    public string ContentVersion { get; init; } = "";

    /// <summary>The current slug, when this is a former one.</summary>
    public string? AliasOf { get; init; }

    public static StoredArticle Gone { get; } = new(Article: null, default, IsGone: true);

    public static StoredArticle Unknown { get; } = new(Article: null, default);
}
