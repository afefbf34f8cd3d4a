using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Localization;
using SmeFunctions.Documents;

namespace SmeFunctions.Pages.Localization;

/// <summary>The texts of the pages in one language, and how the language writes dates and numbers.</summary>
public sealed class LocalizedText
{
    private readonly IStringLocalizer _strings;
    private readonly CultureInfo _culture;

    internal LocalizedText(string lang, IStringLocalizer strings)
    {
        Lang = lang;
        _strings = strings;
        _culture = CultureInfo.GetCultureInfo(lang);
    }

    /// <summary>The language as in addresses and settings: <c>zh</c>.</summary>
    public string Lang { get; }

    /// <summary>The language as in <c>lang</c> attributes: <c>zh-Hans</c>.</summary>
    public string Tag => this["Language.Tag"];

    /// <summary>The text of a key.</summary>
    /// <exception cref="MissingManifestResourceException">No file has the key, not even the English one.</exception>
    public string this[string key]
    {
        get
        {
            // A localizer answers in the current culture. A page is rendered in the language of its address, whatever the request's culture is.
            var culture = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = _culture;
            try
            {
                var text = _strings[key];
                return text.ResourceNotFound ? throw new MissingManifestResourceException($"There is no text '{key}'.") : text.Value;
            }
            finally
            {
                CultureInfo.CurrentUICulture = culture;
            }
        }
    }

    /// <summary>The text of a key, with values in its placeholders.</summary>
    public string Format(string key, params object[] values) => string.Format(_culture, this[key], values);

    /// <summary>The text of a key with a number in it. A language with a singular form has it under the key with <c>.One</c>.</summary>
    public string FormatCount(string key, long number) => Format(GetCountKey(key, number), FormatNumber(number));

    /// <summary>The text that <see cref="FormatCount"/> fills in. The page's script fills in a newer number.</summary>
    public string GetCountPattern(string key, long number) => this[GetCountKey(key, number)];

    public string FormatNumber(long number) => number.ToString("N0", _culture);

    /// <summary>A size in bytes, in the largest unit that it has one of.</summary>
    public string FormatBytes(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB"];
        var unit = 0;
        double size = bytes;
        for (; size >= 1_000 && unit < units.Length - 1; unit++)
        {
            size /= 1_000;
        }

        return $"{size.ToString(size < 10 && unit > 0 ? "N1" : "N0", _culture)}\u00A0{units[unit]}";
    }

    public string FormatDate(DateOnly date) => date.ToString(this["Day.Pattern"], _culture);

    /// <summary>The <c>lang</c> attribute of an element in a language; <see langword="null"/> when it is the page's own.</summary>
    public string? GetForeignTag(string tag) => tag == Tag || tag == Lang ? null : tag;

    /// <summary>
    /// The <c>lang</c> attribute of text in an unknown language. A page in another script marks Han as Chinese: without the attribute a browser
    /// picks any font.
    /// </summary>
    public string? DetectForeignTag(string text) =>
        LanguageTag.GetPrimary(Tag) is not ("zh" or "ja" or "ko") && text.EnumerateRunes().Any(HanScript.IsHan) ? "zh" : null;

    private static string GetCountKey(string key, long number) => number == 1 ? key + ".One" : key;
}
