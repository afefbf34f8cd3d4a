using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Http;

/// <summary>A page of articles, newest first.</summary>
internal sealed class ListArticles(ArticleCatalog catalog)
{
    [Function(nameof(ListArticles))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/articles")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var articles = new ArticleQuery
        {
            Lang = query.OneOf("lang", catalog.Languages),
            Section = query.Section("section"),
            From = query.Day("from"),
            To = query.Day("to"),
            Limit = query.Number("limit", ArticleQuery.DefaultLimit, 1, ArticleQuery.MaxLimit),
            Cursor = CursorIn(query),
        };
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        var page = await catalog.ListAsync(articles, cancellationToken);
        return TypedResults.Json(new ArticlePageView(page.Items, Next(request, page.Next)), ArticleViewJson.Readable.ArticlePageView);
    }

    private static ArticleCursor? CursorIn(QueryReader query)
    {
        if (query.Text("cursor", maxLength: 2_000) is not { } text)
        {
            return null;
        }

        if (ArticleCursor.TryParse(text, out var cursor))
        {
            return cursor;
        }

        query.Refuse("cursor", "'cursor' is taken from the 'next' of the page before, unchanged.");
        return null;
    }

    private static string? Next(HttpRequest request, ArticleCursor? cursor) =>
        cursor is null
            ? null
            : request.Path + new QueryBuilder(request.Query.Where(pair => pair.Key is not ("cursor" or "code"))) { { "cursor", cursor.ToString() } }.ToQueryString();
}
