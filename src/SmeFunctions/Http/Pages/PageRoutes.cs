namespace SmeFunctions.Http.Pages;

/// <summary>
/// Parts of the pages' addresses. The host tries routes in the order of the functions' names, so that none may take what is another's; which
/// languages there are is a setting, so that the code must say what is none.
/// </summary>
internal static class PageRoutes
{
    /// <summary>What may be a language: two or three letters, but not where the API lives.</summary>
    public const string Lang = "{lang:regex(^(?!api$)[a-z]{{2,3}}$)}";

    /// <summary>The first part of a section's slug; what stands in its place otherwise is none.</summary>
    public const string Section = "{section:regex(^(?!articles$)(?!about$)(?!contact$)[^/]+$)}";

    /// <summary>The beginning of an address of nothing. Files have a dot, and are answered by the host.</summary>
    public const string Nothing =
        "{first:regex(^(?!api$)(?!media$)(?!assets$)(?!admin$)(?!runtime$)(?!(?!api$)[a-z]{{2,3}}$)[^./]+$)}";
}
