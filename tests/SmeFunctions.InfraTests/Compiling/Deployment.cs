using System.Text.Json.Nodes;

namespace SmeFunctions.InfraTests.Compiling;

/// <summary>What would be deployed: the compiled template, and the resources that it makes of one file of parameters.</summary>
internal sealed class Deployment
{
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    private readonly string _template;
    private readonly string _snapshot;

    public Deployment(string template, string snapshot)
    {
        (_template, _snapshot) = (template, snapshot);
        Template = JsonNode.Parse(template)!.AsObject();
        var foreseen = JsonNode.Parse(snapshot)!;
        Resources = [.. foreseen["predictedResources"]!.AsArray().Select(resource => new AzureResource(resource!.AsObject()))];
        Diagnostics = foreseen["diagnostics"]!.AsArray();
        Outputs = foreseen["outputs"]?.AsObject() ?? [];
    }

    public JsonObject Template { get; }

    public string TemplateText => _template;

    public string SnapshotText => _snapshot;

    public IReadOnlyList<AzureResource> Resources { get; }

    public JsonArray Diagnostics { get; }

    public JsonObject Outputs { get; }

    public IEnumerable<AzureResource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    public AzureResource Single(string type) => OfType(type).Single();

    public AzureResource ContentAccount => OfType("Microsoft.Storage/storageAccounts").Single(account => account.Name.StartsWith("stcontent", StringComparison.Ordinal));

    public AzureResource HostAccount => OfType("Microsoft.Storage/storageAccounts").Single(account => account.Name.StartsWith("sthost", StringComparison.Ordinal));

    public JsonObject AppSettings => OfType("Microsoft.Web/sites/config").Single(config => config.LastName == "appsettings").Properties;

    /// <summary>The same with a part of its text changed, as a mistake would.</summary>
    public Deployment Broken(string old, string with)
    {
        var broken = new Deployment(_template.Replace(old, with, StringComparison.Ordinal), _snapshot.Replace(old, with, StringComparison.Ordinal));
        Assert.True(broken._template != _template || broken._snapshot != _snapshot, $"There is no '{old}' to break.");
        return broken;
    }

    /// <summary>The template and all that are nested in it, each with its place.</summary>
    public IEnumerable<(string Place, JsonObject Template)> Templates() => Templates("main", Template);

    private static IEnumerable<(string Place, JsonObject Template)> Templates(string place, JsonObject template)
    {
        yield return (place, template);
        IEnumerable<KeyValuePair<string, JsonNode?>> resources = template["resources"] switch
        {
            JsonObject named => named,
            JsonArray listed => listed.Select((resource, i) => KeyValuePair.Create($"{i}", resource)),
            _ => [],
        };
        foreach (var (name, resource) in resources)
        {
            if (resource?["properties"] is JsonObject properties && properties["template"] is JsonObject nested)
            {
                foreach (var found in Templates($"{place}/{name}", nested))
                {
                    yield return found;
                }
            }
        }
    }
}

/// <summary>A resource that would be made.</summary>
internal sealed record AzureResource(JsonObject Node)
{
    public string Type => (string)Node["type"]!;

    public string Name => (string)Node["name"]!;

    public string LastName => Name.Split('/')[^1];

    public string Id => (string?)Node["id"] ?? "";

    public string ApiVersion => (string)Node["apiVersion"]!;

    public JsonObject Properties => Node["properties"]?.AsObject() ?? [];

    public JsonObject? Tags => Node["tags"]?.AsObject();

    /// <summary>Whether this lies in the other, or is the other.</summary>
    public bool IsOf(AzureResource other) => Id == other.Id || Id.StartsWith(other.Id + "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a property of a property: text as such, all else as JSON has it.</summary>
    public string? this[params string[] path] => path.Aggregate((JsonNode?)Properties, (node, name) => node?[name]) switch
    {
        null => null,
        JsonValue value => value.ToString(),
        var node => node.ToJsonString(),
    };
}
