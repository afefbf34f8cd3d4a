using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Writes a batch of visits, and decides after a failure, an unclear response, or a deadline.</summary>
internal sealed partial class VisitPartition
{
    private async Task CommitAsync(List<PendingVisits> group, WriteSlot turn)
    {
        var batch = NewId();
        var began = clock.Start();
        // Visits that waited behind a failing write still get one attempt. The deadline starts now and is never longer than configured: a wall clock
        // that jumped during the wait, and jumps back, must not move it.
        var left = options.WriteDeadline - group[0].Since.Elapsed;
        var deadline = new VisitDeadline(began, left > options.AttemptTimeout ? left : options.AttemptTimeout);
        var known = LoadTotalsAsync(group, deadline);
        var verification = group.Exists(p => p.Row.IsUncertain) ? RowVerification.EachRow : RowVerification.None;
        var failures = 0;
        while (true)
        {
            if (IsOver(deadline))
            {
                await known;
                Refuse(group);
                return;
            }

            try
            {
                if (verification != RowVerification.None)
                {
                    if (await IsStoredAsync(group, batch, verification, deadline))
                    {
                        break;
                    }

                    verification = RowVerification.None;
                    // A read that took so long proves nothing about a missing entity.
                    continue;
                }

                await turn.AcquireAsync();
                await WriteAsync(group, batch, deadline);
                break;
            }
            catch (Exception exception) when (VisitEntities.IsStorageFailure(exception))
            {
                turn.Release();
                failures++;
                var conflict = VisitEntities.IsConflict(exception);
                verification = conflict || verification == RowVerification.EachRow ? RowVerification.EachRow : RowVerification.FirstRow;
                if (!conflict || failures > 1)
                {
                    LogRetry(logger, exception, name, failures);
                    await PauseAsync(failures, deadline);
                }
            }
        }

        turn.Release();
        if (telemetry is { MeasuresFlushes: true })
        {
            telemetry.VisitsFlushed(group.Sum(pending => (long)pending.Visits), began.Elapsed);
        }

        // An entity that was compacted meanwhile is in the total, which the counts must include.
        await known;
        do
        {
            if (!await LoadTotalsAsync(group, deadline))
            {
                Refuse(group);
                return;
            }
        }
        while (!TryComplete(group));
    }

    private enum RowVerification
    {
        None,

        /// <summary>No response: the first entity shows whether the whole transaction was stored.</summary>
        FirstRow,

        /// <summary>An entity is not in the state that the write required.</summary>
        EachRow,
    }

    private async Task WriteAsync(List<PendingVisits> group, string batch, VisitDeadline deadline)
    {
        var rows = new List<(TableEntity Entity, ETag? ETag)>(group.Count);
        lock (_gate)
        {
            foreach (var pending in group)
            {
                var row = pending.Row;
                var tried = row.Name ??= new WriterRowName(_writer, ++_rows);
                pending.AttemptedRow = tried;
                pending.AttemptedTotal = row.StoredVisits + pending.Visits;
                rows.Add((new TableEntity(name, VisitKeys.GetWriterKey(row.Article.Slug, tried))
                {
                    [VisitEntities.Batch] = batch,
                    [VisitEntities.Day] = row.Day,
                    [VisitEntities.Visits] = pending.AttemptedTotal,
                    [VisitEntities.Writer] = tried.Writer,
                    [VisitEntities.Sequence] = 0L,
                }, row.ETag));
            }
        }

        using var attempt = Try(deadline);
        if (rows is [var (entity, etag)])
        {
            // A transaction of one entity costs more than a plain write.
            var response = etag is { } match
                ? await table.UpdateEntityAsync(entity, match, TableUpdateMode.Replace, attempt.Token)
                : await table.AddEntityAsync(entity, attempt.Token);
            ApplyStored(group, _ => response.Headers.ETag);
            return;
        }

        var actions = rows.ConvertAll(row => row.ETag is { } match
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row.Entity, match)
            : new TableTransactionAction(TableTransactionActionType.Add, row.Entity));
        VisitEntities.CheckTransaction(actions);
        var responses = await table.SubmitTransactionAsync(actions, attempt.Token);
        ApplyStored(group, i => responses.Value[i].Headers.ETag);
    }

    /// <summary>A write does not always return the ETag; it is then read before the next write.</summary>
    private void ApplyStored(List<PendingVisits> group, Func<int, ETag?> etag)
    {
        lock (_gate)
        {
            var now = clock.Start();
            for (var i = 0; i < group.Count; i++)
            {
                var row = group[i].Row;
                if (row.Name != group[i].AttemptedRow)
                {
                    // Compacted and closed before the response came.
                    continue;
                }

                row.StoredVisits = group[i].AttemptedTotal;
                row.LastSeen = now;
                row.ETag = etag(i);
                row.IsUncertain = row.ETag is null;
            }
        }
    }

    /// <summary>
    /// Finds out whether an earlier attempt of the batch was stored, and updates the known state of the entities for the next attempt.
    /// </summary>
    private async Task<bool> IsStoredAsync(List<PendingVisits> group, string batch, RowVerification verification, VisitDeadline deadline)
    {
        if (verification == RowVerification.FirstRow)
        {
            var first = group[0];
            var (_, found) = await FindAsync(first, deadline);
            if (found is not null && found.GetString(VisitEntities.Batch) == batch)
            {
                ApplyStored(group, _ => null);
                return true;
            }

            lock (_gate)
            {
                if (first.Row.Name == first.AttemptedRow && found?.ETag == first.Row.ETag)
                {
                    return false;
                }
            }
        }

        var rows = await Task.WhenAll(group.Select(pending => FindAsync(pending, deadline)));
        var stored = Array.Exists(rows, row => row.Found?.GetString(VisitEntities.Batch) == batch);
        lock (_gate)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                // Not if it was compacted and closed in between.
                if (rows[i].Name is { } asked && asked == group[i].Row.Name)
                {
                    Reconcile(group[i].Row, rows[i].Found);
                }
            }
        }

        return stored;
    }

    private async Task<(WriterRowName? Name, TableEntity? Found)> FindAsync(PendingVisits pending, VisitDeadline deadline)
    {
        WriterRowName? row;
        lock (_gate)
        {
            row = pending.AttemptedRow ?? pending.Row.Name;
        }

        return (row, row is { } asked ? await ReadAsync(VisitKeys.GetWriterKey(pending.Row.Article.Slug, asked), deadline) : null);
    }

    private void Reconcile(WriterRow row, TableEntity? found)
    {
        if (found is null)
        {
            // Never created: the same key may be tried again. Created once: compacted and deleted since, so the key is used up.
            if (row.ETag is not null || row.StoredVisits > 0)
            {
                row.Close();
            }
        }
        else if (VisitEntities.GetLong(found, VisitEntities.Sequence) is > 0 and var sequence)
        {
            row.Close();
            _wanted = Math.Max(_wanted, sequence);
        }
        else
        {
            // Unchanged.
            row.ETag = found.ETag;
            row.StoredVisits = VisitEntities.GetLong(found, VisitEntities.Visits);
            row.LastSeen = clock.Start();
        }

        row.IsUncertain = false;
    }

    /// <summary>False when the snapshot has become invalid again.</summary>
    private bool TryComplete(List<PendingVisits> group)
    {
        lock (_gate)
        {
            if (!group.TrueForAll(pending => pending.Row.Article.Slug == VisitKeys.Bots || IsShown(pending.Row.Article, TimeSpan.MaxValue)))
            {
                return false;
            }

            foreach (var pending in group)
            {
                var article = pending.Row.Article;
                pending.BaseResult = article.Slug == VisitKeys.Bots
                    ? default
                    : new(Visits(article) - pending.Visits, Math.Max(0, VisitsOn(article, pending.Row.Day) - pending.Visits), null);
                _lastVisits += pending.Visits;
            }

            _written = clock.Start();
        }

        Release(group);
        foreach (var pending in group)
        {
            pending.Result.TrySetResult(pending.BaseResult);
        }

        return true;
    }

    /// <summary>Refuses the group, and the visits that have waited behind it as long, without an attempt.</summary>
    private void Refuse(List<PendingVisits> group)
    {
        Abandon(group);
        lock (_gate)
        {
            while (_queue.TryPeek(out var next) && (quota.Cancelled.IsCancellationRequested || next.Since.Elapsed >= options.WriteDeadline))
            {
                next.Row.Waiting = null;
                _waiting -= next.Visits;
                group.Add(_queue.Dequeue());
            }
        }

        Release(group);
        foreach (var pending in group)
        {
            pending.Result.TrySetResult(Refused);
        }

        LogRefused(logger, name, group.Sum(p => p.Visits));
    }

    /// <summary>
    /// The write may be stored, now or later. Its entities are abandoned: they are read like those of another process, and compacted.
    /// </summary>
    private void Abandon(List<PendingVisits> group)
    {
        lock (_gate)
        {
            var tried = group.FindAll(pending => pending.AttemptedRow is not null);
            foreach (var pending in tried.Where(pending => pending.AttemptedRow == pending.Row.Name))
            {
                pending.Row.Close();
            }

            if (tried.Count > 0)
            {
                Rename();
            }
        }
    }

    private void Release(List<PendingVisits> group)
    {
        lock (_gate)
        {
            foreach (var pending in group)
            {
                pending.Row.Article.Users--;
                pending.Row.IsInFlight = false;
                quota.Release(pending.Visits);
            }
        }
    }

    private bool IsOver(VisitDeadline deadline) => quota.Cancelled.IsCancellationRequested || deadline.Left <= TimeSpan.Zero;

    private StorageAttempt Try(VisitDeadline deadline)
    {
        var left = deadline.Left;
        return new StorageAttempt(left < options.AttemptTimeout ? left : options.AttemptTimeout, clock.Time, quota.Cancelled);
    }

    /// <summary>Never after the deadline.</summary>
    private async Task PauseAsync(int failures, VisitDeadline deadline)
    {
        var pause = options.GetRetryDelay(failures);
        var left = deadline.Left;
        pause = pause < left ? pause : left;
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock.Time, quota.Cancelled)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
