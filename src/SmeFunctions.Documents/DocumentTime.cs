using System.Globalization;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents;

/// <summary>A time as a document states it.</summary>
/// <param name="Time">Date and time of day; midnight if none is stated.</param>
/// <param name="Offset">Offset from UTC; <see langword="null"/> for the portal's time zone.</param>
public readonly record struct DocumentTime(DateTime Time, TimeSpan? Offset)
{
    /// <summary>The time in UTC, for a portal in <paramref name="zone"/>.</summary>
    public DateTimeOffset ToOffset(TimeZoneInfo zone) => new DateTimeOffset(Time, Offset ?? zone.GetUtcOffset(Time)).ToUniversalTime();

    /// <summary>Parses every form of a date that pages use, with or without time and offset.</summary>
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
