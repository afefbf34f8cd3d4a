using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Settings of feeds and robots.txt.</summary>
public sealed class FeedOptions : IValidatableObject
{
    public const string Section = "Feeds";

    /// <summary>The number of articles in a feed. Each is read in full when a feed is created.</summary>
    [Range(1, 100)]
    public int Items { get; set; } = 30;

    /// <summary>Minutes that a reader may wait before it asks again.</summary>
    [Range(1, 1_440)]
    public int MinutesToLive { get; set; } = 15;

    /// <summary>WebSub hubs that notify subscribers. The operator must notify the hub.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The configuration binder fills arrays.")]
    public Uri[] Hubs { get; set; } = [];

    /// <summary>Whether crawlers may index the site; false for test sites.</summary>
    public bool AllowCrawlers { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var hub in Hubs.Where(hub => !hub.IsAbsoluteUri || (hub.Scheme != Uri.UriSchemeHttps && hub.Scheme != Uri.UriSchemeHttp)))
        {
            yield return new ValidationResult($"'{hub}' is no address of a hub.", [nameof(Hubs)]);
        }
    }
}
