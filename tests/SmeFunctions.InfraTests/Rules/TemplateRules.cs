using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SmeFunctions.InfraTests.Compiling;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>What holds for every line of the template.</summary>
internal static partial class TemplateRules
{
    /// <summary>Nothing asks Azure for a key, and nothing that is told to the outside is one.</summary>
    public static IEnumerable<string> Secrets(Deployment deployment)
    {
        foreach (Match match in Listing().Matches(deployment.TemplateText))
        {
            yield return $"{match.Value} asks for a key.";
        }

        foreach (var (place, template) in deployment.Templates())
        {
            foreach (var (name, output) in template["outputs"]?.AsObject() ?? [])
            {
                if (Secret().IsMatch(name) || Secret().IsMatch((string?)output!["value"] ?? "") || ((string?)output["type"] ?? "").StartsWith("secure", StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{place} gives {name} away.";
                }
            }

            foreach (var (name, parameter) in template["parameters"]?.AsObject() ?? [])
            {
                if (Secret().IsMatch(name) || ((string?)parameter!["type"] ?? "").StartsWith("secure", StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{place} asks for the secret {name}.";
                }
            }
        }

        foreach (Match match in Literal().Matches(deployment.SnapshotText))
        {
            yield return $"There is a key: {match.Value}";
        }
    }

    public static IEnumerable<string> Previews(Deployment deployment) =>
        Preview().Matches(deployment.TemplateText).Select(match => $"{match.Value} is a preview.").Distinct();

    public static IEnumerable<string> Descriptions(Deployment deployment)
    {
        foreach (var (place, template) in deployment.Templates())
        {
            foreach (var kind in (string[])["parameters", "outputs", "definitions"])
            {
                foreach (var (name, node) in template[kind]?.AsObject() ?? [])
                {
                    foreach (var undescribed in Undescribed($"{place}: {kind} {name}", node!))
                    {
                        yield return undescribed;
                    }
                }
            }
        }
    }

    /// <summary>What azd looks for.</summary>
    public static IEnumerable<string> Azd(Deployment deployment)
    {
        foreach (var name in _outputs.Except(deployment.Template["outputs"]!.AsObject().Select(output => output.Key)))
        {
            yield return $"The output {name} is missing.";
        }

        foreach (var resource in deployment.Resources.Where(resource => resource.Type.Count(letter => letter == '/') == 1 && !_withoutTags.Contains(resource.Type)))
        {
            if ((string?)resource.Tags?["azd-env-name"] is not { Length: > 0 })
            {
                yield return $"{resource.Name} ({resource.Type}) does not say which environment it is of.";
            }
        }

        if ((string?)deployment.Single("Microsoft.Web/sites").Tags?["azd-service-name"] != "api")
        {
            yield return "azd does not find the app.";
        }
    }

    private static readonly string[] _outputs =
    [
        "AZURE_RESOURCE_GROUP", "AZURE_LOCATION", "AZURE_FUNCTION_APP_NAME", "SERVICE_API_NAME", "SERVICE_API_ENDPOINT", "CONTENT_STORAGE_ACCOUNT_NAME", "SEEDS_CONTAINER_NAME",
    ];

    private static readonly string[] _withoutTags = ["Microsoft.Authorization/roleAssignments", "Microsoft.Consumption/budgets"];

    private static IEnumerable<string> Undescribed(string place, JsonNode node)
    {
        if ((string?)node["metadata"]?["description"] is not { Length: > 0 })
        {
            yield return $"{place} is not described.";
        }

        foreach (var (name, property) in node["properties"]?.AsObject() ?? [])
        {
            foreach (var undescribed in Undescribed($"{place}.{name}", property!))
            {
                yield return undescribed;
            }
        }
    }

    [GeneratedRegex(@"\blist[A-Z]\w*\(", RegexOptions.None, 30_000)]
    private static partial Regex Listing();

    [GeneratedRegex("connectionstring|secret|password|accountkey|sharedkey|instrumentationkey", RegexOptions.IgnoreCase, 30_000)]
    private static partial Regex Secret();

    [GeneratedRegex("AccountKey=|SharedAccessKey=|sig=|InstrumentationKey=", RegexOptions.IgnoreCase, 30_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d-preview", RegexOptions.None, 30_000)]
    private static partial Regex Preview();
}
