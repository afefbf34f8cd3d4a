using System.ComponentModel.DataAnnotations;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal;

/// <summary>What the whole portal shares.</summary>
public sealed class PortalOptions : IValidatableObject
{
    public const string Section = "Portal";

    /// <summary>The portal's day begins at midnight here. An IANA or Windows id.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>The languages the portal is published in, as primary language subtags; the first is the one assumed when a document gives no hint.</summary>
    [Required]
    [MinLength(1)]
    [SuppressMessage("Performance", "CA1819", Justification = "The configuration binder fills arrays.")]
    public string[] Languages { get; set; } = ["en", "zh"];

    /// <summary>What the portal is called, by language.</summary>
    [Required]
    public Dictionary<string, string> Names { get; } = new() { ["en"] = "SME Portal Online", ["zh"] = "中小企业门户" };

    /// <summary>
    /// Where readers find the portal: scheme and host, as in <c>https://portal.example</c>. Without it absolute addresses are made of what the
    /// request was sent to, which is right on a developer's machine and wrong behind the Functions host.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>What the portal is called in a language; in the first one, when it has no name there.</summary>
    public string GetName(string lang) => Names.TryGetValue(lang, out var name) || Names.TryGetValue(Languages[0], out name) ? name : "SME Portal Online";

    public TimeZoneInfo FindTimeZone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The portal's calendar day at <paramref name="instant"/>.</summary>
    public DateOnly GetDay(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, FindTimeZone()).DateTime);

    // Robots and sitemaps speak for a whole host only: a path has no place here.
    private static bool IsSiteAddress(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 and < 254 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"'{TimeZone}' is no time zone that this machine knows.", [nameof(TimeZone)]);
        }

        if (PublicUrl is not null && !IsSiteAddress(PublicUrl))
        {
            yield return new ValidationResult($"'{PublicUrl}' is no scheme and host, as in https://portal.example.", [nameof(PublicUrl)]);
        }

        foreach (var language in Languages.Where(language => !LanguageTag.IsPrimary(language)))
        {
            yield return new ValidationResult($"'{language}' is no language: two or three lower-case letters are expected.", [nameof(Languages)]);
        }
    }
}
