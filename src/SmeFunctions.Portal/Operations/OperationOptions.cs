using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Operations;

public sealed class OperationOptions
{
    public const string Section = "Operations";

    /// <summary>How long one execution works before it requests the next slice; well below the host's <c>functionTimeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:02:00")]
    public TimeSpan SliceTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Items per page; the position is stored after each page.</summary>
    [Range(1, 1_000)]
    public int PageSize { get; set; } = 100;

    /// <summary>Items that are processed in parallel.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>Items that an import processes in parallel. Ingestion of what it has written works at the same time, so its calls wait longer.</summary>
    [Range(1, 128)]
    public int ImportParallel { get; set; } = 32;

    /// <summary>Findings that are stored; more are only counted.</summary>
    [Range(1, 100_000)]
    public int MaxFindings { get; set; } = 10_000;
}
