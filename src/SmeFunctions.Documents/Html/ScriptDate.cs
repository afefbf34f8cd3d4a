using System.Globalization;
using System.Text.RegularExpressions;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Html;

/// <summary>Finds the day of publication in the scripts of a page. Some sites, among them WeChat, show it only by script: "yesterday".</summary>
internal static partial class ScriptDate
{
    // WeChat states times as seconds, and its readers are in this zone.
    private static readonly TimeSpan _chinaOffset = TimeSpan.FromHours(8);

    /// <param name="markup">The page with its scripts.</param>
    /// <returns>The day; <see langword="null"/> when no script states one, or scripts state several.</returns>
    public static DateOnly? Find(string markup)
    {
        var days = Statement().EnumerateMatches(markup);
        DateOnly? found = null;
        foreach (var statement in days)
        {
            if (Read(Value().Match(markup, statement.Index, statement.Length).Groups["value"].Value) is not { } day)
            {
                continue;
            }

            if (found is not null && found != day)
            {
                return null;
            }

            found = day;
        }

        return found;
    }

    private static DateOnly? Read(string value) =>
        value.Length == 10 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(_chinaOffset).DateTime)
        : PageDate.GetLengthAtStart(value, out var day) > 0 ? day
        : null;

    [GeneratedRegex("""(?:\bvar\s{1,4}ct|\b(?:publish|published|publication|pub)_?(?:time|date|at)["']?)\s{0,4}[:=]\s{0,4}["'][0-9][0-9T:. /+Z年月日-]{7,30}["']""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Statement();

    [GeneratedRegex("""["'](?<value>[0-9][^"']*)["']$""", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Value();
}
