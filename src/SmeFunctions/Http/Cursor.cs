using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace SmeFunctions.Http;

/// <summary>Cursors that hold a continuation of storage's own; storage says whether one is right.</summary>
public static class Cursor
{
    private const string Parameter = "cursor";
    private const int MaxLength = 8_000;

    /// <summary>Answers with a page of what <paramref name="read"/> gives.</summary>
    /// <param name="query">Where the cursor stands; all else must have been read from it.</param>
    /// <param name="read">Reads the page that begins at a continuation and makes the answer of it.</param>
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

    /// <summary>The address of the next page, with all that was asked for but the key.</summary>
    public static string? Next(HttpRequest request, string? continuation) =>
        continuation is null
            ? null
            : request.Path + new QueryBuilder(request.Query.Where(pair => pair.Key is not (Parameter or "code")))
            {
                { Parameter, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(continuation)) },
            }.ToQueryString();
}
