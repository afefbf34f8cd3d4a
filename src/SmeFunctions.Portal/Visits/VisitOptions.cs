using System.ComponentModel.DataAnnotations;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Visits;

/// <summary>Settings of the visit counter. The defaults suit one to some dozens of instances.</summary>
public sealed class VisitOptions
{
    public const string Section = "Visits";

    /// <summary>IANA name of the zone whose midnight parts the days.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>Visits of this process that may wait for storage at once; later ones are refused at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How long a visit waits for storage at the most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one storage call may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The first pause after a failed call; doubled for each further one, up to <see cref="MaxRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// After a write of many visits, how long the next one waits at the most for the clients just answered to come back. Well above the time that they
    /// need: one that gives up early holds next to nothing, and all who come just after wait for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan GatherFor { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many visits that takes; below, a write never waits.</summary>
    [Range(2, 1_000_000)]
    public int GatherFrom { get; set; } = 8;

    /// <summary>
    /// Writes of this process under way at once, one for each partition. A partition whose turn it is not yet goes on gathering, so that under load
    /// fewer writes hold more: fewer calls to pay for and to wait for.
    /// </summary>
    [Range(1, VisitKeys.Partitions)]
    public int MaxParallelWrites { get; set; } = 4;

    /// <summary>What a refused visit is told to wait.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a writer's row must be untouched, by the clock of the storage, before it is folded.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CompactAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The same where a partition has more than <see cref="ManyOpenRows"/> open rows.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CompactAfterWhenMany { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of open rows in a partition above which they are compacted earlier.</summary>
    [Range(1, 1_000_000)]
    public int ManyOpenRows { get; set; } = 500;

    /// <summary>How long a folded row stays as a tombstone. Far above <see cref="WriteDeadline"/>: a writer in doubt finds its last batch there.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "7.00:00:00")]
    public TimeSpan TombstoneFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old the visits counted by other processes may be when an answer is made. With the time that it is given on, two seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(1.75);

    /// <summary>
    /// The rows per second that all processes together read in a partition to learn of each other's visits. Storage serves 2,000 per second, most of
    /// which the visits need. When there are more rows, each process reads them less often: the numbers of other processes are older, the counts stay exact.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ViewRowsPerSecond { get; set; } = 300;

    /// <summary>How old the most-read lists and the series of the whole site may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StatisticsFreshFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Articles whose numbers this process keeps in memory; about 400 bytes each.</summary>
    [Range(VisitKeys.Partitions, 10_000_000)]
    public int MaxCachedArticles { get; set; } = 200_000;

    /// <summary>0 to 1 of the random part of a pause. A simulation gives its own.</summary>
    internal Func<double> Jitter { get; set; } = Random.Shared.NextDouble;

    /// <summary>The pause after that many failures: exponential, half of it random so that instances do not come back in step.</summary>
    internal TimeSpan GetRetryDelay(int failures)
    {
        var full = Math.Min(MaxRetryDelay.TotalMilliseconds, RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 20)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Jitter() / 2)));
    }

    /// <summary>
    /// Options for the client of this table: no retries of the SDK's own. A retry inside the SDK hides whether the first
    /// try was stored; the counter is right even so, but the pause belongs where the batch id is looked up.
    /// </summary>
    public static TableClientOptions CreateClientOptions()
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return options;
    }
}
