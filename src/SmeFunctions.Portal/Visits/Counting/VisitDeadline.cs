namespace SmeFunctions.Portal.Visits;

/// <summary>By when visits have their answer.</summary>
internal readonly record struct VisitDeadline(VisitClock.Stopwatch Watch, TimeSpan Limit)
{
    public TimeSpan Left => Limit - Watch.Elapsed;
}
