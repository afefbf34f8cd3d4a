using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal;

/// <summary>What the whole portal shares.</summary>
internal sealed class PortalOptions : IValidatableObject
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

    public TimeZoneInfo FindTimeZone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The portal's calendar day at <paramref name="instant"/>.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, FindTimeZone()).DateTime);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"'{TimeZone}' is no time zone that this machine knows.", [nameof(TimeZone)]);
        }

        foreach (var language in Languages.Where(language => !LanguageTag.IsPrimary(language)))
        {
            yield return new ValidationResult($"'{language}' is no language: two or three lower-case letters are expected.", [nameof(Languages)]);
        }
    }
}
