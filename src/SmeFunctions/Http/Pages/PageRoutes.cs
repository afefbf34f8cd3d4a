namespace SmeFunctions.Http.Pages;

/// <summary>
/// Route templates of web pages. The host tries functions in the order of their names, so no route may match another's addresses. Languages are a
/// setting, so the templates exclude what is no language.
/// </summary>
internal static class PageRoutes
{
    /// <summary>A possible language: two or three letters, except the path of the API.</summary>
    public const string Lang = "{lang:regex(^(?!api$)[a-z]{{2,3}}$)}";

    /// <summary>The first segment of a section's slug, without the paths of other pages.</summary>
    public const string Section = "{section:regex(^(?!articles$)(?!about$)(?!contact$)(?!search$)[^/]+$)}";

    /// <summary>The first segment of an unknown address. Files have a dot; the host answers them, except for pages, which another site may have had here.</summary>
    public const string Nothing =
        "{first:regex(^(?!api$)(?!media$)(?!assets$)(?!editor$)(?!admin$)(?!runtime$)(?!(?!api$)[a-z]{{2,3}}$)(?!.*[.]xml$)(?!.*[.]txt$)[^./]+(?:[.](?:html?|shtml|php|aspx?|jsp|do|cgi))?$)}";
}
