using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Portal.Ingestion.Readers.PortalPage;

/// <summary>
/// A date as portals write it, with or without a time of day: 2017-01-04, 2017/1/4, 2017年1月4日, Jan 4, 2017, 4 January 2017, and in the years of the
/// Republic 民國106年1月4日, 106/01/04.
/// </summary>
internal static partial class PortalDate
{
    private static readonly string[] _months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Finds a date at the very start.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="date">The day; <see langword="null"/> when it has the form of a date, but there is no such day.</param>
    /// <returns>How much of the text it takes; 0 when there is none.</returns>
    public static int LengthAtStart(string text, out DateOnly? date)
    {
        foreach (var form in new[] { YearFirst(), MonthFirst(), DayFirst(), Republic() })
        {
            var match = form.Match(text);
            if (match.Success)
            {
                date = Day(match.Groups["y"].Value, match.Groups["m"].Value, match.Groups["d"].Value);
                return match.Length;
            }
        }

        date = null;
        return 0;
    }

    private static DateOnly? Day(string year, string month, string day)
    {
        // The first year of the Republic is 1912.
        var y = int.Parse(year, CultureInfo.InvariantCulture) is var stated && year.Length < 4 ? stated + 1911 : stated;
        var m = char.IsAsciiDigit(month[0])
            ? int.Parse(month, CultureInfo.InvariantCulture)
            : Array.IndexOf(_months, month[..3].ToLowerInvariant()) + 1;
        var d = int.Parse(day, CultureInfo.InvariantCulture);

        return y is >= 1900 and < 2200 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m) ? new DateOnly(y, m, d) : null;
    }

    private const string Time = @"(?:(?:\s+|T)[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?(?:\.[0-9]{1,7})?(?:\s?(?:[AaPp]\.?[Mm]\.?|Z|[+-][0-9]{2}:?[0-9]{2}))?)?";
    private const string Month = @"(?<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";

    [GeneratedRegex(@"^(?<y>[0-9]{4})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{1,2})\k<p>(?<d>[0-9]{1,2}))(?![0-9])" + Time, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:(?:中華)?民國\s?(?<y>[0-9]{2,3})\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<y>1[0-9]{2})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{2})\k<p>(?<d>[0-9]{2})))(?![0-9])" + Time, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Republic();

    [GeneratedRegex("^" + Month + @"\s(?<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?<y>[0-9]{4})(?![0-9])" + Time, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"^(?<d>[0-9]{1,2})(?:st|nd|rd|th)?\s" + Month + @",?\s(?<y>[0-9]{4})(?![0-9])" + Time, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DayFirst();
}
