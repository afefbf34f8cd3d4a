using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Assets;

/// <summary>Style, script and icon. Their names contain a hash of the content, so they can be cached forever.</summary>
internal static class PageAssets
{
    private static readonly Asset _style = Read("site.css", "text/css; charset=utf-8");
    private static readonly Asset _script = Read("site.js", "text/javascript; charset=utf-8");
    private static readonly Asset _editorStyle = Read("editor.css", "text/css; charset=utf-8");
    private static readonly Asset _editorScript = Read("editor.js", "text/javascript; charset=utf-8");
    private static readonly Asset _icon = Read("icon.svg", "image/svg+xml");

    public static string Style => _style.Path;

    public static string Script => _script.Path;

    public static string EditorStyle => _editorStyle.Path;

    public static string EditorScript => _editorScript.Path;

    public static string Icon => _icon.Path;

    public static IReadOnlyList<string> All => [Style, Script, EditorStyle, EditorScript, Icon];

    /// <summary>Finds an asset by its file name: <c>site.0123456789abcdef.css</c>.</summary>
    /// <returns>
    /// The asset, and whether the hash matches. A cached page of an older version may request an older asset: it gets the current one, which must not
    /// be cached under that name.
    /// </returns>
    public static (CachedResponse Answer, bool IsNamed)? Find(string file)
    {
        var parts = file.Split('.');
        return parts.Length == 3 && new[] { _style, _script, _editorStyle, _editorScript, _icon }.FirstOrDefault(asset => asset.Name == parts[0] && asset.Extension == parts[2]) is { } found
            ? (found.Response, found.Hash == parts[1])
            : null;
    }

    private static Asset Read(string file, string contentType)
    {
        using var content = new MemoryStream();
        using (var resource = typeof(PageAssets).Assembly.GetManifestResourceStream($"{typeof(PageAssets).Namespace}.{file}")
            ?? throw new InvalidOperationException($"The resource '{file}' is missing."))
        {
            resource.CopyTo(content);
        }

        var hash = ContentVersion.Compute(content.ToArray());
        return new Asset(file[..file.IndexOf('.')], hash, file[(file.IndexOf('.') + 1)..], new CachedResponse(content.ToArray(), contentType, $"W/\"{hash}\"", lastModified: null));
    }

    private sealed record Asset(string Name, string Hash, string Extension, CachedResponse Response)
    {
        public string Path => $"/assets/{Name}.{Hash}.{Extension}";
    }
}
