using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Http;

/// <summary>Reads the JSON object in the body of a request.</summary>
internal static class JsonBody
{
    /// <param name="body">The body.</param>
    /// <param name="example">A valid body, for the error.</param>
    /// <param name="read">Reads the object, and returns the problem with it.</param>
    /// <returns>The problem; <see langword="null"/> when there is none.</returns>
    public static IResult? Read(ReadOnlyMemory<byte> body, string example, Func<JsonElement, IResult?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : NotUnderstood(example);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // The last two for lone surrogates, escaped or not.
            return NotUnderstood(example);
        }
    }

    private static IResult NotUnderstood(string example) => Problems.BadRequest("body", $"The body is to be JSON, as in {example}.");
}
