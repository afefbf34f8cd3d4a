namespace SmeFunctions.Portal.Visits;

/// <summary>A sum, and how much of it belongs to its latest day.</summary>
internal readonly record struct VisitSum(long Visits, int Day, long DayVisits)
{
    public VisitSum Add(int day, long visits) => day > Day
        ? new(Visits + visits, day, visits)
        : new(Visits + visits, Day, DayVisits + (day == Day ? visits : 0));

    public long GetDayVisits(int day) => day == Day ? DayVisits : 0;
}
