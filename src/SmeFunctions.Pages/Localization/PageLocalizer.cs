using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;

namespace SmeFunctions.Pages.Localization;

/// <summary>The texts of the pages in each language.</summary>
public sealed class PageLocalizer(IStringLocalizer strings)
{
    private readonly ConcurrentDictionary<string, LocalizedText> _texts = new();

    /// <summary>The texts in a language. A text that the language's file lacks is English, and so are all texts of a language without a file.</summary>
    public LocalizedText ForLanguage(string lang) => _texts.GetOrAdd(lang, static (lang, strings) => new LocalizedText(lang, strings), strings);
}
