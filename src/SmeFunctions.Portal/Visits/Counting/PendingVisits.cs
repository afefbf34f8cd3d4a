namespace SmeFunctions.Portal.Visits;

/// <summary>Visits of one entity in the same write, with one shared answer.</summary>
internal sealed class PendingVisits(WriterRow row, VisitClock.Stopwatch since)
{
    public readonly TaskCompletionSource<VisitResult> Result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public readonly WriterRow Row = row;
    public readonly VisitClock.Stopwatch Since = since;
    public int Visits;

    /// <summary>The entity that the last attempt wrote. <see cref="Row"/> may have been closed since.</summary>
    public WriterRowName? AttemptedRow;
    public long AttemptedTotal;

    /// <summary>The counts without these visits; each visit adds its own place.</summary>
    public VisitResult BaseResult;
}
