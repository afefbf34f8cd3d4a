using System.ComponentModel.DataAnnotations;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Settings of the visit counter. The defaults suit up to some dozens of instances.</summary>
public sealed class VisitOptions
{
    public const string Section = "Visits";

    /// <summary>IANA name of the time zone whose midnight separates the days.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>Visits that may wait for storage in a process; more are refused at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How long a visit waits for storage at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of one storage call.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause after a failed call. It doubles with each failure, up to <see cref="MaxRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// After a write of many visits, how long the next write waits for the clients that were just answered. It must be well above the time that they
    /// need: a write that starts early contains almost nothing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan GatherFor { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The number of visits in a write from which the next one waits.</summary>
    [Range(2, 1_000_000)]
    public int GatherFrom { get; set; } = 8;

    /// <summary>
    /// Parallel writes of a process, one per partition. A waiting partition gathers more visits, so under load fewer writes contain more.
    /// </summary>
    [Range(1, VisitKeys.Partitions)]
    public int MaxParallelWrites { get; set; } = 4;

    /// <summary>The wait that a refused client is told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an entity must be idle, by the clock of storage, before it is compacted.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CompactAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The same where a partition has more than <see cref="ManyOpenRows"/> open entities.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CompactAfterWhenMany { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of open entities in a partition above which they are compacted earlier.</summary>
    [Range(1, 1_000_000)]
    public int ManyOpenRows { get; set; } = 500;

    /// <summary>How long a tombstone is kept. Far above <see cref="WriteDeadline"/>: a writer in doubt finds its last batch there.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "7.00:00:00")]
    public TimeSpan TombstoneFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old the visits of other processes may be. With the time that a response is cached, two seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(1.75);

    /// <summary>
    /// The entities per second that all processes together read in a partition. Storage handles 2,000, most of which the writes need. With more
    /// entities, each process reads less often: counts of other processes are older, stored counts stay exact.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ViewRowsPerSecond { get; set; } = 300;

    /// <summary>How old rankings and the series of the whole site may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StatisticsFreshFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Visits of one client in a minute that a process counts; more are answered 429. 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int MaxPerClientAndMinute { get; set; }

    /// <summary>Whether the number of different visitors of each day is estimated.</summary>
    public bool EstimateVisitors { get; set; }

    /// <summary>The header in which a proxy gives the address of a client; its last entry counts. Empty where clients connect directly.</summary>
    public string ClientAddressHeader { get; set; } = "X-Forwarded-For";

    /// <summary>Articles that this process caches; about 400 bytes each.</summary>
    [Range(VisitKeys.Partitions, 10_000_000)]
    public int MaxCachedArticles { get; set; } = 200_000;

    /// <summary>The random part of a pause, 0 to 1. Simulations set their own.</summary>
    internal Func<double> Jitter { get; set; } = Random.Shared.NextDouble;

    /// <summary>The pause after a number of failures: exponential, half of it random so that instances do not retry together.</summary>
    internal TimeSpan GetRetryDelay(int failures)
    {
        var full = Math.Min(MaxRetryDelay.TotalMilliseconds, RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 20)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Jitter() / 2)));
    }

    /// <summary>
    /// Client options for this table, without retries. A retry inside the SDK hides whether the first attempt was stored. The counter stays exact
    /// with retries, but learns of failures later.
    /// </summary>
    public static TableClientOptions CreateClientOptions()
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return options;
    }
}
