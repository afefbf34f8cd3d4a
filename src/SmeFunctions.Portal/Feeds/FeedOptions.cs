using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Feeds;

/// <summary>What feed readers and crawlers are given.</summary>
public sealed class FeedOptions : IValidatableObject
{
    public const string Section = "Feeds";

    /// <summary>How many of the newest articles a feed has. Each is read whole when a feed is made.</summary>
    [Range(1, 100)]
    public int Items { get; set; } = 30;

    /// <summary>Minutes that a reader may wait before it asks again.</summary>
    [Range(1, 1_440)]
    public int MinutesToLive { get; set; } = 15;

    /// <summary>WebSub hubs that tell subscribers of changes. Who names one must see to it that the hub is told.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The configuration binder fills arrays.")]
    public Uri[] Hubs { get; set; } = [];

    /// <summary>Whether crawlers are welcome; not on a site for tests.</summary>
    public bool AllowCrawlers { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var hub in Hubs.Where(hub => !hub.IsAbsoluteUri || (hub.Scheme != Uri.UriSchemeHttps && hub.Scheme != Uri.UriSchemeHttp)))
        {
            yield return new ValidationResult($"'{hub}' is no address of a hub.", [nameof(Hubs)]);
        }
    }
}
