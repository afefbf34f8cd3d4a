using System.Globalization;
using SmeFunctions.SelfHost.Timers;

namespace SmeFunctions.SelfHost.Tests.Timers;

public class TimerScheduleTests
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("*/2 * * * * *", "2026-01-01T00:00:02Z")]
    [InlineData("0 */5 * * * *", "2026-01-01T00:05:00Z")]
    [InlineData("*/5 * * * *", "2026-01-01T00:05:00Z")]
    [InlineData("0 30 9 29 2 *", "2028-02-29T09:30:00Z")]
    [InlineData("00:10:00", "2026-01-01T00:10:00Z")]
    public void Takes_six_fields_five_fields_and_intervals(string text, string next)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule));

        Assert.Equal(At(next), schedule.Next(At("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("* * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("0 0 0 30 2 *")]
    public void Refuses_what_is_no_schedule_or_never_comes(string text) => Assert.False(TimerSchedule.TryParse(text, out _));

    [Theory]
    [InlineData("0 0 9 * * *", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z")]
    // 2:30 does not exist on the day the clock goes forward, and comes twice on the day it goes back.
    [InlineData("0 30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("0 30 2 * * *", "2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 30 2 * * *", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    public void Counts_in_local_time(string text, string after, string next)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule));

        Assert.Equal(At(next), schedule.Next(At(after), _berlin));
    }

    [Fact]
    public void Goes_on_through_the_hour_that_comes_twice()
    {
        Assert.True(TimerSchedule.TryParse("0 */30 * * * *", out var schedule));
        List<DateTimeOffset> times = [At("2026-10-24T23:30:00Z")];

        while (times.Count < 5)
        {
            times.Add(schedule.Next(times[^1], _berlin));
        }

        Assert.Equal(
            [At("2026-10-25T01:00:00Z"), At("2026-10-25T01:30:00Z"), At("2026-10-25T02:00:00Z"), At("2026-10-25T02:30:00Z")],
            times.Skip(1));
    }

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Knows_whether_it_runs_more_than_once_a_minute(string text, bool expected)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule));

        Assert.Equal(expected, schedule.IsSubMinute(At("2026-01-01T00:00:10Z"), TimeZoneInfo.Utc));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
