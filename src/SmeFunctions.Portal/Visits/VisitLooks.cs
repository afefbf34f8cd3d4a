using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// Looks of one process at what others have written in a partition: by itself, or by a look that one process makes for all.
/// </summary>
/// <remarks>
/// <para>What all processes would read by themselves grows with the square of their number. Where that is too much, one of them reads the rows and
/// stores what it found, packed, as the row <c>v</c>; the others read that one row. Whose turn it is, the row <c>v|</c> says: it is changed
/// under its ETag, so one gets it. No count rests on either row: a look that is late, or made twice, or lost with its maker only makes numbers older.</para>
/// <para>A look made for all also has the rows folded since earlier looks, so that who knew those need not read its totals anew.</para>
/// </remarks>
internal sealed class VisitLooks(string name, TableClient table, VisitOptions options, VisitClock clock, VisitQuota quota)
{
    /// <summary>Of a look made for all: fits into an entity with what is open.</summary>
    private const int MostFolded = 40_000;

    /// <summary>By the storage's clock.</summary>
    private const string Began = "Began";

    /// <summary>Small enough that one page shows whether there are too many.</summary>
    private const int PageRows = 250;

    /// <summary>A filter has fifteen comparisons at the most.</summary>
    private const int MostNames = 4;

    private static readonly string[] _columns =
        [nameof(TableEntity.RowKey), VisitRows.Sequence, VisitRows.Visits, VisitRows.Day, VisitRows.Base];

    /// <summary>Tries of who has to have a newer look than the one that is there, while another makes it.</summary>
    private const int MostWaits = 20;
    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(100);

    /// <summary>After this a maker is taken for dead.</summary>
    private static readonly TimeSpan _turn = TimeSpan.FromSeconds(30);

    /// <summary>Whether so many rows are too many for each process to read them by itself every <see cref="VisitOptions.FreshFor"/>.</summary>
    public bool IsMany(int open, int writers) =>
        open * (writers + 1.0) > options.ViewRowsPerSecond * Math.Max(1, options.FreshFor.TotalSeconds);

    /// <summary>How old a look made for all may be before the next one is made, by the rows open in it.</summary>
    public TimeSpan Lasts(int open)
    {
        var most = options.TombstoneFor / 4;
        var reading = TimeSpan.FromSeconds(Math.Min(open / (double)options.ViewRowsPerSecond, most.TotalSeconds));
        return reading > options.FreshFor ? reading : options.FreshFor;
    }

    /// <summary>The open rows of others, and what was folded since.</summary>
    /// <param name="since">The last fold seen; -1 for none: of the rows folded only those of <paramref name="names"/> are read.</param>
    /// <param name="writer">The name that this process writes under.</param>
    /// <param name="names">All names that rows of this process are under.</param>
    /// <param name="canStop">Whether it may end when there are too many.</param>
    /// <returns><see langword="null"/> when there are too many.</returns>
    public async Task<VisitLook?> ReadAsync(long since, string writer, IReadOnlyCollection<string> names, bool canStop)
    {
        var folded = since >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{VisitRows.Sequence} gt {since}L") : Folded(since, names);
        var filter = $"{VisitKeys.HeadFilter(name)} and ({VisitKeys.IsHead} or {folded} or ({VisitRows.Sequence} eq 0L and {VisitRows.Writer} ne '{writer}'))";
        return await QueryAsync(filter, since, canStop);
    }

    /// <summary>The same look with the rows of this process that were folded before the others that the look has.</summary>
    public async Task<VisitLook> WithOwnAsync(VisitLook look, long since, IReadOnlyCollection<string> names)
    {
        var filter = string.Create(
            CultureInfo.InvariantCulture, $"{VisitKeys.HeadFilter(name)} and ({Folded(since, names)}) and {VisitRows.Sequence} le {look.From}L");
        var own = await QueryAsync(filter, since, canStop: false);
        return look with { Rows = [.. look.Rows, .. own!.Rows] };
    }

    /// <summary>A look made for all: that which is there, a new one if it is this process's turn.</summary>
    /// <param name="since">The last fold seen: rows that it or an earlier one folded may be missing.</param>
    /// <param name="names">All names that rows of this process are under: of rows open under others the sums may be there only.</param>
    /// <param name="least">A fold that it must know of.</param>
    /// <param name="within">How long ago it must have begun at the most.</param>
    /// <param name="canWait">False when there is nothing older to go on with: waits for another that makes one.</param>
    /// <returns>And how old it is; <see langword="null"/> when there is none.</returns>
    public async Task<(VisitLook Look, TimeSpan Age)?> ShareAsync(long since, IReadOnlySet<string> names, long least, TimeSpan within, bool canWait)
    {
        for (var waits = 0; ; waits++)
        {
            var (shared, turn, now) = await FindAsync();
            var look = shared is null ? null : PackedLook.Read(shared);
            var age = shared is null ? TimeSpan.Zero : now - (shared.GetDateTimeOffset(Began) ?? default);
            // Rows may have been folded and deleted since.
            look = age < options.TombstoneFor / 2 ? look : null;
            // Both times are whole seconds of the storage's clock.
            var isUsable = look is not null && look.Sequence >= least && age + TimeSpan.FromSeconds(2) < within;
            if (isUsable && age < Lasts(look!.Open))
            {
                return (look.Unpack(since, names), age);
            }

            var isTaken = turn is not null && now - turn.Timestamp < _turn && (shared is null || turn.Timestamp > shared.Timestamp);
            if (!isTaken && await TakeTurnAsync(turn))
            {
                return (await MakeAsync(look?.Unpack(since: -1, names), shared?.ETag, now), TimeSpan.Zero);
            }

            if (isUsable)
            {
                return (look!.Unpack(since, names), age);
            }

            if (canWait || waits >= MostWaits)
            {
                return null;
            }

            await Task.Delay(_wait, clock.Time, quota.GivenUp);
        }
    }

    private async Task<(TableEntity? Shared, TableEntity? Turn, DateTimeOffset Now)> FindAsync()
    {
        using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
        var (shared, turn, now) = ((TableEntity?)null, (TableEntity?)null, clock.Time.GetUtcNow());
        await foreach (var page in table.QueryAsync<TableEntity>(VisitKeys.SharedFilter(name), 2, null, attempt.Token).AsPages())
        {
            now = page.GetRawResponse().Headers.Date ?? now;
            foreach (var row in page.Values)
            {
                shared = row.RowKey == VisitKeys.Shared ? row : shared;
                turn = row.RowKey == VisitKeys.Turn ? row : turn;
            }
        }

        return (shared, turn, now);
    }

    private async Task<bool> TakeTurnAsync(TableEntity? turn)
    {
        using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
        try
        {
            await WriteAsync(new TableEntity(name, VisitKeys.Turn), turn?.ETag, attempt.Token);
            return true;
        }
        catch (RequestFailedException exception) when (VisitRows.IsConflict(exception))
        {
            return false;
        }
    }

    private async Task<VisitLook> MakeAsync(VisitLook? earlier, ETag? etag, DateTimeOffset began)
    {
        var since = earlier?.Sequence ?? await SequenceAsync();
        var filter = string.Create(
            CultureInfo.InvariantCulture,
            $"{VisitKeys.HeadFilter(name)} and ({VisitKeys.IsHead} or {VisitRows.Sequence} gt {since}L or {VisitRows.Sequence} eq 0L)");
        var look = (await QueryAsync(filter, since, canStop: false))!;
        look = earlier is null ? look : look.After(earlier, MostFolded);
        var row = new TableEntity(name, VisitKeys.Shared) { [Began] = began };
        if (PackedLook.TryWrite(look, row))
        {
            using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
            try
            {
                // Under the ETag: a maker that was late does not put an older look in the place of a newer one.
                await WriteAsync(row, etag, attempt.Token);
            }
            catch (RequestFailedException exception) when (VisitRows.IsConflict(exception))
            {
                // Another was faster; what was read here is as good.
            }
        }

        return look;
    }

    private async Task<long> SequenceAsync()
    {
        using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
        var head = await VisitRows.FindAsync(table, name, VisitKeys.Head, [VisitRows.Sequence], attempt.Token);
        return head is null ? 0 : VisitRows.Long(head, VisitRows.Sequence);
    }

    private Task<Response> WriteAsync(TableEntity row, ETag? etag, CancellationToken cancellationToken) => etag is { } match
        ? table.UpdateEntityAsync(row, match, TableUpdateMode.Replace, cancellationToken)
        : table.AddEntityAsync(row, cancellationToken);

    /// <summary>Rows under these names that were folded since; those of all where the names are too many.</summary>
    private static string Folded(long since, IReadOnlyCollection<string> names)
    {
        var folded = string.Create(CultureInfo.InvariantCulture, $"{VisitRows.Sequence} gt {Math.Max(0, since)}L");
        return names.Count > MostNames
            ? folded
            : $"({folded} and ({string.Join(" or ", names.Select(writer => $"{VisitRows.Writer} eq '{writer}'"))}))";
    }

    private async Task<VisitLook?> QueryAsync(string filter, long since, bool canStop)
    {
        var sequence = Math.Max(0, since);
        var rows = new List<VisitLook.Row>();
        var open = 0;
        using var attempt = new VisitAttempt(options.AttemptTimeout, clock.Time, quota.GivenUp);
        await foreach (var page in table.QueryAsync<TableEntity>(filter, canStop ? PageRows : 1000, _columns, attempt.Token).AsPages())
        {
            foreach (var row in page.Values)
            {
                var at = VisitRows.Long(row, VisitRows.Sequence);
                if (row.RowKey == VisitKeys.Head)
                {
                    sequence = at;
                    continue;
                }

                open += at == 0 ? 1 : 0;
                var slug = VisitKeys.SlugOf(row.RowKey);
                // One text for all rows of an article.
                slug = rows is [.., var last] && last.Slug == slug ? last.Slug : slug;
                rows.Add(new(slug, RowName.Parse(row.RowKey[(slug.Length + 3)..]), at, VisitRows.Int(row, VisitRows.Day), VisitRows.Long(row, VisitRows.Visits), VisitRows.Long(row, VisitRows.Base)));
            }

            if (canStop && IsMany(open, new VisitLook(since, sequence, rows).Writers))
            {
                return null;
            }

            // The limit is for a call, and there is one for each page.
            attempt.Again(options.AttemptTimeout);
        }

        return new VisitLook(since, sequence, rows);
    }
}
