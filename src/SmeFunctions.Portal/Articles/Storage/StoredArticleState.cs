using System.Text.Json.Serialization;
using Azure;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// The known state of an article in storage. Writes are conditional on it, so a writer with an outdated state fails and starts over.
/// </summary>
/// <param name="ETag">Version of the blob; <see langword="null"/> when there is none.</param>
/// <param name="Entries">Entities; one without a version may or may not exist.</param>
public sealed record StoredArticleState(ETag? ETag, IReadOnlyList<ListEntry> Entries)
{
    public static StoredArticleState None { get; } = new(ETag: null, []);

    /// <summary>
    /// Announced entries that did not exist when they were read. A slow writer may still create them until the guard changes, so they are remembered
    /// until then.
    /// </summary>
    public IReadOnlyList<ListEntry> AbsentEntries { get; init; } = [];

    /// <summary>Whether the state was read from storage. The status store does not know it.</summary>
    public bool IsInspected { get; init; }

    /// <summary>Whether readers could once get the article.</summary>
    public bool WasPublic { get; init; }

    /// <summary>Whether an interrupted write may have left entities that are not known.</summary>
    public bool IsUncertain => Entries.Any(row => row.ETag is null);

    /// <summary>Whether a list contains the article, or may contain it.</summary>
    public bool IsListed => Entries.Any(row => !row.IsGuard);
}

/// <summary>A list entry, or the guard of an article.</summary>
/// <param name="Lang">Its partition.</param>
/// <param name="Key">Its row key; see <see cref="ArticleKeys"/>.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it may or may not exist.</param>
public sealed record ListEntry(string Lang, string Key, string? ETag = null)
{
    [JsonIgnore]
    public bool IsGuard => ArticleKeys.IsGuardKey(Key);

    /// <exception cref="InvalidOperationException">The entity was not read.</exception>
    public ETag GetRequiredETag() => ETag is null ? throw new InvalidOperationException($"The row '{Key}' was not looked for.") : new ETag(ETag);
}
