using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Http;

/// <summary>Parses the query of a search.</summary>
internal static class SearchQuery
{
    private const int RetryAfterSeconds = 5;

    private static readonly string[] _orders = ["relevance", "date"];

    public static SearchRequest Read(QueryReader query, SearchService search) => new()
    {
        Text = query.Text("q", SearchRequest.MaxTextLength) ?? "",
        Lang = query.OneOf("lang", search.Languages),
        Section = query.Section("section"),
        Tag = ReadWords(query, "tag"),
        Source = ReadWords(query, "source"),
        From = query.Day("from"),
        To = query.Day("to"),
        Sort = query.OneOf("sort", _orders) == "date" ? SearchSort.Date : SearchSort.Relevance,
        Limit = query.Number("limit", SearchRequest.DefaultLimit, 1, SearchRequest.MaxLimit),
        Offset = ReadCursor(query),
        Today = search.Today,
    };

    /// <summary>Whether a query is wrong: an unknown parameter is reported first.</summary>
    public static bool IsWrong(QueryReader query, string text, string missing, [NotNullWhen(true)] out IResult? problem)
    {
        if (!query.IsWrong(out problem) && text.Length == 0)
        {
            problem = Problems.BadRequest("q", missing);
        }

        return problem is not null;
    }

    /// <summary>The answer while there is no index.</summary>
    public static IResult CreateUnavailable(HttpRequest request)
    {
        request.HttpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        return Problems.Unavailable("The search index is being built or loaded.");
    }

    private static string? ReadWords(QueryReader query, string name) =>
        query.Text(name) is not { } text ? null
        : Slugs.Create(text) is { Length: > 0 } slug ? slug
        : query.Refuse(name, $"'{name}' has neither a letter nor a digit.");

    private static int ReadCursor(QueryReader query)
    {
        if (query.Text("cursor") is { } text)
        {
            if (SearchService.TryParseCursor(text, out var offset))
            {
                return offset;
            }

            query.Refuse("cursor", "'cursor' is taken from the 'next' of the page before, unchanged.");
        }

        return 0;
    }
}
