using System.Globalization;
using SmeFunctions.Portal.Ingestion.Readers;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>When readers may see a document, in UTC.</summary>
/// <param name="IsDraft">Not at all, until its editor says otherwise.</param>
/// <param name="From">From this moment on; <see langword="null"/> for at once.</param>
/// <param name="Until">Before this moment; <see langword="null"/> for ever.</param>
internal sealed record Timetable(bool IsDraft, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static Timetable Always { get; } = new(IsDraft: false, From: null, Until: null);

    /// <summary>Reads what a document says; moments without an offset are those of <paramref name="zone"/>.</summary>
    public static Timetable Of(SeedDocument document, TimeZoneInfo zone) =>
        new(document.IsDraft, document.PublishAt?.In(zone), document.UnpublishAt?.In(zone));

    /// <returns>Why nobody could ever see the document; <see langword="null"/> when somebody can.</returns>
    public SeedError? FindContradiction() =>
        Until <= From
            ? new SeedError(
                "unpublished-before-published",
                $"'unpublishAt' ({Text(Until.Value)}) is not after 'publishAt' ({Text(From.Value)}): nobody would ever see the document.")
            : null;

    /// <summary>What is to become of the document at a moment, and when that changes next.</summary>
    public (SeedStatus Status, DateTimeOffset? Due) At(DateTimeOffset now) =>
        IsDraft ? (SeedStatus.Draft, null)
        : Until <= now ? (SeedStatus.Expired, null)
        : From > now ? (SeedStatus.Scheduled, From)
        : (SeedStatus.Published, Until);

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
