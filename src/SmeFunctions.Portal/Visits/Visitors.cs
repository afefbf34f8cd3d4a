using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Visits;

/// <summary>Tells people from machines that say what they are. Nothing of a visitor is stored, neither address nor cookie.</summary>
internal static class Visitors
{
    private const string CrawlersFile = "SmeFunctions.Portal.Visits.crawlers.txt";

    private static readonly FrozenSet<string> _crawlers = ReadCrawlers();

    private static readonly SearchValues<char> _wordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether the request comes from a crawler that names itself, or is a browser's guess at what its user may open next.</summary>
    public static bool IsMachine(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return IsPrefetch(request.Headers) || IsCrawler(request.Headers.UserAgent.ToString());
    }

    internal static bool IsCrawler(ReadOnlySpan<char> userAgent)
    {
        var crawlers = _crawlers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < userAgent.Length;)
        {
            var length = userAgent[at..].IndexOfAnyExcept(_wordCharacters);
            var word = length < 0 ? userAgent[at..] : userAgent.Slice(at, length);
            if (!word.IsEmpty && (crawlers.Contains(word) || NamesItself(word)))
            {
                return true;
            }

            at += word.Length + 1;
        }

        return false;
    }

    // "Googlebot", "bingbot", "SomeNewSpider": most crawlers end so. "Cubot" is a maker of telephones.
    private static bool NamesItself(ReadOnlySpan<char> word)
    {
        foreach (var ending in new[] { "bot", "crawler", "spider" })
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && !word.Equals("cubot", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrefetch(IHeaderDictionary headers) =>
        Says(headers, "Sec-Purpose") || Says(headers, "Purpose") || Says(headers, "X-Purpose") || Says(headers, "X-Moz");

    private static bool Says(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values)
        && (values.ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase) || values.ToString().Contains("prerender", StringComparison.OrdinalIgnoreCase));

    private static FrozenSet<string> ReadCrawlers()
    {
        using var stream = typeof(Visitors).Assembly.GetManifestResourceStream(CrawlersFile)
            ?? throw new InvalidOperationException($"The resource {CrawlersFile} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
