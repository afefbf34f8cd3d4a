namespace SmeFunctions.Portal.Visits;

/// <summary>The rows of a partition as one query returned them: open rows of other writers, and rows that were compacted since the query before.</summary>
/// <param name="Sequence">The latest compaction that the query saw. A row with a later sequence was still open when the query began.</param>
/// <param name="Rows">Open and compacted rows. Rows of one article are adjacent and share one slug instance.</param>
internal sealed record VisitSnapshot(long Sequence, IReadOnlyList<VisitSnapshot.Row> Rows)
{
    /// <summary>A writer's row, or the marker of an imported count.</summary>
    /// <param name="Slug">Of the article.</param>
    /// <param name="Name">Writer and number of the row.</param>
    /// <param name="Sequence">0 for an open row, otherwise the compaction that added it to the total.</param>
    /// <param name="Day">As a number, 20170104.</param>
    /// <param name="Visits">Of that day.</param>
    /// <param name="Base">The imported count, where the row is its marker.</param>
    public readonly record struct Row(string Slug, WriterRowName Name, long Sequence, int Day, long Visits, long Base);

    /// <summary>The number of rows that are in no total yet.</summary>
    public int OpenRows { get; } = Rows.Count(row => row.Sequence == 0);

    /// <summary>The number of processes that the open rows belong to.</summary>
    public int Writers { get; } = Rows.Where(row => row.Sequence == 0).Select(row => row.Name.Writer).Distinct().Count();

    /// <summary>Whether no total that this snapshot knows of contains the row.</summary>
    public bool IsOpen(Row row) => row.Sequence == 0 || row.Sequence > Sequence;
}
