namespace SmeFunctions.Portal.Visits;

/// <summary>Visits of one row that go into the same write, and the one answer that they share.</summary>
internal sealed class PendingVisits(WriterRow row, VisitClock.Stopwatch since)
{
    public readonly TaskCompletionSource<VisitResult> Result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public readonly WriterRow Row = row;
    public readonly VisitClock.Stopwatch Since = since;
    public int Visits;

    /// <summary>The row that the last try asked for; that of <see cref="Row"/> may have been closed since.</summary>
    public WriterRowName? AttemptedRow;
    public long AttemptedTotal;

    /// <summary>The numbers without these visits: each adds its own place.</summary>
    public VisitResult BaseResult;
}
