using System.IO.Compression;
using System.Reflection;
using Scalar.AspNetCore;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Description;

/// <summary>The OpenAPI description and the page that shows it. Both are resources of the app, loaded on demand.</summary>
internal static class ApiDescription
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly Lazy<CachedResponse> _document = LoadResource("openapi.json", "application/json; charset=utf-8");

    private static readonly Lazy<CachedResponse> _page = LoadResource("docs.html", "text/html; charset=utf-8");

    private static readonly Dictionary<string, Lazy<CachedResponse>> _files = new(StringComparer.Ordinal)
    {
        ["start.js"] = LoadResource("start.js", Script),
        // The package serves it as an ASP.NET Core endpoint, which a function app does not have.
        ["scalar.js"] = new(() => CreateResponse(Gunzip(Resource(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js")), Script)),
    };

    /// <summary>OpenAPI 3.1 as JSON.</summary>
    public static CachedResponse Document => _document.Value;

    /// <summary>The page that shows it.</summary>
    public static CachedResponse Page => _page.Value;

    public static IReadOnlyCollection<string> Files => _files.Keys;

    /// <summary>Gets a file of the page; <see langword="null"/> when there is no such file.</summary>
    public static CachedResponse? FindFile(string name) => _files.GetValueOrDefault(name)?.Value;

    private static Lazy<CachedResponse> LoadResource(string file, string contentType) => new(() =>
    {
        using var content = new MemoryStream();
        using var resource = Resource(typeof(ApiDescription).Assembly, $"{typeof(ApiDescription).Namespace}.{file}");
        resource.CopyTo(content);
        return CreateResponse(content.ToArray(), contentType);
    });

    private static CachedResponse CreateResponse(byte[] body, string contentType) =>
        new(body, contentType, $"W/\"{ContentVersion.Compute(body)}\"", lastModified: null);

    private static Stream Resource(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource '{name}'.");

    private static byte[] Gunzip(Stream compressed)
    {
        using var content = new MemoryStream();
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
