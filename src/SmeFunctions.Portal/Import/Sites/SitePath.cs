using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Portal.Import;

/// <summary>What the path of a saved file tells: the host, the address on the old site, the day, the folder of the site's files.</summary>
internal sealed partial class SitePath
{
    private static readonly string[] _dynamicExtensions = [".php", ".asp", ".aspx", ".jsp", ".do", ".cgi", ".action"];
    private static readonly string[] _generatorFolders = ["content", "_posts", "_drafts", "_pages", "source", "docs", "posts"];

    private SitePath(string prefix, string? host, string rest) => (Prefix, Host, Rest) = (prefix, host, rest);

    /// <summary>What stands before the path on the site, with a slash at its end: the folder of the host.</summary>
    public string Prefix { get; }

    /// <summary>The host that the folder is named after; <see langword="null"/> when there is none.</summary>
    public string? Host { get; }

    /// <summary>The path on the site.</summary>
    public string Rest { get; }

    /// <param name="path">The path in the source.</param>
    public static SitePath Parse(string path)
    {
        var steps = path.Split('/');
        for (var i = 0; i < Math.Min(2, steps.Length - 1); i++)
        {
            if (HostName().Match(steps[i]) is { Success: true } host)
            {
                var prefix = string.Join('/', steps[..(i + 1)]) + "/";
                return new SitePath(prefix, host.Groups["host"].Value, path[prefix.Length..]);
            }
        }

        return new SitePath("", null, path);
    }

    /// <summary>
    /// Gets the addresses that a page had. Programs that save sites write <c>?</c> as <c>@</c> where the file system has none, and append <c>.html</c> to
    /// the names of scripts.
    /// </summary>
    public IEnumerable<string> GetAddresses()
    {
        var path = "/" + Rest;
        yield return path;
        var mark = path.IndexOfAny(['?', '@'], path.LastIndexOf('/'));
        var script = mark > 0 ? path[..mark] : path;
        if (mark > 0 && mark < path.Length - 1 && (_dynamicExtensions.Any(extension => script.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) || path[mark] == '?'))
        {
            var query = path[(mark + 1)..];
            yield return $"{script}?{TrimHtml(query)}";
            yield return $"{script}?{query}";
        }
        else if (_dynamicExtensions.Any(extension => TrimHtml(path).EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            yield return TrimHtml(path);
        }
    }

    /// <summary>Gets the address that a generator gives to a Markdown document: Hugo <c>/posts/fair/</c>, Jekyll <c>/2017/01/04/fair.html</c>.</summary>
    public static IEnumerable<string> GetGeneratedAddresses(string path)
    {
        var steps = path.Split('/');
        var root = Array.FindIndex(steps, step => _generatorFolders.Contains(step));
        var stem = RemoveExtension(steps[^1]);
        if (root >= 0 && steps[root] == "_posts" && PostName().Match(stem) is { Success: true } post)
        {
            var day = $"/{post.Groups["year"].Value}/{post.Groups["month"].Value}/{post.Groups["day"].Value}/{post.Groups["name"].Value}";
            yield return day + ".html";
            yield return day;
        }
        else if (root >= 0 && steps[root] == "content")
        {
            // Hugo's bundles are folders with an index.
            string[] below = stem is "index" or "_index" ? steps[(root + 1)..^1] : [.. steps[(root + 1)..^1], stem];
            if (below.Length > 0)
            {
                yield return "/" + string.Join('/', below);
            }
        }
    }

    /// <summary>The folder of the files that a generator copies as they are, relative to the source: Hugo's <c>static</c>.</summary>
    public static IEnumerable<string> GetFileRoots(string path)
    {
        var steps = path.Split('/');
        var root = Array.FindIndex(steps, step => _generatorFolders.Contains(step));
        var site = string.Concat((root < 0 ? [] : steps[..root]).Select(step => step + "/"));
        return [site + "static/", site + "assets/", site + "source/", site + "public/", site];
    }

    /// <summary>The day in a path: <c>/2017/01/04/</c>, <c>/20170104/</c>, <c>t20170104_123.html</c>, <c>2017-01-04-fair.md</c>.</summary>
    public static DateOnly? FindDay(string path) => Day().Matches(path)
        .Select(match => DateOnly.TryParseExact(match.Groups["year"].Value + match.Groups["month"].Value + match.Groups["day"].Value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null)
        .LastOrDefault(day => day is not null);

    private static string TrimHtml(string text) =>
        text.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? text[..^5] : text.EndsWith(".htm", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;

    private static string RemoveExtension(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;

    // "www.example.org", "localhost+8080"; no "v1.2" and no file.
    [GeneratedRegex(@"^(?<host>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?:[+:_]\d{2,5})?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})-(?<name>.+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PostName();

    [GeneratedRegex(@"(?<!\d)(?<year>(?:19[89]|20\d)\d)[-/_]?(?<month>0[1-9]|1[0-2])[-/_]?(?<day>0[1-9]|[12]\d|3[01])(?!\d)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Day();
}
