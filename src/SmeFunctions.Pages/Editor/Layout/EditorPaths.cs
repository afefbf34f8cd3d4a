using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Pages.Editor.Layout;

/// <summary>The paths of the editors' pages in a language.</summary>
public sealed class EditorPaths(string lang)
{
    public const string Root = "/editor";

    /// <summary>Uploads and statuses for the script, in no language.</summary>
    public const string Files = Root + "/files";

    public string Documents => $"{Root}/{lang}";

    public string Upload => $"{Root}/{lang}/upload";

    public string Visits => $"{Root}/{lang}/visits";

    public string VisitsCsv => $"{Root}/{lang}/visits.csv";

    public string Operations => $"{Root}/{lang}/operations";

    public string Webhooks => $"{Root}/{lang}/webhooks";

    public string SignIn => $"{Root}/{lang}/sign-in";

    public string SignOut => $"{Root}/{lang}/sign-out";

    public string Document(SeedName name) => $"{Root}/{lang}/documents/{Escape(name)}";

    public string Preview(SeedName name) => $"{Root}/{lang}/preview/{Escape(name)}";

    public string Source(SeedName name) => $"{Root}/{lang}/source/{Escape(name)}";

    public string Original(SeedName name) => $"{Root}/{lang}/original/{Escape(name)}";

    public string Versions(SeedName name) => $"{Root}/{lang}/versions/{Escape(name)}";

    public string Operation(string id) => $"{Root}/{lang}/operations/{id}";

    public string Webhook(string id) => $"{Root}/{lang}/webhooks/{id}";

    public string Site => $"/{lang}";

    /// <summary>Whether a form may lead to a path after signing in.</summary>
    public static bool IsPath(string path) => path.StartsWith(Root + "/", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static string Escape(SeedName name) => string.Join('/', name.Value.Split('/').Select(Uri.EscapeDataString));
}
