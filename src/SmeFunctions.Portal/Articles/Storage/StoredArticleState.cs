using System.Text.Json.Serialization;
using Azure;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Where an article stands in storage and in which version, as far as is known. Writes are conditional on it, so that whoever
/// works from an older view of things is refused and looks again.
/// </summary>
/// <param name="ETag">Version of the blob; <see langword="null"/> when there is none.</param>
/// <param name="Entries">Rows; those without a version may or may not be there.</param>
public sealed record StoredArticleState(ETag? ETag, IReadOnlyList<ListEntry> Entries)
{
    public static StoredArticleState None { get; } = new(ETag: null, []);

    /// <summary>
    /// Rows that were announced and were not there when looked for. A slow writer may add them yet, until the guard beside them is
    /// changed; so they are forgotten only then.
    /// </summary>
    public IReadOnlyList<ListEntry> AbsentEntries { get; init; } = [];

    /// <summary>Whether storage itself was asked for this; the status store does not know.</summary>
    public bool IsInspected { get; init; }

    /// <summary>Whether readers could get the article at some time.</summary>
    public bool WasPublic { get; init; }

    /// <summary>Whether a write that was under way when its process ended may have left more than is known.</summary>
    public bool IsUncertain => Entries.Any(row => row.ETag is null);

    /// <summary>Whether a list has the article, or may have.</summary>
    public bool IsListed => Entries.Any(row => !row.IsGuard);
}

/// <summary>A row of a list, or the guard of an article's rows.</summary>
/// <param name="Lang">Its partition.</param>
/// <param name="Key">Its key; see <see cref="ArticleKeys"/>.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it may or may not be there.</param>
public sealed record ListEntry(string Lang, string Key, string? ETag = null)
{
    [JsonIgnore]
    public bool IsGuard => ArticleKeys.IsGuardKey(Key);

    /// <exception cref="InvalidOperationException">Nobody looked whether the row is there.</exception>
    public ETag GetRequiredETag() => ETag is null ? throw new InvalidOperationException($"The row '{Key}' was not looked for.") : new ETag(ETag);
}
