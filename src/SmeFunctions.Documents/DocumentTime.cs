using System.Globalization;
using SmeFunctions.Documents.PlainText;

namespace SmeFunctions.Documents;

/// <summary>A moment as a document states it.</summary>
/// <param name="Time">Day and time of day; midnight where none is said.</param>
/// <param name="Offset">From UTC; <see langword="null"/> where none is said, and the portal's time zone is meant.</param>
public readonly record struct DocumentTime(DateTime Time, TimeSpan? Offset)
{
    /// <summary>The moment, for a portal whose days are those of <paramref name="zone"/>.</summary>
    public DateTimeOffset ToOffset(TimeZoneInfo zone) => new DateTimeOffset(Time, Offset ?? zone.GetUtcOffset(Time)).ToUniversalTime();

    /// <summary>Takes every form of a date that a portal's page may have, with or without time and offset.</summary>
    public static bool TryParse(string text, out DocumentTime moment)
    {
        moment = default;
        text = text.Trim();
        if (text.Length > 60 || !PageDate.TryParse(text, out var day, out var match))
        {
            return false;
        }

        if (!match.Groups["time"].Success)
        {
            moment = new DocumentTime(day.ToDateTime(TimeOnly.MinValue), Offset: null);
            return true;
        }

        var hour = Number("h");
        if (match.Groups["half"] is { Success: true } half)
        {
            if (hour is 0 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (half.Value is "p" or "P" ? 12 : 0);
        }
        else if (match.Groups["noon"] is { Success: true } noon && noon.Value[0] == '下' && hour < 12)
        {
            hour += 12;
        }

        if (hour > 23 || (match.Groups["sign"].Success && (Number("oh") > 13 || Number("om") > 59)))
        {
            return false;
        }

        TimeSpan? offset = match.Groups["utc"].Success ? TimeSpan.Zero
            : match.Groups["sign"].Success ? new TimeSpan(Number("oh"), Number("om"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1)
            : null;
        moment = new DocumentTime(day.ToDateTime(new TimeOnly(hour, Number("min"), Number("s"))), offset);
        return true;

        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
    }
}
