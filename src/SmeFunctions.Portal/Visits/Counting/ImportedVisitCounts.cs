using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Stores the visit counts that documents state.</summary>
internal sealed class ImportedVisitCounts(TableClient table, VisitOptions options, VisitClock clock)
{
    /// <summary>One at a time per partition: all change the head, and would conflict.</summary>
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, VisitKeys.Partitions).Select(_ => new SemaphoreSlim(1))];

    public async Task<bool> SetAsync(string slug, long visits, CancellationToken cancellationToken)
    {
        var index = VisitKeys.GetPartition(slug);
        await _locks[index].WaitAsync(cancellationToken);
        try
        {
            return await SetAsync(VisitKeys.GetPartitionName(index), slug, visits, cancellationToken);
        }
        finally
        {
            _locks[index].Release();
        }
    }

    private async Task<bool> SetAsync(string partition, string slug, long visits, CancellationToken cancellationToken)
    {
        var watch = clock.Start();
        for (var failures = 1; ; failures++)
        {
            try
            {
                // Read again for each attempt: an imported count that exists, whoever stored it, is final.
                var total = await VisitEntities.FindAsync(table, partition, VisitKeys.GetTotalKey(slug), null, cancellationToken);
                if (total?.GetInt64(VisitEntities.Base) is { } present)
                {
                    return present == visits;
                }

                await TrySetAsync(partition, slug, visits, total, cancellationToken);
                return true;
            }
            catch (Exception exception) when (VisitEntities.IsStorageFailure(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (watch.Elapsed >= options.WriteDeadline)
                {
                    throw new VisitsUnavailableException(options.RetryAfter, exception);
                }

                await Task.Delay(options.GetRetryDelay(failures), clock.Time, cancellationToken);
            }
        }
    }

    private async Task TrySetAsync(string partition, string slug, long visits, TableEntity? total, CancellationToken cancellationToken)
    {
        var head = await VisitEntities.FindAsync(table, partition, VisitKeys.Head, null, cancellationToken);
        var ranking = VisitRanking.Read(head);
        var sequence = (head is null ? 0 : VisitEntities.GetLong(head, VisitEntities.Sequence)) + 1;

        var newHead = new TableEntity(partition, VisitKeys.Head) { [VisitEntities.Sequence] = sequence };
        var newTotal = total ?? new TableEntity(partition, VisitKeys.GetTotalKey(slug)) { [VisitEntities.Visits] = 0L };
        newTotal[VisitEntities.Base] = visits;
        newTotal[VisitEntities.Sequence] = sequence;
        var all = visits + VisitEntities.GetLong(newTotal, VisitEntities.Visits);
        if (all > 0)
        {
            var days = total is null ? [] : await VisitCompactor.ReadDaysAsync(table, partition, slug, clock.Today.AddDays(1 - VisitRanking.Days), cancellationToken);
            ranking.Entries[slug] = new(all, [.. days.Select(d => (d.Key, d.Value.Visits))]);
        }

        ranking.Write(newHead, clock.Today);
        List<TableTransactionAction> actions =
        [
            CreateConditionalAction(newHead, head?.ETag),
            CreateConditionalAction(newTotal, total?.ETag),
            // An upsert is safe: the entity only tells other processes to read the total, and the head is written under its ETag.
            new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, VisitKeys.GetWriterKey(slug, VisitKeys.BaseNotice))
            {
                [VisitEntities.Base] = visits,
                [VisitEntities.Sequence] = sequence,
                [VisitEntities.CompactedAt] = clock.Time.GetUtcNow(),
            }),
        ];
        VisitEntities.CheckTransaction(actions);
        await table.SubmitTransactionAsync(actions, cancellationToken);
    }

    internal static TableTransactionAction CreateConditionalAction(TableEntity entity, ETag? etag) => etag is { } match
        ? new(TableTransactionActionType.UpdateReplace, entity, match)
        : new(TableTransactionActionType.Add, entity);
}
