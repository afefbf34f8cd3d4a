using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Visits;

/// <summary>Distinguishes people from programs that identify themselves. Nothing of a visitor is stored.</summary>
internal static class MachineVisitors
{
    private static readonly string[] _words = [.. ReadWords("crawler-user-agents.txt"), .. ReadWords("crawlers.txt"), "bot", "crawler", "spider"];

    // A leading ^ means the start of the header.
    private static readonly string[] _beginnings = [.. _words.Where(word => word[0] == '^').Select(word => word[1..])];

    private static readonly SearchValues<string> _parts = SearchValues.Create([.. _words.Where(word => word[0] != '^')], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a program that identifies itself sent the request, or a browser prefetches.</summary>
    public static bool IsMachine(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return IsPrefetch(request.Headers) || IsCrawler(request.Headers.UserAgent.ToString());
    }

    internal static bool IsCrawler(ReadOnlySpan<char> userAgent)
    {
        foreach (var beginning in _beginnings)
        {
            if (userAgent.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        for (var rest = userAgent; rest.IndexOfAny(_parts) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (IsWholeWord(userAgent, userAgent.Length - rest.Length + at))
            {
                return true;
            }
        }

        return false;
    }

    // "Googlebot" ends with a word of the list, and "Sonic" contains one. So a word counts at the start of a word of the header, and the endings of
    // crawlers at its end. "CUBOT" makes phones.
    private static bool IsWholeWord(ReadOnlySpan<char> userAgent, int at)
    {
        if (at == 0 || !char.IsAsciiLetterOrDigit(userAgent[at - 1]))
        {
            return true;
        }

        foreach (var ending in (ReadOnlySpan<string>)["bot", "crawler", "spider"])
        {
            var rest = userAgent[at..];
            if (rest.StartsWith(ending, StringComparison.OrdinalIgnoreCase) && (rest.Length == ending.Length || !char.IsAsciiLetterOrDigit(rest[ending.Length])))
            {
                return at < 2 || !userAgent[(at - 2)..].StartsWith("cubot", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    private static bool IsPrefetch(IHeaderDictionary headers) =>
        HasHeader(headers, "Sec-Purpose") || HasHeader(headers, "Purpose") || HasHeader(headers, "X-Purpose") || HasHeader(headers, "X-Moz");

    private static bool HasHeader(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values)
        && (values.ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase) || values.ToString().Contains("prerender", StringComparison.OrdinalIgnoreCase));

    private static string[] ReadWords(string file)
    {
        using var stream = typeof(MachineVisitors).Assembly.GetManifestResourceStream($"{typeof(MachineVisitors).Namespace}.{file}")
            ?? throw new InvalidOperationException($"The resource {file} is missing.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
    }
}
