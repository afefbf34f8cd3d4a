using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Search;

/// <summary>Settings of the search index.</summary>
public sealed class SearchOptions
{
    public const string Section = "Search";

    /// <summary>How old the view of the index may be before a query looks for a newer one, in the background.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the first query waits for the index to be loaded.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a segment file stays after the last manifest that names it, for instances that still load it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan KeepFilesFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The local directory for segment files; <see langword="null"/> for one in the system's temporary directory.</summary>
    public string? LocalDirectory { get; set; }

    /// <summary>The most articles that are indexed in one commit.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    internal string GetLocalDirectory() => LocalDirectory ?? Path.Combine(Path.GetTempPath(), "smefunctions-search");
}
