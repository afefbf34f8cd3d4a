using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Timers;

/// <summary>
/// Runs a function on its schedule, never twice at the same time in this process. No lock in storage decides which process runs it, and no status is
/// stored, so a run that was missed while the app was down is unknown, and <c>IsPastDue</c> is false.
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
    // The longest delay of a framework timer is 49 days.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);

    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Function.Trigger;
    private DateTimeOffset? _last;

    /// <param name="stopping">No new run after this.</param>
    /// <param name="abort">Passed to the function.</param>
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
                // From the current time, not from the last run: a long run delays nothing, and a missed one starts at once.
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
            // The app is stopping.
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

            // The attribute itself rejects an invalid delay.
            await Task.Delay(TimeSpan.Parse(policy.DelayInterval, CultureInfo.InvariantCulture), time, stopping);
        }

        // A timer that fires slightly early must not make the same run due twice.
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
        catch (OperationCanceledException e) when (abort.IsCancellationRequested)
        {
            LogCancelled(logger, e, function.Function.Name);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} was cancelled because the app stops")]
    private static partial void LogCancelled(ILogger logger, Exception exception, string function);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
