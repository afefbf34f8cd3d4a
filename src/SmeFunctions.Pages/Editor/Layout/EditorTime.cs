using System.Globalization;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Portal;

namespace SmeFunctions.Pages.Editor.Layout;

/// <summary>Times in the editors' pages are in the portal's time zone, to the minute.</summary>
internal static class EditorTime
{
    public static string Format(DateTimeOffset moment, PortalOptions portal, LocalizedText text)
    {
        var local = TimeZoneInfo.ConvertTime(moment, portal.FindTimeZone());
        return text.FormatDate(DateOnly.FromDateTime(local.DateTime)) + local.ToString(" HH:mm", CultureInfo.InvariantCulture);
    }
}
