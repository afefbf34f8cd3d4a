using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>
/// Parses dates in the forms that portals use, with or without weekday and time: 2017-01-04, 2017/1/4, 2017年1月4日, 二〇一七年一月四日, Jan 4, 2017, 4 January
/// 2017, 04-Jan-2017, and years of the Republic: 民國106年1月4日, 106/01/04. A number with the year at its end is ambiguous, and not accepted.
/// </summary>
internal static partial class PageDate
{
    private const string HanDigits = "〇一二三四五六七八九";

    // Typists write zero in a Chinese year in many ways.
    private const string Zeros = "零○0OoＯ０";

    private static readonly string[] _months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Parses a date at the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">The day; <see langword="null"/> when it has the form of a date, but is no day.</param>
    /// <returns>The length of the date; 0 when there is none.</returns>
    public static int GetLengthAtStart(string text, out DateOnly? date)
    {
        date = null;
        return MatchAtStart(text) is { } match ? Length(match, out date) : 0;
    }

    /// <summary>Parses a text that is a date and nothing else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">The day.</param>
    /// <param name="time">The match of the time of day; no success without one.</param>
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
        date = Create(y, m, d);
        return match.Length;
    }

    /// <summary>Creates a day; <see langword="null"/> when there is no such day.</summary>
    public static DateOnly? Create(int year, int month, int day) =>
        year is >= 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Number(string text)
    {
        if (text.All(char.IsAsciiDigit))
        {
            return int.Parse(text, CultureInfo.InvariantCulture);
        }

        if (text.Length >= 3 && text.Take(3).All(char.IsAsciiLetter))
        {
            return Array.IndexOf(_months, text[..3].ToLowerInvariant()) + 1;
        }

        // 二〇一七 is read digit by digit; 二十一 is twice ten and one.
        text = string.Concat(text.Select(c => Zeros.Contains(c, StringComparison.Ordinal) ? '〇' : c));
        var tens = text.IndexOf('十', StringComparison.Ordinal);
        return tens < 0
            ? text.Aggregate(0, (number, digit) => (number * 10) + HanDigits.IndexOf(digit, StringComparison.Ordinal))
            : ((tens == 0 ? 1 : Number(text[..tens])) * 10) + (tens == text.Length - 1 ? 0 : Number(text[(tens + 1)..]));
    }

    private const string DayOfWeek =
        @"(?:\s?[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天](?!\p{IsCJKUnifiedIdeographs})[)）]?|\s?[(（](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?[)）])?";

    private const string Time =
        @"(?<time>(?:[,，T]?\s*(?:at\s+)?|\s+[-–—]\s+)(?<noon>[上下]午\s?)?(?<h>[0-2]?[0-9])(?:[:：](?<min>[0-5]?[0-9])(?![0-9])(?:[:：](?<s>[0-5]?[0-9])(?![0-9]))?(?:\.[0-9]{1,7})?|\s?[时時](?:\s?(?<min>[0-5]?[0-9])\s?分(?:\s?(?<s>[0-5]?[0-9])\s?秒)?)?)" +
        @"(?:\s?(?:(?<half>[AaPp])\.?[Mm]\.?|(?<utc>Z)|(?<sign>[+-])(?<oh>[0-9]{2}):?(?<om>[0-9]{2})))?(?:\s?\(?(?:GMT|UTC|WIB|WITA|HKT|CST|EST|EDT|PST|PDT|BST|CET|CEST|IST|SGT|JST|KST|MYT|PHT|ICT|hrs?|h)\b(?:\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?\)?)?)?";

    private const string AfterDay = DayOfWeek + Time;
    private const string Month = @"(?<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";
    private const string Day = "(?<d>[0-9]{1,2})(?:st|nd|rd|th)?";

    // "The Sun Jan 4 2017" begins with the name of a newspaper, not of a day.
    private const string DayOfWeekBefore = @"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,|(?:Mon|Tue|Wed|Thu|Fri|Sat))\s)?";

    [GeneratedRegex(@"^(?<y>[0-9]{4})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{1,2})\k<p>(?<d>[0-9]{1,2})(?![0-9])|-" + Month + "-(?<d>[0-9]{1,2})(?![0-9]))" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:(?:中華)?民國\s?(?<y>[0-9]{2,3})\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<y>1[0-9]{2})(?:\s?年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日|(?<p>[-/.])(?<m>[0-9]{2})\k<p>(?<d>[0-9]{2})(?![0-9])))" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MinguoYear();

    [GeneratedRegex("^" + DayOfWeekBefore + Month + @"[\s.-]" + Day + @"(?:,\s?|[\s-])(?<y>[0-9]{4})(?![0-9])" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MonthFirst();

    [GeneratedRegex("^" + DayOfWeekBefore + Day + @"[\s-]" + Month + @"(?:,\s?|[\s-])(?<y>[0-9]{4})(?![0-9])" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex DayFirst();

    [GeneratedRegex("^(?<y>[〇零○0OoＯ０一二三四五六七八九]{4})\\s?年\\s?(?<m>[一二三四五六七八九十]{1,2})\\s?月\\s?(?<d>[一二三四五六七八九十]{1,3})\\s?日" + AfterDay, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ChineseNumerals();
}
