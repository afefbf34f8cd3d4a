using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.InfraTests.Compiling;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>Alerts that ask for what there is, and reach somebody.</summary>
internal static partial class AlertRules
{
    /// <summary>What each situation that somebody must hear of is called, here and in docs/operations.md.</summary>
    private static readonly string[] _needed =
    [
        "poison-queue-not-empty", "ingestion-lag", "ingestion-silent", "failure-rate", "server-errors", "latency", "storage-throttling", "events-dead-lettered", "daily-cost",
    ];

    /// <summary>The instruments of the meter SmeFunctions.Portal.</summary>
    private static readonly string[] _instruments =
    [
        "portal.seeds.ingested", "portal.seeds.rejected", "portal.seeds.failed", "portal.seeds.lag", "portal.visits.flush.size", "portal.visits.flush.duration", "portal.visits.compacted", "portal.search.lag", "portal.search.duration", "portal.search.queries",
        "portal.cache.requests", "portal.responses", "portal.storage.calls", "portal.storage.throttled", "portal.queue.poison",
    ];

    public static IEnumerable<string> Check(Deployment deployment)
    {
        var alerts = deployment.OfType("Microsoft.Insights/scheduledQueryRules").Concat(deployment.OfType("Microsoft.Insights/metricAlerts")).ToList();
        var group = deployment.Single("Microsoft.Insights/actionGroups");
        foreach (var name in _needed.Where(name => !alerts.Exists(alert => alert.Name.EndsWith("-" + name, StringComparison.Ordinal))))
        {
            yield return $"There is no alert {name}.";
        }

        foreach (var alert in alerts)
        {
            if (alert["enabled"] != "true" || alert["actions"]?.Contains(group.Id, StringComparison.Ordinal) != true)
            {
                yield return $"{alert.Name} reaches nobody.";
            }

            if (alert["scopes"] is { } scopes && !deployment.Resources.Any(resource => scopes == $"""["{resource.Id}"]"""))
            {
                yield return $"{alert.Name} looks at what is not made here: {scopes}";
            }

            if (XmlConvert.ToTimeSpan(alert["evaluationFrequency"]!) > XmlConvert.ToTimeSpan(alert["windowSize"]!))
            {
                yield return $"{alert.Name} looks away between two looks.";
            }
        }

        if (group["emailReceivers"]?.Contains("emailAddress", StringComparison.Ordinal) != true && group["armRoleReceivers"]?.Contains("roleId", StringComparison.Ordinal) != true)
        {
            yield return "Alerts are told to nobody.";
        }

        if (!deployment.Single("Microsoft.Consumption/budgets").Properties["notifications"]!.AsObject().All(notification => notification.Value!["contactGroups"]!.ToJsonString().Contains(group.Id, StringComparison.Ordinal)))
        {
            yield return "The budget is told to nobody.";
        }
    }

    public static IEnumerable<string> Queries(Deployment deployment)
    {
        var functions = (from type in Assembly.Load("SmeFunctions").GetTypes()
                         from method in type.GetMethods()
                         let function = method.GetCustomAttribute<FunctionAttribute>()
                         where function is not null
                         select function.Name).ToHashSet();
        var texts = deployment.OfType("Microsoft.Insights/scheduledQueryRules").Select(alert => (alert.Name, Text: (string)alert.Properties["criteria"]!["allOf"]![0]!["query"]!))
            .Append(("workbook", deployment.Single("Microsoft.Insights/workbooks")["serializedData"]!));
        foreach (var (name, text) in texts)
        {
            foreach (var instrument in Instrument().Matches(text).Select(match => match.Groups["name"].Value).Where(instrument => !_instruments.Contains(instrument)))
            {
                yield return $"{name} asks for {instrument}, which the app does not measure.";
            }

            foreach (var function in Function().Matches(text).Select(match => match.Groups["name"].Value).Where(function => !functions.Contains(function)))
            {
                yield return $"{name} asks for {function}, which is no function.";
            }
        }
    }

    [GeneratedRegex("'(?<name>portal\\.[a-z.]+)'", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Instrument();

    [GeneratedRegex("'(?<name>[A-Z][A-Za-z]+)'", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Function();
}
