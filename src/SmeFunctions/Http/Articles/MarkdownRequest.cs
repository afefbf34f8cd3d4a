using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http;

/// <summary>Requests for an article as Markdown: by the extension <c>.md</c>, or by the header <c>Accept: text/markdown</c>.</summary>
internal static class MarkdownRequest
{
    public const string Extension = ".md";

    private const string MediaType = "text/markdown";

    /// <summary>Whether the client prefers Markdown to JSON and HTML. One that accepts everything does not.</summary>
    public static bool IsPreferred(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
        {
            return false;
        }

        var accepted = request.GetTypedHeaders().Accept;
        var markdown = GetQuality(MediaType);
        return markdown > 0 && markdown >= GetQuality("application/json") && markdown >= GetQuality("text/html");

        double GetQuality(string name) => accepted.Where(type => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(type => type.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    public static IResult CreateResult(HttpRequest request, ArticleResult.Found found, PortalOptions portal, ReadingOptions reading, string? vary) =>
        new CachedResponseResult(found.Cached.GetMarkdown(PublicAddresses.Create(request, portal).Site), reading.CacheControl, found.StaleAge, vary: vary);
}
