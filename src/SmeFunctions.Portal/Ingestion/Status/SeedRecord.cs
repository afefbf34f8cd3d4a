using Azure;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

public enum SeedStatus
{
    /// <summary>Not looked at yet, in its present version.</summary>
    Queued,

    /// <summary>Readers see it.</summary>
    Published,

    /// <summary>It cannot be an article, and says why; the last good version, if any, stays.</summary>
    Rejected,

    /// <summary>Something of ours went wrong too often.</summary>
    Failed,

    /// <summary>The document is gone, and so is its article.</summary>
    Removed,

    /// <summary>The document says that it is a draft; readers do not see it.</summary>
    Draft,

    /// <summary>Readers see it from a moment on that the document states.</summary>
    Scheduled,

    /// <summary>The moment until which readers were to see it is past.</summary>
    Expired,
}

/// <summary>The image that a seed is.</summary>
/// <param name="Name">In the container <c>media</c>.</param>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
public sealed record SeedMedia(string Name, int Width, int Height);

/// <summary>An image beside a document.</summary>
/// <param name="Name">Of its seed.</param>
/// <param name="Media">What the article shows of it: a name in the container <c>media</c>; <see langword="null"/> when it was not there.</param>
public sealed record SeedImage(string Name, string? Media);

/// <summary>What became of a seed: a row of the table <c>Seeds</c>.</summary>
public sealed record SeedRecord
{
    /// <summary>Bytes.</summary>
    public const int PreviewKeyLength = 32;

    /// <summary>Records of messages that named no seed are kept under names that begin so.</summary>
    public const string MessagesPrefix = "$messages/";

    public required SeedName Name { get; init; }

    /// <summary>Whether it speaks of a message that named no seed.</summary>
    public bool IsMessage => Name.Value.StartsWith(MessagesPrefix, StringComparison.Ordinal);

    /// <summary>What was found when <see cref="SeedETag"/> was looked at.</summary>
    public SeedStatus Status { get; init; } = SeedStatus.Queued;

    /// <summary>The version of the document that <see cref="Status"/> speaks of; <see langword="null"/> when none was seen through to the end.</summary>
    public string? SeedETag { get; init; }

    /// <summary>Made at the first publication; stays, whatever becomes of the document.</summary>
    public string? Slug { get; init; }

    public string? Lang { get; init; }

    public string? Title { get; init; }

    /// <summary>Where the article is, as far as is known.</summary>
    public StoredArticleState ArticleState { get; init; } = StoredArticleState.None;

    /// <summary>Whether readers can get the article, which outlives a rejected new version.</summary>
    public bool IsOnline { get; init; }

    /// <summary>What the article says of its translations.</summary>
    public IReadOnlyList<Translation> Translations { get; init; } = [];

    /// <summary>The document that its author says it is a translation of, as it was last published or kept back.</summary>
    public SeedName? TranslationOf { get; init; }

    /// <summary>Where others find it beside what it is a translation of: one place at the most, but for those that are being left or taken.</summary>
    public IReadOnlyList<TranslationLink> TranslationLinks { get; init; } = [];

    /// <summary>Names beside which it was found before, and is not any more: those there were to be told, and the reconciler sees to it.</summary>
    public IReadOnlyList<string> FormerLinkTargets { get; init; } = [];

    /// <summary>The old slugs that lead to the article, and those that are being taken or left.</summary>
    public IReadOnlyList<SeedAlias> Aliases { get; init; } = [];

    /// <summary>The next moment, UTC, at which the same document may come to another end: it goes online, is taken down, or is tried again after it failed.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Signs the links to previews of this document; made when it is first kept back.</summary>
    public byte[]? PreviewKey { get; init; }

    /// <summary>The last good version, where the seed is an image.</summary>
    public SeedMedia? Media { get; init; }

    /// <summary>Whether it is an image, or once was: documents may name it.</summary>
    public bool IsImage { get; init; }

    /// <summary>The images beside the document that the article names.</summary>
    public IReadOnlyList<SeedImage> Images { get; init; } = [];

    /// <summary>The visits that the document stated when it was first published.</summary>
    public long? BaseVisits { get; init; }

    public DocumentError? Error { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The one of them that speaks of translations.</summary>
    public string? TranslationWarning => Warnings.FirstOrDefault(warning => warning.StartsWith(TranslationGroups.WarningStart, StringComparison.Ordinal));

    /// <summary>Failed tries at the present version.</summary>
    public int Attempts { get; init; }

    /// <summary>When the first version was uploaded, UTC.</summary>
    public DateTimeOffset? Uploaded { get; init; }

    /// <summary>When this row was last written, UTC.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Version of this row; <see langword="null"/> when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Whether the document is to be looked at although it has not changed.</summary>
    public bool IsDue(DateTimeOffset now) => Due <= now;

    /// <summary>Whether it says what became of a version, and nothing is left to do about that.</summary>
    public bool IsSettled(string? version, DateTimeOffset now) =>
        SeedETag == version
        && !IsDue(now)
        && (version is null
            ? Status is SeedStatus.Removed
            : Status is SeedStatus.Published or SeedStatus.Rejected or SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired);
}

/// <summary>
/// A row beside the records of a group: another document says that it is a translation of one of them. It only says where to look; what
/// counts is that document's record.
/// </summary>
/// <param name="To">The name of one of the group.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it may or may not be there.</param>
public sealed record TranslationLink(string To, string? ETag = null)
{
    public bool IsInGroupOf(SeedName name) => SeedName.FromBlobName(To).TranslationGroup == name.TranslationGroup;
}
