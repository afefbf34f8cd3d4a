using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>Reads requests about a single document.</summary>
internal static class SeedRequest
{
    /// <summary>Parses the name from the route. A slash may be <c>%2F</c>, which routing does not decode.</summary>
    public static bool TryGetName(HttpRequest request, string route, [NotNullWhen(true)] out SeedName? name, [NotNullWhen(false)] out IResult? problem)
    {
        if (new QueryReader(request).IsWrong(out problem))
        {
            name = null;
            return false;
        }

        return TryParseName(route, out name, out problem);
    }

    public static bool TryParseName(string route, [NotNullWhen(true)] out SeedName? name, [NotNullWhen(false)] out IResult? problem)
    {
        var text = route.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        problem = SeedName.TryParse(text, out name, out var wrong) ? null : Problems.BadRequest("name", wrong);
        return name is not null;
    }

    /// <summary>Reads the whole body.</summary>
    /// <returns>The body; <see langword="null"/> when it is larger than <paramref name="limit"/> bytes.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[81_920];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > limit)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
