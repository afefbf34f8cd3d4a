using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Numbers of visits taken over from documents.</summary>
internal sealed class VisitBases(TableClient table, VisitOptions options, VisitClock clock)
{
    /// <summary>One at a time in a partition: all change its head, and would only be in each other's way.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, VisitKeys.Partitions).Select(_ => new SemaphoreSlim(1))];

    public async Task<bool> SetAsync(string slug, long visits, CancellationToken cancellationToken)
    {
        var index = VisitKeys.PartitionOf(slug);
        await _turns[index].WaitAsync(cancellationToken);
        try
        {
            return await SetAsync(VisitKeys.Partition(index), slug, visits, cancellationToken);
        }
        finally
        {
            _turns[index].Release();
        }
    }

    private async Task<bool> SetAsync(string partition, string slug, long visits, CancellationToken cancellationToken)
    {
        var watch = clock.Start();
        for (var failures = 1; ; failures++)
        {
            try
            {
                // Read anew for each try: a base that is there, whoever stored it, is the end.
                var total = await VisitRows.FindAsync(table, partition, VisitKeys.Total(slug), null, cancellationToken);
                if (total?.GetInt64(VisitRows.Base) is { } present)
                {
                    return present == visits;
                }

                await TryAsync(partition, slug, visits, total, cancellationToken);
                return true;
            }
            catch (Exception exception) when (VisitRows.IsStorageFailure(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (watch.Elapsed >= options.WriteDeadline)
                {
                    throw new VisitsUnavailableException(options.RetryAfter, exception);
                }

                await Task.Delay(options.PauseAfter(failures), clock.Time, cancellationToken);
            }
        }
    }

    private async Task TryAsync(string partition, string slug, long visits, TableEntity? total, CancellationToken cancellationToken)
    {
        var head = await VisitRows.FindAsync(table, partition, VisitKeys.Head, null, cancellationToken);
        var ranking = VisitRanking.Read(head);
        var sequence = (head is null ? 0 : VisitRows.Long(head, VisitRows.Sequence)) + 1;

        var newHead = new TableEntity(partition, VisitKeys.Head) { [VisitRows.Sequence] = sequence };
        var newTotal = total ?? new TableEntity(partition, VisitKeys.Total(slug)) { [VisitRows.Visits] = 0L };
        newTotal[VisitRows.Base] = visits;
        newTotal[VisitRows.Sequence] = sequence;
        var all = visits + VisitRows.Long(newTotal, VisitRows.Visits);
        if (all > 0)
        {
            var days = total is null ? [] : await VisitFolder.DaysAsync(table, partition, slug, clock.Today.AddDays(1 - VisitRanking.Days), cancellationToken);
            ranking.Entries[slug] = new(all, [.. days.Select(d => (d.Key, d.Value.Visits))]);
        }

        ranking.Write(newHead, clock.Today);
        List<TableTransactionAction> actions =
        [
            Conditional(newHead, head?.ETag),
            Conditional(newTotal, total?.ETag),
            // No condition: the row only tells other processes to look, and whoever is here holds the head.
            new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, VisitKeys.Writer(slug, VisitKeys.BaseNotice))
            {
                [VisitRows.Base] = visits,
                [VisitRows.Sequence] = sequence,
                [VisitRows.FoldedAt] = clock.Time.GetUtcNow(),
            }),
        ];
        VisitRows.CheckTransaction(actions);
        await table.SubmitTransactionAsync(actions, cancellationToken);
    }

    internal static TableTransactionAction Conditional(TableEntity entity, ETag? etag) => etag is { } match
        ? new(TableTransactionActionType.UpdateReplace, entity, match)
        : new(TableTransactionActionType.Add, entity);
}
