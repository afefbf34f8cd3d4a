using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Ingestion;

public sealed class IngestionOptions
{
    public const string Section = "Ingestion";

    /// <summary>The largest seed in bytes; a larger one is rejected. Over HTTP, the worker accepts at most 30,000,000 bytes.</summary>
    [Range(1_024, 30_000_000)]
    public int MaxSeedBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>How long the reconciler waits before it requests the same version of a seed again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RequestAgainAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the reconciler waits before it requests a failed seed again. The time doubles with each failure, up to six hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan RetryFailedAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the reconciler compares the container with the whole status table; one call per 1,000 seeds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan FullComparisonEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the reconciler stores its checkpoint at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a preview link is valid.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan PreviewLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an upload link is valid.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UploadLinkLifetime { get; set; } = TimeSpan.FromMinutes(15);
}
