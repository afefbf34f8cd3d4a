using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Notifications;

/// <summary>
/// Gives each consumer the changes after its position, which is a row <c>consumers, {name}</c> of the table <c>Changes</c>. The position is stored when the
/// changes were handled, if nobody stored another one meanwhile.
/// </summary>
public sealed partial class ChangeDispatcher(ContentAccount account, ChangeLog log, IEnumerable<IChangeConsumer> consumers, TimeProvider time, ILogger<ChangeDispatcher> logger)
{
    private const string Partition = "consumers";
    private const int PageSize = 200;

    /// <summary>A consumer that is new begins with what led to its first message, not with the whole log.</summary>
    private static readonly TimeSpan _firstChanges = TimeSpan.FromMinutes(10);

    /// <summary>Gets the consumers that have somebody to tell.</summary>
    public async Task<IReadOnlyList<string>> FindEnabledAsync(CancellationToken cancellationToken)
    {
        var enabled = new List<string>();
        foreach (var consumer in consumers)
        {
            if (await consumer.IsEnabledAsync(cancellationToken))
            {
                enabled.Add(consumer.Name);
            }
        }

        return enabled;
    }

    /// <summary>Gives a consumer all changes after its position.</summary>
    public async Task DispatchAsync(string name, CancellationToken cancellationToken)
    {
        if (consumers.FirstOrDefault(consumer => consumer.Name == name) is not { } consumer || !await consumer.IsEnabledAsync(cancellationToken))
        {
            // It was switched off.
            return;
        }

        var row = await account.ChangesTable.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancellationToken);
        var etag = row.HasValue ? row.Value!.ETag : (ETag?)null;
        ChangeCursor? position = row.HasValue && ChangeCursor.TryParse(row.Value!.GetString("Cursor"), out var cursor) ? cursor : null;
        var earliest = position is null ? time.GetUtcNow() - _firstChanges : DateTimeOffset.MinValue;

        // The same for all pages: an article that was published in the range of an earlier page, and changed since, is on a later one only.
        var since = position?.Sequence ?? 0;
        while (true)
        {
            if (await log.ReadAsync(position, PageSize, cancellationToken) is not { } page)
            {
                // The table was lost, and another log has begun. It has all articles as new ones, which the consumer knows.
                LogOtherLog(name);
                (position, earliest, since) = (null, time.GetUtcNow() - _firstChanges, 0);
                continue;
            }

            var changes = page.Changes.Where(change => change.At >= earliest).ToList();
            since = Math.Max(since, page.Changes.LastOrDefault(change => change.At < earliest)?.Sequence ?? 0);
            if (changes.Count > 0)
            {
                await consumer.HandleAsync(changes, since, cancellationToken);
            }

            position = page.Next;
            if ((changes.Count > 0 || !page.HasMore) && (etag = await SaveAsync(name, page.Next, etag, cancellationToken)) is null)
            {
                // Another instance was faster, and goes on.
                return;
            }

            if (!page.HasMore)
            {
                return;
            }
        }
    }

    private async Task<ETag?> SaveAsync(string name, ChangeCursor position, ETag? etag, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, name) { ["Cursor"] = position.ToString() };
        try
        {
            var answer = etag is { } known
                ? await account.ChangesTable.UpdateEntityAsync(row, known, TableUpdateMode.Replace, cancellationToken)
                : await account.ChangesTable.AddEntityAsync(row, cancellationToken);
            return answer.Headers.ETag;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The log of changes is another one than '{Consumer}' has read; it goes on with the last minutes")]
    private partial void LogOtherLog(string consumer);
}
