using System.Globalization;
using System.Text.RegularExpressions;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Feeds;

/// <summary>The name of a sitemap of articles: <c>en-2017-01</c>, or <c>en-2017-01-2</c> for a further part of a month.</summary>
internal sealed partial record SitemapName(string Lang, int Year, int Month, int Number)
{
    public static SitemapName ForPart(string lang, SitemapPart part) => new(lang, part.Year, part.Month, part.Number);

    public static SitemapName? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Number(string group, int otherwise) => match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        return new SitemapName(match.Groups["lang"].Value, Number("year", 0), Number("month", 0), Number("number", 1));
    }

    public override string ToString() =>
        Number == 1 ? string.Create(CultureInfo.InvariantCulture, $"{Lang}-{Year:D4}-{Month:D2}") : string.Create(CultureInfo.InvariantCulture, $"{Lang}-{Year:D4}-{Month:D2}-{Number}");

    [GeneratedRegex(@"\A(?<lang>[a-z]{2,3})-(?<year>[0-9]{4})-(?<month>0[1-9]|1[0-2])(-(?<number>[2-9]|[1-9][0-9]{1,5}))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Form();
}
