using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class WriteSlotTests
{
    private readonly TestVisits _world = new();

    [Fact]
    public async Task No_more_partitions_write_at_once_than_are_allowed()
    {
        using var process = Start(maxWrites: 3);
        var gate = new TaskCompletionSource();
        process.Table.Travel = () => gate.Task;

        var visits = Enumerable.Range(0, VisitKeys.Partitions).Select(partition => process.Counter.CountAsync(Slugs(partition).First()).AsTask()).ToList();
        var begun = process.Table.Calls.Count(call => call.IsWrite);
        gate.SetResult();
        var answers = await Task.WhenAll(visits);

        Assert.Equal(3, begun);
        Assert.All(answers, answer => Assert.Equal(1, answer.Visits));
    }

    [Fact]
    public async Task What_comes_while_a_partition_waits_for_its_turn_goes_into_one_write()
    {
        using var process = Start(maxWrites: 1);
        var gate = new TaskCompletionSource();
        process.Table.Travel = () => gate.Task;

        var first = process.Counter.CountAsync(Slugs(1).First()).AsTask();
        var visits = Slugs(2).Take(5).Select(slug => process.Counter.CountAsync(slug).AsTask()).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(visits.Append(first));

        Assert.Equal(2, _world.Server.Transactions);
        Assert.All(answers, answer => Assert.Equal(1, answer.Visits));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_its_turn_to_others_until_it_is_tried_again()
    {
        using var process = Start(maxWrites: 1);
        var failing = Slugs(1).First();
        process.Table.Faults = call => call.IsWrite && call.RowKey!.Contains($"|{failing}|", StringComparison.Ordinal) ? Fault.Busy : Fault.None;

        // Its pauses are on a clock that stands still.
        var paused = process.Counter.CountAsync(failing).AsTask();
        var answer = await process.Counter.CountAsync(Slugs(2).First()).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        process.Table.Faults = _ => Fault.None;
        var late = await _world.WaitAsync(paused);

        Assert.Equal(1, answer.Visits);
        Assert.Equal(1, late.Visits);
    }

    private VisitProcess Start(int maxWrites)
    {
        _world.Options.MaxParallelWrites = maxWrites;
        return _world.Start();
    }

    private static IEnumerable<string> Slugs(int partition) =>
        Enumerable.Range(0, 10_000).Select(i => $"article-{i}").Where(slug => VisitKeys.GetPartition(slug) == partition);
}
