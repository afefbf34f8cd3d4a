using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace SmeFunctions.Http;

/// <summary>Cursors that contain a continuation token of storage. Storage validates it.</summary>
public static class Cursor
{
    private const string Parameter = "cursor";
    private const int MaxLength = 8_000;

    /// <summary>Answers with a page of results.</summary>
    /// <param name="query">The query with the cursor; all other parameters must have been read.</param>
    /// <param name="read">Reads the page at a continuation, and creates the response.</param>
    public static async Task<IResult> AnswerAsync(QueryReader query, Func<string?, Task<IResult>> read)
    {
        var cursor = query.Text(Parameter, MaxLength);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        try
        {
            return await read(cursor is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor)));
        }
        catch (Exception e) when (cursor is not null && e is FormatException or RequestFailedException { Status: 400 })
        {
            return Problems.BadRequest(Parameter, $"'{Parameter}' is taken from the 'next' of the page before, unchanged.");
        }
    }

    /// <summary>The address of the next page: the same query without the function key.</summary>
    public static string? Next(HttpRequest request, string? continuation) =>
        continuation is null
            ? null
            : request.Path + new QueryBuilder(request.Query.Where(pair => pair.Key is not (Parameter or "code")))
            {
                { Parameter, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(continuation)) },
            }.ToQueryString();
}
