using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Benchmarks.Visits;

/// <summary>
/// A day of fifty processes that count visits of ten thousand articles, with folding, against a table that counts what is asked of it. The clock is
/// simulated; counters and folds are the portal's own.
/// </summary>
/// <remarks>
/// One partition of the sixteen is played: they share nothing, and each has a sixteenth of the articles and of the visits. A write takes no time here,
/// so that no two visits ever share one: what storage has to bear is never more than this.
/// </remarks>
[SuppressMessage("Security", "CA5394", Justification = "The same day each time.")]
internal sealed class FleetSimulation
{
    private const int Processes = 50;
    private const int Articles = 10_000;
    private const int VisitsPerSecond = 20_000;

    /// <summary>Of each hour, the minutes at that rate; the rest of it has a hundredth.</summary>
    private const int BusyMinutes = 3;
    private const int Quiet = 100;
    private const int Partition = 3;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));
    private readonly Random _random = new(1);
    /// <summary>No write waits for others to come.</summary>
    private readonly VisitOptions _options = new() { GatherFor = TimeSpan.Zero };
    private readonly OneThread _thread;
    private readonly FakeTableServer _server;
    private readonly VisitCounter[] _counters;
    private readonly VisitCompactor _folder;
    private readonly string[] _slugs;
    private readonly long[] _answered;

    /// <summary>Visits that have no answer yet.</summary>
    private readonly List<Task> _waiting = [];

    private FleetSimulation(OneThread thread)
    {
        _thread = thread;
        _server = new FakeTableServer(_time);
        _counters = [.. Enumerable.Range(0, Processes).Select(_ => new VisitCounter(NewTable(), Options.Create(_options), _time, NullLogger<VisitCounter>.Instance))];
        _folder = new VisitCompactor(NewTable(), Options.Create(_options), _time, NullLogger<VisitCompactor>.Instance);
        _slugs = [.. Enumerable.Range(0, Articles).Select(i => string.Create(CultureInfo.InvariantCulture, $"article-{i}")).Where(slug => VisitKeys.GetPartition(slug) == Partition)];
        _answered = new long[_slugs.Length];
    }

    public static void Run(Scale scale) => OneThread.Run(thread => RunAsync(scale, new FleetSimulation(thread)));

    private static async Task RunAsync(Scale scale, FleetSimulation simulation)
    {
        Table.Machine();
        var begin = Stopwatch.GetTimestamp();
        var day = await simulation.PlayAsync(scale.Of(24));
        var (most, stored) = await simulation.StoredAsync();

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Processes} processes, {Articles:N0} articles evenly, {scale.Of(24)} hours in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s; {BusyMinutes} minutes of each hour at {VisitsPerSecond:N0} visits/s, the rest at {VisitsPerSecond / Quiet:N0}."));
        Console.WriteLine();
        Table.Head("in one partition of sixteen", "value", "kept");
        Table.Row("articles", simulation._slugs.Length, "");
        Table.Row("visits answered", Table.Number(simulation._answered.Sum()), "");
        Table.Row("counted afterwards", Table.Number(stored), Table.Kept(simulation._answered.Sum() == stored, "as many"));
        Table.Row("entities written a second, busiest minute", Table.Number(day.Max(minute => minute.Written) / 60.0), "");
        Table.Row("entities read a second, busiest minute", Table.Number(day.Max(minute => minute.Read) / 60.0), "");
        Table.Row("both a second, busiest minute", Table.Number(day.Max(minute => minute.Written + minute.Read) / 60.0), Table.Kept(day.Max(minute => minute.Written + minute.Read) / 60.0 <= 2_000, "at most 2,000"));
        Table.Row("both a second, mean of the day", Table.Number(day.Average(minute => minute.Written + minute.Read) / 60.0), "");
        Table.Row("rows, most at once", Table.Number(day.Max(minute => minute.Rows)), Table.Kept(day.Max(minute => minute.Rows) <= simulation.Bound, string.Create(CultureInfo.InvariantCulture, $"at most {simulation.Bound:N0}")));
        Table.Row("rows when all is folded", Table.Number(most), "");
    }

    // Of each process and article one row is open, while tombstones of those before it, each untouched for a time before it was folded, are still there.
    private long Bound => (Processes * _slugs.Length * (2 + (long)(_options.TombstoneFor / _options.CompactAfter))) + (3L * _slugs.Length) + 10;

    private async Task<List<Minute>> PlayAsync(int hours)
    {
        var minutes = new List<Minute>();
        for (var i = 0; i < hours * 60; i++)
        {
            var (written, read) = (_server.EntitiesWritten, _server.EntitiesRead);
            var rate = i % 60 < BusyMinutes ? VisitsPerSecond : VisitsPerSecond / Quiet;
            for (var second = 0; second < 60; second++)
            {
                Visit(rate / VisitKeys.Partitions);
                // All that needs no time ends within its second.
                await _thread.IdleAsync();
                _time.Advance(TimeSpan.FromSeconds(1));
                _waiting.RemoveAll(visit => visit.IsCompletedSuccessfully);
            }

            if (i % 5 == 4)
            {
                await _folder.CompactPartitionAsync(VisitKeys.GetPartitionName(Partition));
            }

            minutes.Add(new Minute(_server.EntitiesWritten - written, _server.EntitiesRead - read, _server.Count));
        }

        for (var seconds = 0; _waiting.Count > 0; seconds++)
        {
            await _thread.IdleAsync();
            _time.Advance(TimeSpan.FromSeconds(seconds < 60 ? 1 : throw new InvalidOperationException("A visit has no answer.")));
            _waiting.RemoveAll(visit => visit.IsCompletedSuccessfully);
        }

        return minutes;
    }

    private void Visit(int visits)
    {
        for (var i = 0; i < visits; i++)
        {
            var article = _random.Next(_slugs.Length);
            var answer = _counters[_random.Next(Processes)].CountAsync(_slugs[article]);
            if (answer.IsCompletedSuccessfully)
            {
                Answered(article, answer.Result);
            }
            else
            {
                _waiting.Add(AwaitAsync(article, answer));
            }
        }
    }

    private async Task AwaitAsync(int article, ValueTask<VisitResult> answer) => Answered(article, await answer);

    private void Answered(int article, VisitResult answer) =>
        _answered[article] += answer.IsStored ? 1 : throw new InvalidOperationException("A visit was refused.");

    /// <returns>The rows left when all are folded, and the visits that these tell of.</returns>
    private async Task<(long Rows, long Visits)> StoredAsync()
    {
        _time.Advance(_options.CompactAfter + TimeSpan.FromSeconds(1));
        await _folder.CompactPartitionAsync(VisitKeys.GetPartitionName(Partition));
        _time.Advance(_options.TombstoneFor + TimeSpan.FromSeconds(1));
        await _folder.CompactPartitionAsync(VisitKeys.GetPartitionName(Partition));
        return (_server.Count, _server.Rows.Where(row => row.RowKey.StartsWith("t|", StringComparison.Ordinal)).Sum(row => row.GetInt64(VisitEntities.Visits) ?? 0));
    }

    private FakeTable NewTable() => new(_server) { NotesCalls = false };

    /// <summary>All that is awaited goes on here, so that the clock only moves when nothing is under way.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _ready = [];

        public static void Run(Func<OneThread, Task> run)
        {
            var thread = new OneThread();
            SetSynchronizationContext(thread);
            var running = run(thread);
            _ = running.ContinueWith(_ => thread._ready.CompleteAdding(), TaskScheduler.Default);
            foreach (var (callback, state) in thread._ready.GetConsumingEnumerable())
            {
                callback(state);
            }

            running.GetAwaiter().GetResult();
        }

        public override void Post(SendOrPostCallback d, object? state) => _ready.Add((d, state));

        /// <summary>Ends when nothing else is left to do.</summary>
        public async Task IdleAsync()
        {
            do
            {
                await Task.Yield();
            }
            while (_ready.Count > 0);
        }
    }

    /// <param name="Written">Entities.</param>
    /// <param name="Read">Entities.</param>
    /// <param name="Rows">In the table at its end.</param>
    private sealed record Minute(long Written, long Read, long Rows);
}
