namespace SmeFunctions.Portal.Visits;

/// <summary>The time by which visits must be answered.</summary>
internal readonly record struct VisitDeadline(VisitClock.Stopwatch Watch, TimeSpan Limit)
{
    public TimeSpan Left => Limit - Watch.Elapsed;
}
