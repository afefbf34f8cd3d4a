using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SmeFunctions.Tests.Description;

/// <summary>
/// The part of JSON Schema 2020-12 that the description uses; a keyword that is not known here is an error. An object may have the
/// properties only that its schema names, unless that says otherwise: what the app sends more would be undescribed.
/// </summary>
internal sealed class SchemaCheck(OpenApi api, List<string> errors)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public void Check(JsonNode? value, JsonNode schema, string path)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var open = Apply(value, schema.AsObject(), path, known);
        if (value is JsonObject properties && !open)
        {
            errors.AddRange(properties.Select(property => property.Key).Except(known).Select(name => $"{path}: '{name}' is not described."));
        }
    }

    /// <returns>Whether properties that are not named are allowed.</returns>
    private bool Apply(JsonNode? value, JsonObject schema, string path, HashSet<string> known)
    {
        var open = false;
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "description" or "default" or "example" or "contentMediaType":
                    break;
                case "$ref":
                    open |= Apply(value, api.Resolve(schema).AsObject(), path, known);
                    break;
                case "allOf":
                    foreach (var part in rule!.AsArray())
                    {
                        open |= Apply(value, part!.AsObject(), path, known);
                    }

                    break;
                case "anyOf":
                    open |= AnyOf(value, rule!.AsArray(), path, known);
                    break;
                case "properties":
                    Properties(value as JsonObject, rule!.AsObject(), path, known);
                    break;
                case "additionalProperties":
                    open = true;
                    Additional(value as JsonObject, rule!, schema, path);
                    break;
                case "required":
                    Expect(
                        value is not JsonObject given || rule!.AsArray().All(name => given.ContainsKey((string)name!)),
                        path,
                        $"one of {rule!.ToJsonString()} is missing");
                    break;
                case "items":
                    foreach (var (i, item) in (value as JsonArray ?? []).Index())
                    {
                        Check(item, rule!, $"{path}[{i}]");
                    }

                    break;
                default:
                    Expect(Holds(value, keyword, rule!), path, $"{value?.ToJsonString() ?? "null"} against {keyword} {rule!.ToJsonString()}");
                    break;
            }
        }

        return open;
    }

    private bool AnyOf(JsonNode? value, JsonArray branches, string path, HashSet<string> known)
    {
        var tried = new List<string>();
        foreach (var branch in branches)
        {
            var own = new List<string>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var open = new SchemaCheck(api, own).Apply(value, branch!.AsObject(), path, names);
            if (own.Count == 0)
            {
                known.UnionWith(names);
                return open;
            }

            tried.AddRange(own);
        }

        errors.AddRange(tried);
        return false;
    }

    private void Properties(JsonObject? value, JsonObject schemas, string path, HashSet<string> known)
    {
        foreach (var (name, schema) in schemas)
        {
            known.Add(name);
            if (value is not null && value.TryGetPropertyValue(name, out var property))
            {
                Check(property, schema!, $"{path}.{name}");
            }
        }
    }

    private void Additional(JsonObject? value, JsonNode rule, JsonObject schema, string path)
    {
        if (rule is JsonObject)
        {
            foreach (var (name, property) in value ?? [])
            {
                if (schema["properties"]?[name] is null)
                {
                    Check(property, rule, $"{path}.{name}");
                }
            }
        }
        else
        {
            Expect((bool)rule, path, "only additionalProperties true, or a schema, is of use here");
        }
    }

    private static bool Holds(JsonNode? value, string keyword, JsonNode rule)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        var text = kind == JsonValueKind.String ? (string)value! : null;
        var number = kind == JsonValueKind.Number ? decimal.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture) : (decimal?)null;
        var count = (value as JsonArray)?.Count;
        return keyword switch
        {
            "type" => (rule is JsonArray types ? types.Select(type => (string)type!) : [(string)rule!]).Any(type => Is(type, kind, number)),
            "enum" => rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
            "const" => JsonNode.DeepEquals(rule, value),
            "minimum" => number is null || number >= (decimal)rule,
            "maximum" => number is null || number <= (decimal)rule,
            "minLength" => text is null || text.Length >= (int)rule,
            "maxLength" => text is null || text.Length <= (int)rule,
            "minItems" => count is null || count >= (int)rule,
            "maxItems" => count is null || count <= (int)rule,
            "pattern" => text is null || Regex.IsMatch(text, (string)rule!, RegexOptions.None, _patience),
            "format" => text is null || HasForm(text, (string)rule!),
            _ => throw new NotSupportedException($"The schema keyword '{keyword}' is not known to this check."),
        };
    }

    private static bool Is(string type, JsonValueKind kind, decimal? number) => type switch
    {
        "null" => kind == JsonValueKind.Null,
        "string" => kind == JsonValueKind.String,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "number" => kind == JsonValueKind.Number,
        "integer" => number is { } whole && whole == decimal.Truncate(whole),
        "array" => kind == JsonValueKind.Array,
        "object" => kind == JsonValueKind.Object,
        _ => throw new NotSupportedException($"There is no type '{type}'."),
    };

    private static bool HasForm(string text, string format) => format switch
    {
        "int32" or "int64" => true,
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "uri-reference" => Uri.IsWellFormedUriString(text, UriKind.RelativeOrAbsolute),
        _ => throw new NotSupportedException($"The format '{format}' is not known to this check."),
    };

    private void Expect(bool holds, string path, string otherwise)
    {
        if (!holds)
        {
            errors.Add($"{path}: {otherwise}.");
        }
    }
}
