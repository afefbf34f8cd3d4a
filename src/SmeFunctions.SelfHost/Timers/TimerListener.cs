using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Timers;

/// <summary>
/// Runs a function on its schedule, never twice at once. There is one process, so no lock in storage decides who runs it,
/// and no status is kept over a restart: a run missed while the app was down is not known and <c>IsPastDue</c> stays false.
/// </summary>
internal sealed partial class TimerListener(
    FunctionInvoker function,
    TimerSchedule schedule,
    FunctionPipeline pipeline,
    IServiceScopeFactory scopes,
    TimeProvider time,
    TimeSpan? timeout,
    ILogger logger)
{
    // The longest wait that a timer of the framework can do is 49 days.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);

    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Function.Trigger;
    private DateTimeOffset? _last;

    /// <param name="stopping">No new run after this; a run under way goes on.</param>
    /// <param name="abort">Reaches the function.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        var next = schedule.Next(time.GetUtcNow(), time.LocalTimeZone);
        try
        {
            if (_trigger.RunOnStartup)
            {
                next = await RunOnceAsync(null, next, stopping, abort);
            }

            while (true)
            {
                // From now and not from the last run, so that a long run delays nothing and a missed one runs at once.
                for (var wait = next - time.GetUtcNow(); wait > TimeSpan.Zero; wait = next - time.GetUtcNow())
                {
                    await Task.Delay(wait < _longestWait ? wait : _longestWait, time, stopping);
                }

                stopping.ThrowIfCancellationRequested();
                next = await RunOnceAsync(next, next, stopping, abort);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task<DateTimeOffset> RunOnceAsync(
        DateTimeOffset? planned, DateTimeOffset next, CancellationToken stopping, CancellationToken abort)
    {
        var started = time.GetUtcNow();
        var info = new TimerInfo { ScheduleStatus = Status(started, next) };
        for (var retry = 0; !await TryRunAsync(info, retry, abort); retry++)
        {
            if (function.Function.Retry is not FixedDelayRetryAttribute policy ||
                (policy.MaxRetryCount >= 0 && retry >= policy.MaxRetryCount))
            {
                break;
            }

            // The attribute itself refuses a delay that it cannot parse.
            await Task.Delay(TimeSpan.Parse(policy.DelayInterval, CultureInfo.InvariantCulture), time, stopping);
        }

        // A clock that fires a moment too soon must not make the same run due twice.
        var counted = planned > started ? planned.Value : started;
        _last = counted;
        return schedule.Next(counted, time.LocalTimeZone);
    }

    private async Task<bool> TryRunAsync(TimerInfo info, int retry, CancellationToken abort)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var alarm = timeout is { } span
            ? time.CreateTimer(_ => limit.Cancel(), null, span, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            await pipeline.RunAsync(scopes, services => new BackgroundFunctionContext(function, info, services, limit.Token)
            {
                Retry = (function.Function.Retry as FixedDelayRetryAttribute) is { } policy ? (retry, policy.MaxRetryCount) : null,
            });
            return true;
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function.Function.Name);
            return false;
        }
    }

    private ScheduleStatus? Status(DateTimeOffset now, DateTimeOffset next) =>
        !_trigger.UseMonitor || schedule.IsSubMinute(now, time.LocalTimeZone)
            ? null
            : new ScheduleStatus { Last = Local(_last), Next = Local(next), LastUpdated = Local(_last) };

    private DateTime Local(DateTimeOffset? utc) =>
        utc is { } at ? DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).DateTime, DateTimeKind.Local) : default;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
