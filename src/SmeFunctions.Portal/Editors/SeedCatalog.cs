using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Editors;

/// <summary>
/// All seeds with their status, in memory, for lists that are filtered and sorted in any way. The first read takes one call per 1,000 seeds, each further one a
/// query for what changed.
/// </summary>
public sealed class SeedCatalog(SeedStatusStore statusStore, TimeProvider time) : IDisposable
{
    /// <summary>A write may be seen later than one with a newer timestamp.</summary>
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(5);

    /// <summary>How long after a change that is possible.</summary>
    private static readonly TimeSpan _unsettled = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, SeedListItem> _items = [];
    private volatile IReadOnlyList<SeedListItem> _list = [];

    // The newest timestamp that storage has given, and when it was first seen by this machine's clock.
    private DateTimeOffset? _newest;
    private long _newestSeen;

    /// <summary>Gets all seeds, in no order; changes that storage has answered before the call are in it.</summary>
    public async Task<IReadOnlyList<SeedListItem>> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var started = time.GetTimestamp();
            var since = time.GetElapsedTime(_newestSeen, started) > _unsettled ? _newest : _newest - _overlap;
            var newest = _newest;
            var isChanged = false;
            await foreach (var record in statusStore.ReadChangedAsync(since, cancellationToken))
            {
                var item = SeedListItem.Create(record);
                isChanged |= !_items.TryGetValue(item.Name.Value, out var known) || known != item;
                _items[item.Name.Value] = item;
                newest = newest is null || record.Updated > newest ? record.Updated : newest;
            }

            // After all of it was read: a failure in between must not lose changes.
            if (newest != _newest)
            {
                (_newest, _newestSeen) = (newest, started);
            }

            return isChanged ? _list = [.. _items.Values] : _list;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

/// <summary>What sort of seed it is.</summary>
public enum SeedKind
{
    Document,

    /// <summary>An image or an attachment.</summary>
    File,

    /// <summary>The metadata file of a document.</summary>
    Metadata,

    /// <summary>A message of the queue that names no seed.</summary>
    Message,
}

/// <summary>A seed in a list.</summary>
public sealed record SeedListItem
{
    public required SeedName Name { get; init; }

    public required SeedKind Kind { get; init; }

    public required SeedStatus Status { get; init; }

    public required bool IsOnline { get; init; }

    public string? Title { get; init; }

    public string? Slug { get; init; }

    public string? Lang { get; init; }

    /// <summary>The slug of the section, if the article is online.</summary>
    public string? Section { get; init; }

    /// <summary>The day of publication, if the article is online.</summary>
    public DateOnly? Published { get; init; }

    public string? Error { get; init; }

    public required int Warnings { get; init; }

    public DateTimeOffset? Due { get; init; }

    public DateTimeOffset? Updated { get; init; }

    /// <summary>How much it needs an editor: 0 comes first.</summary>
    public int Attention => Status switch
    {
        SeedStatus.Failed => 0,
        SeedStatus.Rejected => 1,
        SeedStatus.Queued => 2,
        SeedStatus.Published when Warnings > 0 => 3,
        SeedStatus.Scheduled => 4,
        SeedStatus.Draft => 5,
        SeedStatus.Published => 6,
        SeedStatus.Expired => 7,
        _ => 8,
    };

    public static SeedListItem Create(SeedRecord record)
    {
        string? section = null;
        DateOnly? published = null;
        foreach (var entry in record.ArticleState.Entries)
        {
            if (ArticleKeys.TryParseListKey(entry.Key, out var part, out _, out var day))
            {
                published = day;
                // The article is in the lists of all sections above its own; the longest is its own.
                section = part is not null && part.Length > (section?.Length ?? 0) ? part : section;
            }
        }

        return new SeedListItem
        {
            Name = record.Name,
            Kind = record.IsMessage ? SeedKind.Message
                : DocumentMetadata.IsName(record.Name.Value) ? SeedKind.Metadata
                : record.IsFile ? SeedKind.File
                : SeedKind.Document,
            Status = record.Status,
            IsOnline = record.IsOnline,
            Title = record.Title,
            Slug = record.Slug,
            Lang = record.Lang,
            Section = section,
            Published = published,
            Error = record.Error?.Message,
            Warnings = record.Warnings.Count,
            Due = record.Due,
            Updated = record.Updated,
        };
    }
}
