using System.Globalization;
using System.Resources;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Ingestion.Readers;

namespace SmeFunctions.Pages.Wording;

/// <summary>The words of the pages in one language, and how it writes days and numbers.</summary>
public sealed class Words
{
    private readonly ResourceManager _strings;
    private readonly CultureInfo _culture;

    internal Words(string lang, ResourceManager strings)
    {
        Lang = lang;
        _strings = strings;
        _culture = CultureInfo.GetCultureInfo(lang);
    }

    /// <summary>As in addresses and settings: <c>zh</c>.</summary>
    public string Lang { get; }

    /// <summary>As in <c>lang</c> attributes: <c>zh-Hans</c>.</summary>
    public string Tag => this["Language.Tag"];

    /// <summary>The text under a key.</summary>
    /// <exception cref="MissingManifestResourceException">There is none, not even in English.</exception>
    public string this[string key] =>
        _strings.GetString(key, _culture) ?? throw new MissingManifestResourceException($"There is no text '{key}'.");

    /// <summary>The text under a key with values in it.</summary>
    public string Of(string key, params object[] values) => string.Format(_culture, this[key], values);

    /// <summary>The text that counts something: languages that have a form of its own for one thing say so under the key with <c>.One</c>.</summary>
    public string Count(string key, long number) => Of(number == 1 ? key + ".One" : key, Number(number));

    /// <summary>The pattern that <see cref="Count"/> fills, for a script to do the same.</summary>
    public string Pattern(string key, long number) => this[number == 1 ? key + ".One" : key];

    public string Number(long number) => number.ToString("N0", _culture);

    public string Day(DateOnly day) => day.ToString(this["Day.Pattern"], _culture);

    /// <summary>The same for words whose language nobody states: Han on a page of another script is taken for Chinese, or it would be shown in whatever font comes first.</summary>
    public string? ForeignText(string text) =>
        LanguageTag.PrimaryOf(Tag) is not ("zh" or "ja" or "ko") && text.EnumerateRunes().Any(Script.IsHan) ? "zh" : null;

    /// <summary>What a foreign run says its language is; <see langword="null"/> for one in the page's own.</summary>
    public string? Foreign(string tag) => tag == Tag || tag == Lang ? null : tag;
}
