using System.Text.Json.Nodes;

namespace SmeFunctions.Tests.Description;

/// <summary>The description of the API, as tests hold the app against it.</summary>
internal sealed class OpenApi
{
    private static readonly string[] _methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

    private OpenApi(JsonNode root)
    {
        Root = root;
        Operations =
        [
            .. from path in root["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where _methods.Contains(operation.Key)
               select new ApiOperation(this, path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
        ];
    }

    public JsonNode Root { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public static OpenApi Parse(ReadOnlySpan<byte> json) => new(JsonNode.Parse(json)!);

    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    public JsonNode Schema(string name) => Root["components"]!["schemas"]![name]!;

    /// <summary>What a node stands for; it fails when a reference leads nowhere.</summary>
    public JsonNode Resolve(JsonNode node) => (string?)node["$ref"] is { } reference ? Resolve(Follow(reference)) : node;

    /// <summary>What is wrong with a value, each with its place.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonNode schema)
    {
        var errors = new List<string>();
        new SchemaCheck(this, errors).Check(value, schema, "$");
        return errors;
    }

    private JsonNode Follow(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(Root, (node, name) => node[name] ?? throw new InvalidOperationException($"'{reference}' leads nowhere."));
}

/// <summary>An operation of the description.</summary>
internal sealed record ApiOperation(OpenApi Api, string Path, string Method, JsonObject Node)
{
    public string Id => (string)Node["operationId"]!;

    public IEnumerable<JsonNode> Parameters => (Node["parameters"]?.AsArray() ?? []).Select(parameter => Api.Resolve(parameter!));

    public IEnumerable<JsonNode> QueryParameters => Parameters.Where(parameter => (string?)parameter["in"] == "query");

    /// <summary>A path to it, with the examples of the description.</summary>
    public string ExamplePath => Parameters
        .Where(parameter => (string?)parameter["in"] == "path")
        .Aggregate(Path, (path, parameter) => path.Replace($"{{{parameter["name"]}}}", (string)parameter["example"]!, StringComparison.Ordinal));

    /// <summary>The response for a status; that for failures serves those that are not named.</summary>
    public JsonNode? Response(int status) =>
        (Node["responses"]![$"{status}"] ?? (status >= 500 ? Node["responses"]!["default"] : null)) is { } response ? Api.Resolve(response) : null;

    /// <summary>What is wrong with an answer to it.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="contentType">Without parameters; <see langword="null"/> when it has no body.</param>
    /// <param name="headers">The names of its headers.</param>
    /// <param name="body">Its body, when that is JSON.</param>
    public IEnumerable<string> CheckAnswer(int status, string? contentType, IReadOnlyCollection<string> headers, Func<JsonNode?> body)
    {
        if (Response(status) is not { } response)
        {
            return [$"{Id}: {status} is not described."];
        }

        var errors = new List<string>();
        string[] told = ["ETag", "Last-Modified", "Cache-Control", "Vary", "Age", "Warning", "Retry-After", "Location", "Link"];
        var described = (response["headers"]?.AsObject() ?? []).Select(header => header.Key).ToList();
        errors.AddRange(headers.Intersect(told, StringComparer.OrdinalIgnoreCase).Except(described, StringComparer.OrdinalIgnoreCase).Select(name => $"The header {name} is not described."));
        // The others depend on what there is to say.
        if (status is >= 200 and < 300)
        {
            errors.AddRange(described.Except(headers, StringComparer.OrdinalIgnoreCase).Except(["Last-Modified", "Age", "Warning", "Link"]).Select(name => $"The header {name} is missing."));
        }

        var content = response["content"]?.AsObject();
        if (contentType is null != content is null)
        {
            errors.Add($"It has {contentType ?? "no body"}; described is {(content is null ? "none" : string.Join(", ", content.Select(type => type.Key)))}.");
        }
        else if (contentType is not null && (content![contentType] ?? content["*/*"]) is null)
        {
            errors.Add($"{contentType} is not described.");
        }
        else if (contentType is not null && contentType.EndsWith("json", StringComparison.Ordinal))
        {
            errors.AddRange(Api.Check(body(), content![contentType]!["schema"]!));
        }

        return errors.Select(error => $"{Id}, {status}: {error}");
    }
}
