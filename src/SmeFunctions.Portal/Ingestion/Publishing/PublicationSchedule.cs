using System.Globalization;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>When readers may see a document, in UTC.</summary>
/// <param name="IsDraft">Not at all, until its editor says otherwise.</param>
/// <param name="From">From this moment on; <see langword="null"/> for at once.</param>
/// <param name="Until">Before this moment; <see langword="null"/> for ever.</param>
public sealed record PublicationSchedule(bool IsDraft, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static PublicationSchedule Always { get; } = new(IsDraft: false, From: null, Until: null);

    /// <summary>Reads what a document says; moments without an offset are those of <paramref name="zone"/>.</summary>
    public static PublicationSchedule Create(ParsedDocument document, TimeZoneInfo zone) =>
        new(document.IsDraft, document.PublishAt?.ToOffset(zone), document.UnpublishAt?.ToOffset(zone));

    /// <returns>Why nobody could ever see the document; <see langword="null"/> when somebody can.</returns>
    public DocumentError? FindContradiction() =>
        Until <= From
            ? new DocumentError(
                "unpublished-before-published",
                $"'unpublishAt' ({Format(Until.Value)}) is not after 'publishAt' ({Format(From.Value)}): nobody would ever see the document.")
            : null;

    /// <summary>What is to become of the document at a moment, and when that changes next.</summary>
    public (SeedStatus Status, DateTimeOffset? Due) GetStatus(DateTimeOffset now) =>
        IsDraft ? (SeedStatus.Draft, null)
        : Until <= now ? (SeedStatus.Expired, null)
        : From > now ? (SeedStatus.Scheduled, From)
        : (SeedStatus.Published, Until);

    private static string Format(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
