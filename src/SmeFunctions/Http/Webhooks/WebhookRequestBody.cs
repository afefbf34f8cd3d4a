using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Http;

/// <summary>The body <c>{ "url": "https://receiver.example/hook", "events": ["article.published"], "description": "The mirror" }</c>.</summary>
internal static class WebhookRequestBody
{
    public const int MaxBytes = 16_384;

    private const string Example = "{\"url\": \"https://receiver.example/hook\"}";

    private static readonly string[] _fields = ["url", "events", "description"];

    public static bool TryRead(ReadOnlyMemory<byte> body, WebhookOptions options, [NotNullWhen(true)] out WebhookRequest? request, [NotNullWhen(false)] out IResult? problem)
    {
        WebhookRequest? read = null;
        problem = JsonBody.Read(body, Example, root => Read(root, options, out read));
        request = read;
        return request is not null;
    }

    private static IResult? Read(JsonElement body, WebhookOptions options, out WebhookRequest? request)
    {
        request = null;
        foreach (var property in body.EnumerateObject())
        {
            if (!_fields.Contains(property.Name))
            {
                return Problems.BadRequest(property.Name, $"'{property.Name}' is not known here; known are: {string.Join(", ", _fields)}.");
            }

            if (property.Name == "events" ? property.Value.ValueKind != JsonValueKind.Array || property.Value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String) : property.Value.ValueKind != JsonValueKind.String)
            {
                return Problems.BadRequest(property.Name, property.Name == "events" ? "'events' is a list of texts." : $"'{property.Name}' is a text.");
            }
        }

        var events = body.TryGetProperty("events", out var list) ? list.EnumerateArray().Select(item => item.GetString()!).ToList() : [];
        return WebhookRequest.TryCreate(Get("url"), events, Get("description"), options, out request) is var (field, message) ? Problems.BadRequest(field, message) : null;

        string Get(string name) => body.TryGetProperty(name, out var text) ? text.GetString()! : "";
    }
}
