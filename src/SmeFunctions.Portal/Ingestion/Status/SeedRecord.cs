using Azure;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

public enum SeedStatus
{
    /// <summary>The current version is not ingested yet.</summary>
    Queued,

    /// <summary>Readers see it.</summary>
    Published,

    /// <summary>It cannot be an article; the error says why. The last good version stays online.</summary>
    Rejected,

    /// <summary>The app failed on the last attempt.</summary>
    Failed,

    /// <summary>The document was deleted, and its article taken down.</summary>
    Removed,

    /// <summary>The document is a draft; readers do not see it.</summary>
    Draft,

    /// <summary>Readers see it from a time on that the document states.</summary>
    Scheduled,

    /// <summary>The time until which readers saw it is over.</summary>
    Expired,
}

/// <summary>An uploaded image or attachment.</summary>
/// <param name="Name">Its name in the container <c>media</c>.</param>
/// <param name="Width">Pixels; 0 for an attachment.</param>
/// <param name="Height">Pixels; 0 for an attachment.</param>
public sealed record SeedMedia(string Name, int Width, int Height)
{
    /// <summary>Its size in bytes; <see langword="null"/> in records of an older version.</summary>
    public long? Bytes { get; init; }
}

/// <summary>An uploaded image or attachment that a document uses.</summary>
/// <param name="Name">Name of its seed.</param>
/// <param name="Media">What the article shows: a name in the container <c>media</c>; <see langword="null"/> when it was missing.</param>
public sealed record SeedFile(string Name, string? Media);

/// <summary>The status of a seed: an entity of the table <c>Seeds</c>.</summary>
public sealed record SeedRecord
{
    /// <summary>Length in bytes.</summary>
    public const int PreviewKeyLength = 32;

    /// <summary>The start of the names of records of invalid messages.</summary>
    public const string MessagesPrefix = "$messages/";

    public required SeedName Name { get; init; }

    /// <summary>Whether the record is about an invalid message.</summary>
    public bool IsMessage => Name.Value.StartsWith(MessagesPrefix, StringComparison.Ordinal);

    /// <summary>The outcome of the version <see cref="SeedETag"/>.</summary>
    public SeedStatus Status { get; init; } = SeedStatus.Queued;

    /// <summary>The version that <see cref="Status"/> is about; <see langword="null"/> when none was fully ingested.</summary>
    public string? SeedETag { get; init; }

    /// <summary>Created at the first publication, and kept forever.</summary>
    public string? Slug { get; init; }

    public string? Lang { get; init; }

    public string? Title { get; init; }

    /// <summary>The last known state of the article in storage.</summary>
    public StoredArticleState ArticleState { get; init; } = StoredArticleState.None;

    /// <summary>Whether readers can get the article. A rejected new version does not change this.</summary>
    public bool IsOnline { get; init; }

    /// <summary>The translations that the article mentions.</summary>
    public IReadOnlyList<Translation> Translations { get; init; } = [];

    /// <summary>The document that the last version stated as its original.</summary>
    public SeedName? TranslationOf { get; init; }

    /// <summary>Where the document is linked into another group: one link at most, more while it changes.</summary>
    public IReadOnlyList<TranslationLink> TranslationLinks { get; init; } = [];

    /// <summary>Groups that the document was linked into before. The reconciler makes sure that their members were notified.</summary>
    public IReadOnlyList<string> FormerLinkTargets { get; init; } = [];

    /// <summary>The former slugs that lead to the article, and those that are changing.</summary>
    public IReadOnlyList<SeedAlias> Aliases { get; init; } = [];

    /// <summary>When the same version has another outcome, UTC: it is published, taken down, or tried again after a failure.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Signs preview links of this document; created when it is first hidden.</summary>
    public byte[]? PreviewKey { get; init; }

    /// <summary>The last good version, if the seed is an image or an attachment.</summary>
    public SeedMedia? Media { get; init; }

    /// <summary>Whether it is or was an image or an attachment, so that documents may use it.</summary>
    public bool IsFile { get; init; }

    /// <summary>The uploaded images that the article uses.</summary>
    public IReadOnlyList<SeedFile> Images { get; init; } = [];

    /// <summary>The uploaded attachments that the article offers.</summary>
    public IReadOnlyList<SeedFile> Attachments { get; init; } = [];

    /// <summary>All uploaded files that the article uses.</summary>
    public IEnumerable<SeedFile> Files => Images.Concat(Attachments);

    /// <summary>
    /// The version of the metadata file that was applied to the document, or of this file if it is one; <see langword="null"/> when there was none.
    /// </summary>
    public string? MetadataVersion { get; init; }

    /// <summary>The key of the newest entity of its versions; <see langword="null"/> when none was kept yet.</summary>
    public string? LastVersion { get; init; }

    /// <summary>The version that is stored with the next outcome; it is no column.</summary>
    public SeedVersion? NewVersion { get; init; }

    /// <summary>The visit count that the document stated at its first publication.</summary>
    public long? BaseVisits { get; init; }

    public DocumentError? Error { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Lines of the page around the article that were removed; the first ones, if there are many.</summary>
    public IReadOnlyList<RemovedLine> Removed { get; init; } = [];

    /// <summary>The warning about translations.</summary>
    public string? TranslationWarning => Warnings.FirstOrDefault(warning => warning.StartsWith(TranslationGroups.WarningStart, StringComparison.Ordinal));

    /// <summary>Failed attempts with the current version.</summary>
    public int Attempts { get; init; }

    /// <summary>When the first version was uploaded, UTC.</summary>
    public DateTimeOffset? Uploaded { get; init; }

    /// <summary>When this entity was last written, UTC.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The version of this entity; <see langword="null"/> when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Whether the seed must be ingested although it did not change.</summary>
    public bool IsDue(DateTimeOffset now) => Due <= now;

    /// <summary>Whether the outcome of this version is recorded and nothing is left to do.</summary>
    public bool IsSettled(string? version, DateTimeOffset now) =>
        SeedETag == version
        && !IsDue(now)
        && (version is null
            ? Status is SeedStatus.Removed
            : Status is SeedStatus.Published or SeedStatus.Rejected or SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired);
}

/// <summary>
/// An entity in a group's partition: another document states that it is a translation of a member. It only says where to look; the other document's
/// record decides.
/// </summary>
/// <param name="To">The name of a member of the group.</param>
/// <param name="ETag">Its version; <see langword="null"/> when it may not exist.</param>
public sealed record TranslationLink(string To, string? ETag = null)
{
    public bool IsInGroupOf(SeedName name) => SeedName.FromBlobName(To).TranslationGroup == name.TranslationGroup;
}
