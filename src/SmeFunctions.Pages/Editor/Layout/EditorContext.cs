using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Assets;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Pages.Editor.Layout;

/// <summary>What each of the editors' pages shows around its content.</summary>
public sealed record EditorContext
{
    public required LocalizedText Text { get; init; }

    public required string SiteName { get; init; }

    public required EditorPaths Paths { get; init; }

    /// <summary>Who is signed in; <see langword="null"/> on the page to sign in.</summary>
    public required EditorIdentity? Person { get; init; }

    /// <summary>See <see cref="Portal.Editors.FormToken"/>.</summary>
    public required string FormToken { get; init; }

    /// <summary>The same page in the other languages.</summary>
    public required IReadOnlyList<LanguageLink> LanguageLinks { get; init; }

    public required HttpRequest Request { get; init; }

    /// <summary>The person who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is.</exception>
    public EditorIdentity SignedIn => Person ?? throw new InvalidOperationException("Nobody is signed in.");

    public static string Style => PageAssets.EditorStyle;

    public static string Script => PageAssets.EditorScript;
}

/// <summary>Creates <see cref="EditorContext"/>s.</summary>
public sealed class EditorContextFactory(PageLayoutFactory layouts)
{
    public bool Has(string lang) => layouts.Has(lang);

    public EditorContext Create(HttpRequest request, string lang, EditorIdentity? person)
    {
        var prefix = $"{EditorPaths.Root}/{lang}";
        var path = request.Path.ToUriComponent();
        var below = path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : "";
        return new EditorContext
        {
            Text = layouts.GetTexts(lang),
            SiteName = layouts.GetSiteName(lang),
            Paths = new EditorPaths(lang),
            Person = person,
            FormToken = FormToken.Get(request),
            LanguageLinks = layouts.CreateLanguageLinks(lang, other => $"{EditorPaths.Root}/{other}{below}"),
            Request = request,
        };
    }
}
