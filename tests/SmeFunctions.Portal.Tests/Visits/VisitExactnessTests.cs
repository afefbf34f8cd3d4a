using CsCheck;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitExactnessTests
{
    [Fact]
    public void Counts_equal_the_visits_answered_whatever_fails_in_between() =>
        Gen.Int[0, int.MaxValue].Sample(VisitSimulation.Run, iter: 1_000, threads: 1);

    /// <summary>
    /// Two: a process slept after the answer to its write, and its row was folded and deleted meanwhile: it was counted twice in its numbers. One: a wall clock jumped
    /// ahead before a write and back after it, which put off the deadline of the write until its row was gone; it was written, and counted, twice.
    /// </summary>
    [Theory]
    [InlineData(1_156_681_099)]
    [InlineData(1_125_754_810)]
    [InlineData(1_244_325_907)]
    public void They_are_still_equal_where_they_once_were_not(int seed) => VisitSimulation.Run(seed);
}
