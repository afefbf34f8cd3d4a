using System.ComponentModel.DataAnnotations;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal;

/// <summary>Settings that the whole portal shares.</summary>
public sealed class PortalOptions : IValidatableObject
{
    public const string Section = "Portal";

    /// <summary>The time zone of the portal's calendar days; an IANA or Windows id.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>The languages of the portal, as primary language subtags. The first one is the default for a document without a hint.</summary>
    [Required]
    [MinLength(1)]
    [SuppressMessage("Performance", "CA1819", Justification = "The configuration binder fills arrays.")]
    public string[] Languages { get; set; } = ["en", "zh"];

    /// <summary>The portal's name, by language.</summary>
    [Required]
    public Dictionary<string, string> Names { get; } = new() { ["en"] = "SME Portal Online", ["zh"] = "中小企业门户" };

    /// <summary>
    /// Where readers find the portal: scheme and host, as in <c>https://portal.example</c>. Without it, absolute addresses use the host of the
    /// request, which is wrong behind the Functions host.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Gets the portal's name in a language; the name in the first language when it has none.</summary>
    public string GetName(string lang) => Names.TryGetValue(lang, out var name) || Names.TryGetValue(Languages[0], out name) ? name : "SME Portal Online";

    public TimeZoneInfo FindTimeZone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Gets the portal's calendar day at <paramref name="instant"/>.</summary>
    public DateOnly GetDay(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, FindTimeZone()).DateTime);

    // robots.txt and sitemaps apply to a whole host, so a path is not possible.
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
