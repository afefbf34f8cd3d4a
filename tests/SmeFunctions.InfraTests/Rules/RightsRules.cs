using System.Text.RegularExpressions;
using SmeFunctions.InfraTests.Compiling;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>Who has which right, and that there is no other.</summary>
internal static partial class RightsRules
{
    /// <summary>Ids as Microsoft lists them; names as people call them.</summary>
    internal static readonly Dictionary<string, string> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["db58b8e5-c6ad-4a2a-8342-4190687cbf4a"] = "Storage Blob Delegator",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    private static readonly string[] _needed =
    [
        "app: Storage Blob Data Owner on the host's account",
        "app: Storage Table Data Contributor on the host's account",
        "app: Storage Blob Data Contributor on the content's account",
        "app: Storage Blob Delegator on the content's account",
        "app: Storage Queue Data Contributor on the content's account",
        "app: Storage Table Data Contributor on the content's account",
        "app: Monitoring Metrics Publisher on Application Insights",
        "topic: Storage Queue Data Message Sender on seed-events",
        "topic: Storage Blob Data Contributor on dead-letter",
    ];

    private const string Editors = "somebody named: Storage Blob Data Contributor on seeds";

    public static IEnumerable<string> Check(Deployment deployment)
    {
        var given = deployment.OfType("Microsoft.Authorization/roleAssignments").Select(assignment => Describe(deployment, assignment)).ToList();
        return _needed.Except(given).Select(right => $"Missing: {right}")
            .Concat(given.Except(_needed).Where(right => right != Editors).Select(right => $"Too much: {right}"))
            .Concat(given.Where(right => right != Editors).GroupBy(right => right).Where(right => right.Count() > 1).Select(right => $"Twice: {right.Key}"));
    }

    private static string Describe(Deployment deployment, AzureResource assignment)
    {
        var role = assignment["roleDefinitionId"]!.Split('/')[^1];
        return $"{Who(deployment, assignment["principalId"]!)}: {Roles.GetValueOrDefault(role, role)} on {Where(deployment, assignment)}";
    }

    private static string Who(Deployment deployment, string principal)
    {
        if (Guid.TryParse(principal, out _))
        {
            return "somebody named";
        }

        var id = Reference().Match(principal).Groups["id"].Value;
        return deployment.Resources.SingleOrDefault(resource => resource.Id == id) switch
        {
            { Type: "Microsoft.ManagedIdentity/userAssignedIdentities" } => "app",
            { Type: "Microsoft.EventGrid/systemTopics", Node: var node } when (string?)node["identity"]?["type"] == "SystemAssigned" => "topic",
            _ => $"an identity that is not made here ({principal})",
        };
    }

    private static string Where(Deployment deployment, AzureResource assignment)
    {
        var scope = assignment.Id[..assignment.Id.LastIndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)];
        return deployment.Resources.SingleOrDefault(resource => resource.Id == scope) switch
        {
            { } account when account.Id == deployment.ContentAccount.Id => "the content's account",
            { } account when account.Id == deployment.HostAccount.Id => "the host's account",
            { Type: "Microsoft.Insights/components" } => "Application Insights",
            { } part when part.IsOf(deployment.ContentAccount) => part.LastName,
            _ => scope,
        };
    }

    [GeneratedRegex(@"^\[reference\('(?<id>[^']+)', '[^']+'(\)\.principalId|, 'full'\)\.identity\.principalId)\]$", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Reference();
}
