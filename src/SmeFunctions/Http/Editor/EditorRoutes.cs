namespace SmeFunctions.Http.Editor;

/// <summary>Route templates of the editors' pages.</summary>
internal static class EditorRoutes
{
    /// <summary>The pages of a language.</summary>
    public const string Lang = "editor/" + Pages.PageRoutes.Lang;

    /// <summary>Uploads and statuses for the script. No language has this length.</summary>
    public const string Files = "editor/files/{*name:minlength(1)}";
}
