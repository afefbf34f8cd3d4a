using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Import;

namespace SmeFunctions.Http;

/// <summary>The body <c>{ "source": "old-site.zip", "folder": "zh/old-site", "address": "https://old.example.org/", "dryRun": true }</c>.</summary>
internal static class ImportRequestBody
{
    public const int MaxBytes = 16_384;

    private const string Example = "{\"source\": \"old-site.zip\", \"dryRun\": true}";

    private static readonly string[] _fields = ["source", "folder", "address", "dryRun"];

    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ImportRequest? request, [NotNullWhen(false)] out IResult? problem)
    {
        ImportRequest? read = null;
        problem = JsonBody.Read(body, Example, root => Read(root, out read));
        request = read;
        return request is not null;
    }

    private static IResult? Read(JsonElement body, out ImportRequest? request)
    {
        request = null;
        foreach (var property in body.EnumerateObject())
        {
            if (!_fields.Contains(property.Name))
            {
                return Problems.BadRequest(property.Name, $"'{property.Name}' is not known here; known are: {string.Join(", ", _fields)}.");
            }

            if (property.Name == "dryRun" ? property.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) : property.Value.ValueKind != JsonValueKind.String)
            {
                return Problems.BadRequest(property.Name, property.Name == "dryRun" ? "'dryRun' is true or false." : $"'{property.Name}' is a text.");
            }
        }

        var isDryRun = !body.TryGetProperty("dryRun", out var flag) || flag.GetBoolean();
        return ImportRequest.TryCreate(Get("source"), Get("folder"), Get("address"), isDryRun, out request) is var (field, message) ? Problems.BadRequest(field, message) : null;

        string Get(string name) => body.TryGetProperty(name, out var text) ? text.GetString()! : "";
    }
}
