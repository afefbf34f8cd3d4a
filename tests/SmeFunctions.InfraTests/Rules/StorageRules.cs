using System.Reflection;
using SmeFunctions.InfraTests.Compiling;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>Nobody without a name gets in, and everything is called what the app calls it.</summary>
internal static class StorageRules
{
    private static readonly (string Property, string Value)[] _doors =
    [
        ("allowSharedKeyAccess", "false"), ("allowBlobPublicAccess", "false"), ("allowCrossTenantReplication", "false"), ("defaultToOAuthAuthentication", "true"),
        ("supportsHttpsTrafficOnly", "true"), ("minimumTlsVersion", "TLS1_2"),
    ];

    public static IEnumerable<string> Doors(Deployment deployment)
    {
        foreach (var account in deployment.OfType("Microsoft.Storage/storageAccounts"))
        {
            foreach (var (property, value) in _doors.Where(door => !string.Equals(account[door.Property], door.Value, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{account.Name}: {property} is {account[property] ?? "not set"}, not {value}.";
            }
        }

        foreach (var container in deployment.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Where(container => container["publicAccess"] != "None"))
        {
            yield return $"{container.LastName} is open to everybody.";
        }
    }

    public static IEnumerable<string> Names(Deployment deployment)
    {
        var queues = Defaults("Queue").ToList();
        return Differences("containers", Made(deployment, "blobServices/containers"), Defaults("Container").Append("dead-letter"))
            .Concat(Differences("queues", Made(deployment, "queueServices/queues"), queues.Concat(queues.Select(queue => queue + "-poison"))))
            .Concat(Differences("tables", Made(deployment, "tableServices/tables"), Defaults("Table")));
    }

    /// <summary>What editors lost can be had back, and what nobody needs goes.</summary>
    public static IEnumerable<string> Safety(Deployment deployment)
    {
        var blobs = deployment.OfType("Microsoft.Storage/storageAccounts/blobServices").Single(service => service.IsOf(deployment.ContentAccount));
        foreach (var (on, what) in new[]
        {
            (blobs["isVersioningEnabled"] == "true", "versions"), (blobs["deleteRetentionPolicy", "enabled"] == "true", "deleted blobs"),
            (blobs["containerDeleteRetentionPolicy", "enabled"] == "true", "deleted containers"),
        })
        {
            if (!on)
            {
                yield return $"Of the content {what} are not kept.";
            }
        }

        var rules = deployment.OfType("Microsoft.Storage/storageAccounts/managementPolicies").Single(policy => policy.IsOf(deployment.ContentAccount))
            .Properties["policy"]!["rules"]!.AsArray();
        var meant = rules.SelectMany(rule => rule!["definition"]!["filters"]!["prefixMatch"]!.AsArray().Select(prefix => ((string)prefix!).TrimEnd('/'))).ToList();
        foreach (var container in Made(deployment, "blobServices/containers").Except(meant))
        {
            yield return $"No rule says what becomes of old blobs in {container}.";
        }

        foreach (var rule in rules.Where(rule => rule!["definition"]!["actions"]!["baseBlob"] is not null))
        {
            foreach (var prefix in rule!["definition"]!["filters"]!["prefixMatch"]!.AsArray().Where(prefix => (string?)prefix is not ("dead-letter/" or "seed-versions/")))
            {
                yield return $"What is in {prefix} itself, and not only its old versions, is moved or deleted.";
            }
        }
    }

    private static List<string> Made(Deployment deployment, string kind) =>
        [.. deployment.OfType("Microsoft.Storage/storageAccounts/" + kind).Where(made => made.IsOf(deployment.ContentAccount)).Select(made => made.LastName)];

    private static IEnumerable<string> Defaults(string kind)
    {
        var options = new ContentStorageOptions();
        return typeof(ContentStorageOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name.EndsWith(kind, StringComparison.Ordinal))
            .Select(property => (string)property.GetValue(options)!);
    }

    private static IEnumerable<string> Differences(string kind, IEnumerable<string> made, IEnumerable<string> wanted)
    {
        var (has, needs) = (made.ToHashSet(), wanted.ToHashSet());
        return needs.Except(has).Select(name => $"Of the {kind} '{name}' is not made.")
            .Concat(has.Except(needs).Select(name => $"Of the {kind} '{name}' is made, and the app knows nothing of it."));
    }
}
