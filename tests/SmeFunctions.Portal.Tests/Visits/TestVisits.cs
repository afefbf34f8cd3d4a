using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

/// <summary>A table and the processes that count in it, all on one clock that only the test moves.</summary>
internal sealed class TestVisits
{
    public TestVisits() => Server = new FakeTableServer(Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));

    public FakeTableServer Server { get; }

    public VisitOptions Options { get; } = new() { GatherFrom = 1_000_000, ViewRowsPerSecond = 1_000_000 };

    /// <summary>The date of a response has no fractions: by it, a row just written is up to a second younger than none.</summary>
    public void FoldAtOnce() => Options.CompactAfter = TimeSpan.FromSeconds(-1);

    /// <summary>Whatever a caller promises to have counted, as storage has it: read by a process that knows nothing else.</summary>
    public async Task<VisitHistory> StoredAsync(string slug, int days = 400)
    {
        using var statistics = Statistics();
        return await statistics.ReadAsync(slug, days);
    }

    public VisitProcess Start(TimeProvider? time = null) => new(this, time ?? Time);

    public VisitCompactor Folder(FakeTable? table = null, TimeProvider? time = null) => new(
        table ?? new FakeTable(Server), Microsoft.Extensions.Options.Options.Create(Options), time ?? Time, NullLogger<VisitCompactor>.Instance);

    public VisitStatistics Statistics(FakeTable? table = null) => new(
        table ?? new FakeTable(Server), Microsoft.Extensions.Options.Options.Create(Options), Time);

    /// <summary>Lets time pass until the task is done: pauses and limits of time are on the test's clock.</summary>
    public async Task<T> WaitAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(task, Task.Delay(1));
        }

        return await task;
    }
}

/// <summary>One process with its own connection to the table.</summary>
internal sealed class VisitProcess : IDisposable
{
    public VisitProcess(TestVisits world, TimeProvider time)
    {
        Table = new FakeTable(world.Server);
        Counter = new VisitCounter(Table, Options.Create(world.Options), time, NullLogger<VisitCounter>.Instance);
        Numbers = new VisitCountReader(Counter);
    }

    public FakeTable Table { get; }

    public VisitCounter Counter { get; }

    public VisitCountReader Numbers { get; }

    public void Dispose() => Counter.Dispose();

    /// <summary>The next writes meet these faults, one each; all else goes well.</summary>
    public void FailWrites(params Fault[] faults)
    {
        var left = new Queue<Fault>(faults);
        Table.Faults = call =>
        {
            lock (left)
            {
                return call.IsWrite && left.TryDequeue(out var fault) ? fault : Fault.None;
            }
        };
    }
}

/// <summary>The base clock with a wall clock of its own; what has passed and the timers are the same for all.</summary>
internal sealed class SkewedTime(TimeProvider time) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
