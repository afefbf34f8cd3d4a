using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.PlainText;

/// <summary>
/// A date as portals write it, with or without a day of the week and a time of day: 2017-01-04, 2017/1/4, 2017年1月4日, 二〇一七年一月四日, Jan 4, 2017, 4 January 2017,
/// 04-Jan-2017, and in the years of the Republic 民國106年1月4日, 106/01/04. Numbers alone with the year at their end are none: whether day or month comes first, they do not say.
/// </summary>
internal static partial class PageDate
{
    private const string HanDigits = "〇一二三四五六七八九";

    private static readonly string[] _months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Finds a date at the very start.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="date">The day; <see langword="null"/> when it has the form of a date, but there is no such day.</param>
    /// <returns>How much of the text it takes; 0 when there is none.</returns>
    public static int GetLengthAtStart(string text, out DateOnly? date)
    {
        date = null;
        return MatchAtStart(text) is { } match ? Length(match, out date) : 0;
    }

    /// <summary>Takes a text that is a date and nothing else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">The day.</param>
    /// <param name="time">The time of day, as it was found; without success where there is none.</param>
    public static bool TryParse(string text, out DateOnly date, [NotNullWhen(true)] out Match? time)
    {
        time = MatchAtStart(text);
        DateOnly? found = null;
        var isDate = time is not null && Length(time, out found) == text.Length && found is not null;
        date = found.GetValueOrDefault();
        return isDate;
    }

    private static Match? MatchAtStart(string text)
    {
        foreach (var form in new[] { YearFirst(), MonthFirst(), DayFirst(), MinguoYear(), ChineseNumerals() })
        {
            if (form.Match(text) is { Success: true } match)
            {
                return match;
            }
        }

        return null;
    }

    private static int Length(Match match, out DateOnly? date)
    {
        // The first year of the Republic is 1912.
        var year = match.Groups["y"].Value;
        var y = Number(year) + (year.Length < 4 ? 1911 : 0);
        var m = Number(match.Groups["m"].Value);
        var d = Number(match.Groups["d"].Value);
        date = y is >= 1900 and < 2200 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m) ? new DateOnly(y, m, d) : null;
        return match.Length;
    }

    private static int Number(string text)
    {
        if (char.IsAsciiDigit(text[0]))
        {
            return int.Parse(text, CultureInfo.InvariantCulture);
        }

        if (char.IsAsciiLetter(text[0]))
        {
            return Array.IndexOf(_months, text[..3].ToLowerInvariant()) + 1;
        }

        // 二〇一七 is said digit by digit, 二十一 is twice ten and one.
        text = text.Replace('零', '〇').Replace('○', '〇');
        var tens = text.IndexOf('十', StringComparison.Ordinal);
        return tens < 0
            ? text.Aggregate(0, (number, digit) => (number * 10) + HanDigits.IndexOf(digit, StringComparison.Ordinal))
            : ((tens == 0 ? 1 : Number(text[..tens])) * 10) + (tens == text.Length - 1 ? 0 : Number(text[(tens + 1)..]));
    }

    private const string DayOfWeek =
        @"(?:\s?[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天](?!\p{IsCJKUnifiedIdeographs})[)）]?|\s?[(（](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?[)）])?";

    private const string Time =
        @"(?<time>[,，T]?\s*(?<noon>[上下]午\s?)?(?<h>[0-2]?[0-9])(?:[:：](?<min>[0-5][0-9])(?:[:：](?<s>[0-5][0-9]))?(?:\.[0-9]{1,7})?|\s?[时時](?:\s?(?<min>[0-5]?[0-9])\s?分(?:\s?(?<s>[0-5]?[0-9])\s?秒)?)?)" +
        @"(?:\s?(?:(?<half>[AaPp])\.?[Mm]\.?|(?<utc>Z)|(?<sign>[+-])(?<oh>[0-9]{2}):?(?<om>[0-9]{2})))?)?";

    private const string AfterDay = DayOfWeek + Time;
    private const string Month = @"(?<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";
    private const string Day = "(?<d>[0-9]{1,2})(?:st|nd|rd|th)?";

    // "The Sun Jan 4 2017" begins with the name of a paper, not of a day.
    private const string DayOfWeekBefore = @"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,|(?:Mon|Tue|Wed|Thu|Fri|Sat))\s)?";

    [GeneratedRegex(@"^(?<y>[0-9]{4})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{1,2})\k<p>(?<d>[0-9]{1,2})(?![0-9])|-" + Month + "-(?<d>[0-9]{1,2})(?![0-9]))" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:(?:中華)?民國\s?(?<y>[0-9]{2,3})\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<y>1[0-9]{2})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{2})\k<p>(?<d>[0-9]{2})(?![0-9])))" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MinguoYear();

    [GeneratedRegex("^" + DayOfWeekBefore + Month + @"[\s.-]" + Day + @"(?:,\s?|[\s-])(?<y>[0-9]{4})(?![0-9])" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MonthFirst();

    [GeneratedRegex("^" + DayOfWeekBefore + Day + @"[\s-]" + Month + @"(?:,\s?|[\s-])(?<y>[0-9]{4})(?![0-9])" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex DayFirst();

    [GeneratedRegex("^(?<y>[〇零○一二三四五六七八九]{4})年(?<m>[一二三四五六七八九十]{1,2})月(?<d>[一二三四五六七八九十]{1,3})日" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ChineseNumerals();
}
