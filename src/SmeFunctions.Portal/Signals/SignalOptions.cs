using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Signals;

/// <summary>Signals to search engines and caches; all are off by default.</summary>
public sealed class SignalOptions : IValidatableObject
{
    public const string Section = "Signals";

    public const int MinKeyLength = 8;

    private const int MaxKeyLength = 128;

    /// <summary>The key of IndexNow: 8 to 128 letters, digits and hyphens. The portal serves it as <c>/{key}.txt</c>.</summary>
    public string? IndexNowKey { get; set; }

    /// <summary>The engine that is told; it tells the others.</summary>
    public Uri IndexNowEndpoint { get; set; } = new("https://api.indexnow.org/indexnow");

    /// <summary>The resource id of the endpoint of Azure Front Door whose cache is purged.</summary>
    [RegularExpression("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Cdn/profiles/[^/]+/afdEndpoints/[^/]+$")]
    public string? FrontDoorEndpointId { get; set; }

    /// <summary>Azure Resource Manager.</summary>
    public Uri ResourceManager { get; set; } = new("https://management.azure.com/");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IndexNowKey is { Length: > 0 } key && (key.Length is < MinKeyLength or > MaxKeyLength || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            yield return new ValidationResult($"The key of IndexNow has {MinKeyLength} to {MaxKeyLength} letters, digits and hyphens.", [nameof(IndexNowKey)]);
        }
    }
}
