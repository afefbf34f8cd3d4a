namespace SmeFunctions.Portal.Visits;

/// <summary>The portal's day, and elapsed time.</summary>
internal sealed class VisitClock(TimeProvider time, string timeZone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);

    public TimeProvider Time => time;

    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone).DateTime);

    /// <summary>
    /// Elapsed time by the clock that shows more: the monotonic clock stops while some machines sleep, and the wall clock may be set back.
    /// </summary>
    public readonly struct Stopwatch(TimeProvider time)
    {
        private readonly TimeProvider? _time = time;
        private readonly long _started = time.GetTimestamp();
        private readonly DateTimeOffset _startedAt = time.GetUtcNow();

        /// <summary>The longest possible time if it was never started.</summary>
        public TimeSpan Elapsed
        {
            get
            {
                if (_time is not { } time)
                {
                    return TimeSpan.MaxValue;
                }

                var steady = time.GetElapsedTime(_started);
                var wall = time.GetUtcNow() - _startedAt;
                return steady > wall ? steady : wall;
            }
        }
    }

    public Stopwatch Start() => new(time);
}
