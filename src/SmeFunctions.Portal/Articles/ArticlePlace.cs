using Azure;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Where an article stands in storage and in which version, as far as is known. Writes are conditional on it, so that whoever
/// works from an older view of things is refused and looks again.
/// </summary>
/// <param name="ETag">Version of the blob; <see langword="null"/> when there is none.</param>
/// <param name="Rows">List rows; those without a version may or may not be there.</param>
internal sealed record ArticlePlace(ETag? ETag, IReadOnlyList<ListRow> Rows)
{
    public static ArticlePlace Nowhere { get; } = new(ETag: null, []);

    /// <summary>Whether a write that was under way when its process ended may have left more than is known.</summary>
    public bool IsUncertain => Rows.Any(row => row.ETag is null);
}

/// <summary>A row of a list.</summary>
/// <param name="Lang">Its partition.</param>
/// <param name="Key">Its key; see <see cref="ArticleKeys"/>.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it may or may not be there.</param>
internal sealed record ListRow(string Lang, string Key, string? ETag = null)
{
    /// <exception cref="InvalidOperationException">Nobody looked whether the row is there.</exception>
    public ETag Expected() => ETag is null ? throw new InvalidOperationException($"The row '{Key}' was not looked for.") : new ETag(ETag);
}
