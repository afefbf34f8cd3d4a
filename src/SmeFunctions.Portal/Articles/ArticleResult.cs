using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Sends an article, or 304 to who has it. Its ETag is weak, as RFC 9110 8.8.1 has it for a page with a hit counter: it names the
/// content, while the visits in it may differ.
/// </summary>
internal sealed class ArticleResult(ArticleView article, ETag version) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "public, max-age=60, stale-while-revalidate=300";
        return TypedResults
            .Bytes(
                JsonSerializer.SerializeToUtf8Bytes(article, ArticleViewJson.Readable.ArticleView),
                "application/json; charset=utf-8",
                lastModified: article.Updated,
                entityTag: new EntityTagHeaderValue(version.ToString("H"), isWeak: true))
            .ExecuteAsync(httpContext);
    }
}
