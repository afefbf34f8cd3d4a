using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Timers;

public class TimerFunctionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Clock _clock = new();

    [Fact]
    public async Task Runs_when_its_time_comes_and_knows_the_last_and_the_next()
    {
        await using var app = await StartAsync<EveryFiveMinutes>();

        await AdvanceUntilRunsAsync(1, TimeSpan.FromMinutes(1));
        await AdvanceUntilRunsAsync(2, TimeSpan.FromMinutes(1));

        Assert.Equal(["00:05:00 last 00:00:00 next 00:05:00", "00:10:00 last 00:05:00 next 00:10:00"], _clock.Runs);
    }

    [Fact]
    public async Task A_schedule_of_seconds_has_no_status()
    {
        await using var app = await StartAsync<EveryTwoSeconds>();

        await AdvanceUntilRunsAsync(1, TimeSpan.FromSeconds(1));

        Assert.Equal(["00:00:02"], _clock.Runs);
    }

    [Fact]
    public async Task Runs_at_the_start_when_asked_to()
    {
        await using var app = await StartAsync<AtStart>();

        await WaitAsync(() => _clock.Runs.Count == 1);

        Assert.StartsWith("00:00:00", _clock.Runs.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_overlap_itself_and_catches_up_once()
    {
        var hold = _clock.Hold();
        await using var app = await StartAsync<EveryTwoSeconds>();
        await AdvanceUntilRunsAsync(1, TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(7));
        var runsMeanwhile = _clock.Runs.Count;
        hold.SetResult();
        await WaitAsync(() => _clock.Runs.Count == 2);
        await Task.Delay(50);

        Assert.Equal(1, runsMeanwhile);
        Assert.Equal(["00:00:02", "00:00:09"], _clock.Runs);
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_next_time_still_comes()
    {
        _clock.Failures = 1;
        await using var app = await StartAsync<EveryTwoSeconds>();

        await AdvanceUntilRunsAsync(2, TimeSpan.FromSeconds(1));

        Assert.Equal("EveryTwoSeconds failed", Assert.Single(app.Log.At(LogLevel.Error)));
    }

    [Fact]
    public async Task A_failed_run_is_tried_again_as_often_as_it_says()
    {
        _clock.Failures = 3;
        await using var app = await StartAsync<Retried>();

        await AdvanceUntilRunsAsync(1, TimeSpan.FromMinutes(1));
        await AdvanceUntilRunsAsync(3, TimeSpan.FromSeconds(1));
        await AdvanceUntilRunsAsync(4, TimeSpan.FromMinutes(1));

        Assert.Equal(["00:05:00 retry 0/2", "00:05:03 retry 1/2", "00:05:06 retry 2/2"], _clock.Runs.Take(3));
        Assert.EndsWith("retry 0/2", _clock.Runs.Last(), StringComparison.Ordinal);
        Assert.Equal(3, app.Log.At(LogLevel.Error).Count());
    }

    [Fact]
    public async Task The_token_fires_when_the_function_has_run_too_long()
    {
        _clock.Hold();
        var folder = new TestFolder().With("host.json", """{ "version": "2.0", "functionTimeout": "00:00:30" }""");
        await using var app = await StartAsync<EveryFiveMinutes>(folder);
        await AdvanceUntilRunsAsync(1, TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromSeconds(31));
        await WaitAsync(() => app.Log.At(LogLevel.Error).Any());

        Assert.IsAssignableFrom<OperationCanceledException>(app.Log.Entries.Single(entry => entry.Level == LogLevel.Error).Exception);
    }

    private Task<TestApp> StartAsync<T>(TestFolder? folder = null) => TestApp.StartAsync(
        [typeof(T)],
        ["--Seconds", "*/2 * * * * *"],
        builder => builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_clock),
        folder);

    private Task AdvanceUntilRunsAsync(int runs, TimeSpan step) => WaitAsync(() => _clock.Runs.Count >= runs, () => _time.Advance(step));

    private static async Task WaitAsync(Func<bool> condition, Action? between = null)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); !condition(); await Task.Delay(15))
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not happen in time.");
            between?.Invoke();
        }
    }

    internal sealed class Clock
    {
        private TaskCompletionSource? _hold;

        public ConcurrentQueue<string> Runs { get; } = new();

        public int Failures { get; set; }

        public TaskCompletionSource Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task RunAsync(string run, CancellationToken cancellationToken)
        {
            Runs.Enqueue(run);
            if (Runs.Count <= Failures)
            {
                throw new InvalidOperationException();
            }

            if (_hold is { } hold)
            {
                await hold.Task.WaitAsync(cancellationToken);
                _hold = null;
            }
        }

        public static string Time(DateTime time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
    }

    internal sealed class EveryFiveMinutes(Clock clock, TimeProvider time)
    {
        [Function(nameof(EveryFiveMinutes))]
        public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            var status = timer.ScheduleStatus!;
            return clock.RunAsync($"{Clock.Time(time.GetUtcNow().UtcDateTime)} last {Clock.Time(status.Last)} next {Clock.Time(status.Next)}", cancellationToken);
        }
    }

    internal sealed class EveryTwoSeconds(Clock clock, TimeProvider time)
    {
        [Function(nameof(EveryTwoSeconds))]
        public Task Run([TimerTrigger("%Seconds%")] TimerInfo timer, CancellationToken cancellationToken)
        {
            Assert.Null(timer.ScheduleStatus);
            Assert.False(timer.IsPastDue);
            return clock.RunAsync(Clock.Time(time.GetUtcNow().UtcDateTime), cancellationToken);
        }
    }

    internal sealed class AtStart(Clock clock, TimeProvider time)
    {
        [Function(nameof(AtStart))]
        public Task Run([TimerTrigger("0 0 0 * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
            clock.RunAsync($"{Clock.Time(time.GetUtcNow().UtcDateTime)} {timer.ScheduleStatus}", cancellationToken);
    }

    internal sealed class Retried(Clock clock, TimeProvider time)
    {
        [Function(nameof(Retried)), FixedDelayRetry(2, "00:00:03")]
        public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellationToken) =>
            clock.RunAsync(
                $"{Clock.Time(time.GetUtcNow().UtcDateTime)} retry {context.RetryContext.RetryCount}/{context.RetryContext.MaxRetryCount}{(timer.IsPastDue ? " late" : string.Empty)}",
                cancellationToken);
    }
}
