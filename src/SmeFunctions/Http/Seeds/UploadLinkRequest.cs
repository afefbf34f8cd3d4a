using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>The body <c>{ "name": "en/2017/x.docx" }</c>.</summary>
internal static class UploadLinkRequest
{
    /// <summary>A name takes 6 KB at most, with each character escaped.</summary>
    public const int MaxBytes = 16_384;

    private const string Example = "{\"name\": \"en/2017/x.docx\"}";

    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out SeedName? name, [NotNullWhen(false)] out IResult? problem)
    {
        SeedName? read = null;
        problem = JsonBody.Read(body, Example, root => Read(root, out read));
        name = read;
        return name is not null;
    }

    private static IResult? Read(JsonElement body, out SeedName? name)
    {
        name = null;
        foreach (var property in body.EnumerateObject().Where(property => property.Name != "name"))
        {
            return Problems.BadRequest(property.Name, $"'{property.Name}' is not known here; known is: name.");
        }

        if (!body.TryGetProperty("name", out var text) || text.ValueKind != JsonValueKind.String)
        {
            return Problems.BadRequest("name", "'name' is to be the name of a document, as in en/2017/x.docx.");
        }

        return SeedName.TryParse(text.GetString()!, out name, out var wrong) ? null : Problems.BadRequest("name", wrong);
    }
}
