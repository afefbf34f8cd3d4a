using System.Globalization;
using NCrontab;

namespace SmeFunctions.SelfHost.Timers;

/// <summary>When a timer runs: a cron expression in local time (TZ), or an interval.</summary>
internal sealed class TimerSchedule
{
    // The following years contain every possible day.
    private static readonly DateTime _epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval)
    {
        _cron = cron;
        _interval = interval;
    }

    /// <summary>Parses what the Functions host accepts: six cron fields, five without seconds, or a time span.</summary>
    public static bool TryParse(string text, out TimerSchedule schedule)
    {
        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5;
        var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds });
        var interval = TimeSpan.Zero;
        if (cron?.GetNextOccurrence(_epoch, _epoch.AddYears(9)) == _epoch.AddYears(9))
        {
            // For example the 31st of February.
            cron = null;
        }

        var valid = cron is not null || (TryParseDelay(text, out interval) && interval > TimeSpan.Zero);
        schedule = new TimerSchedule(cron, interval);
        return valid;
    }

    public static bool TryParseDelay(string text, out TimeSpan delay) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out delay) && delay >= TimeSpan.Zero;

    /// <summary>The problem of a schedule without settings.</summary>
    public static IEnumerable<string> CheckLiteral(string text) =>
        text.Contains('%', StringComparison.Ordinal) || TryParse(text, out _) ? [] : [Problem(text)];

    public static string Problem(string text) =>
        $"'{text}' is neither a schedule of five or six cron fields nor a time span, written hh:mm:ss";

    /// <summary>The first time after the given one, both in UTC.</summary>
    public DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (_cron is null)
        {
            return after + _interval;
        }

        // A time that occurs twice, when the clock goes back, is taken as the second one, which is always later than the given time.
        var next = _cron.GetNextOccurrence(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        return new DateTimeOffset(next, zone.GetUtcOffset(next)).ToUniversalTime();
    }

    /// <summary>Whether it may run more than once a minute. The Functions host stores no status for such a schedule.</summary>
    public bool IsSubMinute(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (_cron is null)
        {
            return _interval < TimeSpan.FromMinutes(1);
        }

        var second = Next(Next(now, zone), zone);
        return second < now + TimeSpan.FromMinutes(1);
    }
}
