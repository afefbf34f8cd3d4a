using CsCheck;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitExactnessTests
{
    [Fact]
    public void Counts_equal_the_visits_answered_whatever_fails_in_between() =>
        Gen.Int[0, int.MaxValue].Sample(VisitSimulation.Run, iter: 1_000, threads: 1);
}
