using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Documents;

namespace SmeFunctions.Pages.Serving;

/// <summary>Selects the language where the address does not: the visitor's choice, then the browser's preference.</summary>
internal static class LanguageSelector
{
    /// <summary>Set by the script when the visitor follows a language link, and by nothing else.</summary>
    public const string Cookie = "lang";

    /// <summary>The request headers that the selection depends on.</summary>
    public const string Vary = "Accept-Language, Cookie";

    public static CookieOptions CookieOptions(bool isHttps) =>
        new() { MaxAge = TimeSpan.FromDays(365), SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax, Secure = isHttps, Path = "/" };

    /// <summary>The language that the visitor chose; <see langword="null"/> without a choice.</summary>
    public static string? ReadCookie(HttpRequest request, IReadOnlyList<string> languages) =>
        request.Cookies.TryGetValue(Cookie, out var chosen) && languages.Contains(chosen) ? chosen : null;

    public static string Select(HttpRequest request, IReadOnlyList<string> languages) =>
        ReadCookie(request, languages) ?? ReadAcceptLanguage(request, languages) ?? languages[0];

    private static string? ReadAcceptLanguage(HttpRequest request, IReadOnlyList<string> languages)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked))
        {
            return null;
        }

        var refused = asked.Where(language => language.Quality == 0).Select(GetPrimary).ToHashSet();
        // Of equal weights, the first counts; the sort is stable.
        return asked
            .Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value == "*" ? languages.FirstOrDefault(known => !refused.Contains(known)) : GetPrimary(language))
            .FirstOrDefault(language => language is not null && languages.Contains(language));
    }

    private static string GetPrimary(StringWithQualityHeaderValue language) => LanguageTag.GetPrimary(language.Value.ToString().ToLowerInvariant());
}
