using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace SmeFunctions.Portal.Reading;

/// <summary>Settings of caching, in this process and on the way to readers.</summary>
public sealed class ReadingOptions
{
    public const string Section = "Reading";

    /// <summary>How long a response is fresh. Changes that this process publishes show at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for neighbors and related articles, which cost more and matter less.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ContextFreshFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a response keeps its visit counts. Under load it is created and compressed no more often than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan VisitCountsFreshFor { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a stale response may be served while storage does not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a reader waits for storage when there is a stale response.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Approximate size of the cache in megabytes.</summary>
    [Range(1, 100_000)]
    public int CacheMegabytes { get; set; } = 200;

    /// <summary><c>max-age</c> of public responses.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary><c>s-maxage</c> of web pages, for CDNs. A page that was taken down may be served that long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SharedMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary><c>stale-while-revalidate</c> of public responses.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleWhileRevalidate { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary><c>Cache-Control</c> of public responses. Created once, because settings do not change.</summary>
    internal string CacheControl => field ??= string.Create(
        CultureInfo.InvariantCulture,
        $"public, max-age={(long)MaxAge.TotalSeconds}, stale-while-revalidate={(long)StaleWhileRevalidate.TotalSeconds}");

    /// <summary><c>Cache-Control</c> of web pages.</summary>
    internal string PageCacheControl => field ??= string.Create(
        CultureInfo.InvariantCulture,
        $"public, max-age={(long)MaxAge.TotalSeconds}, s-maxage={(long)SharedMaxAge.TotalSeconds}, stale-while-revalidate={(long)StaleWhileRevalidate.TotalSeconds}");
}
