using System.Globalization;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>When readers may see a document, UTC.</summary>
/// <param name="IsDraft">Whether it is hidden until an editor changes it.</param>
/// <param name="From">When it appears; <see langword="null"/> for now.</param>
/// <param name="Until">When it disappears; <see langword="null"/> for never.</param>
public sealed record PublicationSchedule(bool IsDraft, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static PublicationSchedule Always { get; } = new(IsDraft: false, From: null, Until: null);

    /// <summary>Reads the schedule of a document. A time without an offset is in <paramref name="zone"/>.</summary>
    public static PublicationSchedule Create(ParsedDocument document, TimeZoneInfo zone) =>
        new(document.IsDraft, document.PublishAt?.ToOffset(zone), document.UnpublishAt?.ToOffset(zone));

    /// <returns>Why nobody could ever see the document; <see langword="null"/> when somebody can.</returns>
    public DocumentError? FindContradiction() =>
        Until <= From
            ? new DocumentError(
                "unpublished-before-published",
                $"'unpublishAt' ({Format(Until.Value)}) is not after 'publishAt' ({Format(From.Value)}): nobody would ever see the document.")
            : null;

    /// <summary>Gets the outcome at a given time, and the time of the next change.</summary>
    public (SeedStatus Status, DateTimeOffset? Due) GetStatus(DateTimeOffset now) =>
        IsDraft ? (SeedStatus.Draft, null)
        : Until <= now ? (SeedStatus.Expired, null)
        : From > now ? (SeedStatus.Scheduled, From)
        : (SeedStatus.Published, Until);

    private static string Format(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
