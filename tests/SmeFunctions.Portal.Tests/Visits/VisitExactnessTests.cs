using CsCheck;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitExactnessTests
{
    [Fact]
    public void Counts_equal_the_visits_answered_whatever_fails_in_between() =>
        Gen.Int[0, int.MaxValue].Sample(VisitSimulation.Run, iter: 1_000, threads: 1);

    /// <summary>
    /// A process slept for hours, and rows of its own were folded and deleted meanwhile: they were counted twice in its numbers (three). A wall clock jumped
    /// ahead before a write and back after it, which put off its deadline until its row was gone: it was written, and counted, twice (the last).
    /// </summary>
    [Theory]
    [InlineData(1_156_681_099)]
    [InlineData(1_125_754_810)]
    [InlineData(1_781_764_844)]
    [InlineData(1_244_325_907)]
    public void They_are_still_equal_where_they_once_were_not(int seed) => VisitSimulation.Run(seed);
}
