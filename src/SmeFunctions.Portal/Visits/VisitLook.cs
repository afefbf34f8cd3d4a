namespace SmeFunctions.Portal.Visits;

/// <summary>What a look at the writers' rows of a partition found.</summary>
/// <param name="From">Of the rows folded, those of later folds than this are here.</param>
/// <param name="Sequence">The latest fold that the look knows of. A row of a later one was open when the look began.</param>
/// <param name="Rows">Open and folded ones. Where several of an article stand together, their slug is one and the same object.</param>
internal sealed record VisitLook(long From, long Sequence, IReadOnlyList<VisitLook.Row> Rows)
{
    private int? _open;
    private int? _writers;

    /// <summary>A writer's row, or the notice of a base.</summary>
    /// <param name="Slug">Of the article.</param>
    /// <param name="Name">Its own; none where the visits are those of several.</param>
    /// <param name="Sequence">0: open. Otherwise the fold that added it to the total.</param>
    /// <param name="Day">As a number.</param>
    /// <param name="Visits">Of that day.</param>
    /// <param name="Base">Of a notice.</param>
    public readonly record struct Row(string Slug, RowName Name, long Sequence, int Day, long Visits, long Base);

    /// <summary>How many rows are not in the totals yet.</summary>
    public int Open
    {
        get => _open ??= Rows.Count(row => row.Sequence == 0);
        init => _open = value;
    }

    /// <summary>Those that open rows are of.</summary>
    public int Writers
    {
        get => _writers ??= Rows.Where(row => row.Sequence == 0).Select(row => row.Name.Writer).Distinct().Count();
        init => _writers = value;
    }

    /// <summary>Whether a row is in no total that this look knows of.</summary>
    public bool IsOpen(Row row) => row.Sequence == 0 || row.Sequence > Sequence;

    /// <summary>
    /// A look that goes on where an earlier one ended, with at most so many of the rows folded since: of the latest folds.
    /// </summary>
    public VisitLook After(VisitLook earlier, int most)
    {
        var folded = earlier.Rows.Where(row => !earlier.IsOpen(row)).Concat(Rows.Where(row => !IsOpen(row))).ToList();
        var from = earlier.From;
        if (folded.Count > most)
        {
            from = folded.Select(row => row.Sequence).OrderDescending().ElementAt(most);
            folded.RemoveAll(row => row.Sequence <= from);
        }

        return new VisitLook(from, Sequence, [.. Rows.Where(IsOpen), .. folded]);
    }
}
