using System.IO.Compression;
using System.Reflection;
using Scalar.AspNetCore;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Description;

/// <summary>The description of this API, and the page that shows it. All of it lies in the app, and is made ready when it is first asked for.</summary>
internal static class ApiDescription
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly Lazy<PreparedAnswer> _document = Own("openapi.json", "application/json; charset=utf-8");

    private static readonly Lazy<PreparedAnswer> _page = Own("docs.html", "text/html; charset=utf-8");

    private static readonly Dictionary<string, Lazy<PreparedAnswer>> _files = new(StringComparer.Ordinal)
    {
        ["start.js"] = Own("start.js", Script),
        // The package would serve it by an endpoint of ASP.NET Core's, which a function app has none of.
        ["scalar.js"] = new(() => Answer(Gunzip(Resource(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js")), Script)),
    };

    /// <summary>OpenAPI 3.1, as JSON.</summary>
    public static PreparedAnswer Document => _document.Value;

    /// <summary>What shows it.</summary>
    public static PreparedAnswer Page => _page.Value;

    public static IReadOnlyCollection<string> Files => _files.Keys;

    /// <summary>A file that the page asks for; <see langword="null"/> when there is none of that name.</summary>
    public static PreparedAnswer? FindFile(string name) => _files.GetValueOrDefault(name)?.Value;

    private static Lazy<PreparedAnswer> Own(string file, string contentType) => new(() =>
    {
        using var content = new MemoryStream();
        using var resource = Resource(typeof(ApiDescription).Assembly, $"{typeof(ApiDescription).Namespace}.{file}");
        resource.CopyTo(content);
        return Answer(content.ToArray(), contentType);
    });

    private static PreparedAnswer Answer(byte[] body, string contentType) =>
        new(body, contentType, $"W/\"{ContentVersion.Of(body)}\"", lastModified: null);

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
