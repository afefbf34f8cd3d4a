using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Operations;

public sealed class OperationOptions
{
    public const string Section = "Operations";

    /// <summary>How long one run of the function goes on before it hands over to the next; far below the host's <c>functionTimeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:02:00")]
    public TimeSpan SliceTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Things looked at between two notes of how far it got.</summary>
    [Range(1, 1_000)]
    public int PageSize { get; set; } = 100;

    /// <summary>Things looked at side by side.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>Findings kept; more are counted only.</summary>
    [Range(1, 100_000)]
    public int MaxFindings { get; set; } = 10_000;
}
