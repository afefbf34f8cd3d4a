using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Ingestion;

public sealed class IngestionOptions
{
    public const string Section = "Ingestion";

    /// <summary>Bytes; a larger seed is rejected. The worker itself takes no more than 30,000,000 over HTTP.</summary>
    [Range(1_024, 30_000_000)]
    public int MaxSeedBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>How long the reconciler leaves a seed alone that it has asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RequestAgainAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a seed that failed rests before the reconciler asks for it once more; every further time twice as long, up to six hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan RetryFailedAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the reconciler compares with the whole status store, and not only with what it remembers: a call for each 1,000 seeds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan FullComparisonEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often, at the most, what the reconciler remembers is stored for its next start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a link to the preview of a draft is good.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan PreviewLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a link to upload a document by is good.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UploadLinkLifetime { get; set; } = TimeSpan.FromMinutes(15);
}
