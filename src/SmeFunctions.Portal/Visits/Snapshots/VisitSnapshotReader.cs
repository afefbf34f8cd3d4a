using System.Globalization;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Reads what other processes wrote in a partition: one query, at most one page per 1,000 rows.</summary>
internal sealed class VisitSnapshotReader(string partition, TableClient table, VisitOptions options, VisitClock clock, VisitAdmissionLimit quota)
{
    /// <summary>A filter of Table Storage takes fifteen comparisons.</summary>
    private const int MaxNamesInFilter = 4;

    private static readonly string[] _columns =
        [nameof(TableEntity.RowKey), VisitEntities.Sequence, VisitEntities.Visits, VisitEntities.Day, VisitEntities.Base];

    /// <summary>Reads the head, the open rows of other processes, and the rows that were compacted since.</summary>
    /// <param name="since">The latest compaction that the caller knows of; -1 for none: then only compacted rows of <paramref name="names"/> are read.</param>
    /// <param name="writer">The name that this process writes under. Its open rows are left out.</param>
    /// <param name="names">All names that rows of this process are under.</param>
    /// <exception cref="Azure.RequestFailedException">Storage did not respond.</exception>
    public async Task<VisitSnapshot> ReadAsync(long since, string writer, IReadOnlyCollection<string> names)
    {
        var compacted = since >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{VisitEntities.Sequence} gt {since}L") : CreateOwnCompactedFilter(names);
        var filter = $"{VisitKeys.GetHeadFilter(partition)} and ({VisitKeys.IsHead} or {compacted} or ({VisitEntities.Sequence} eq 0L and {VisitEntities.Writer} ne '{writer}'))";
        var sequence = Math.Max(0, since);
        var rows = new List<VisitSnapshot.Row>();
        using var attempt = new StorageAttempt(options.AttemptTimeout, clock.Time, quota.Cancelled);
        await foreach (var page in table.QueryAsync<TableEntity>(filter, 1000, _columns, attempt.Token).AsPages())
        {
            foreach (var row in page.Values)
            {
                var rowSequence = VisitEntities.GetLong(row, VisitEntities.Sequence);
                if (row.RowKey == VisitKeys.Head)
                {
                    sequence = rowSequence;
                    continue;
                }

                var slug = VisitKeys.GetSlug(row.RowKey);
                // One string instance for all rows of an article: there may be thousands.
                slug = rows is [.., var last] && last.Slug == slug ? last.Slug : slug;
                rows.Add(new(
                    slug,
                    WriterRowName.Parse(row.RowKey[(slug.Length + 3)..]),
                    rowSequence,
                    VisitEntities.GetInt(row, VisitEntities.Day),
                    VisitEntities.GetLong(row, VisitEntities.Visits),
                    VisitEntities.GetLong(row, VisitEntities.Base)));
            }

            // The timeout is per call, and each page is a call.
            attempt.Restart(options.AttemptTimeout);
        }

        return new VisitSnapshot(sequence, rows);
    }

    // Compacted rows of these names; those of all processes where the names are too many for a filter.
    private static string CreateOwnCompactedFilter(IReadOnlyCollection<string> names) => names.Count > MaxNamesInFilter
        ? $"{VisitEntities.Sequence} gt 0L"
        : $"({VisitEntities.Sequence} gt 0L and ({string.Join(" or ", names.Select(writer => $"{VisitEntities.Writer} eq '{writer}'"))}))";
}
