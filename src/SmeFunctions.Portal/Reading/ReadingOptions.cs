using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace SmeFunctions.Portal.Reading;

/// <summary>How what readers ask for is kept in memory, here and on its way to them.</summary>
public sealed class ReadingOptions
{
    public const string Section = "Reading";

    /// <summary>How long an answer is given without a look whether it has changed. What this process publishes itself is seen at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for the neighbours of an article, which cost more and matter less.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ContextFreshFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer is given on with the numbers of visits that stand in it. Under load it is made, and compressed, no more often.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan VisitCountsFreshFor { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an answer may still be given while storage does not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a reader waits for storage while there is an older answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Megabytes, about: what is kept is counted by the length of its text.</summary>
    [Range(1, 100_000)]
    public int CacheMegabytes { get; set; } = 200;

    /// <summary><c>max-age</c> of what is public: how long a browser or a CDN need not ask.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary><c>s-maxage</c> of web pages: the same for a CDN alone. A page that was taken down may be given on for that long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SharedMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary><c>stale-while-revalidate</c> of what is public.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleWhileRevalidate { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary><c>Cache-Control</c> of what is public, made once: settings do not change while the app runs.</summary>
    internal string CacheControl => field ??= string.Create(
        CultureInfo.InvariantCulture,
        $"public, max-age={(long)MaxAge.TotalSeconds}, stale-while-revalidate={(long)StaleWhileRevalidate.TotalSeconds}");

    /// <summary><c>Cache-Control</c> of web pages.</summary>
    internal string PageCacheControl => field ??= string.Create(
        CultureInfo.InvariantCulture,
        $"public, max-age={(long)MaxAge.TotalSeconds}, s-maxage={(long)SharedMaxAge.TotalSeconds}, stale-while-revalidate={(long)StaleWhileRevalidate.TotalSeconds}");
}
