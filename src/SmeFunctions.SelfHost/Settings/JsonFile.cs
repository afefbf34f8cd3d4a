using System.Text.Json;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>Reads settings files as Core Tools do: with comments and trailing commas.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="StartupException">The file contains something else than a JSON object.</exception>
    public static JsonDocument ReadObject(string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllText(path), _lenient);
        }
        catch (JsonException e)
        {
            throw new StartupException($"{Path.GetFileName(path)} is not valid JSON: {e.Message}", e);
        }

        if (document.RootElement.ValueKind is JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new StartupException($"{Path.GetFileName(path)} must hold a JSON object.");
    }

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
