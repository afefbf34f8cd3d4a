using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>A queue function with its settings applied: the queue it reads and where failed messages go.</summary>
internal sealed record QueueFunction(FunctionInvoker Function, QueueClient Queue, QueueClient? Poison)
{
    /// <summary>Null when a setting is missing or wrong, which is then in <paramref name="problems"/>.</summary>
    public static QueueFunction? Resolve(FunctionInvoker function, IConfiguration configuration, List<string> problems)
    {
        var trigger = (QueueTriggerAttribute)function.Function.Trigger;
        var where = function.Function.Location;
        var missing = new List<string>();
        // Lower-cased as the host does.
        var name = SettingReference.Replace(trigger.QueueName, configuration, missing).ToLowerInvariant();
        problems.AddRange(missing.Select(setting => $"{where}: the setting '{setting}' of the queue's name is missing."));
        if (missing.Count == 0 && !QueueName.IsValid(name))
        {
            problems.Add($"{where}: '{name}' is not a queue's name: 3 to 63 lower-case letters, digits and single dashes.");
        }

        try
        {
            var service = StorageConnection.Queues(
                trigger.Connection, configuration, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
            return missing.Count > 0 || !QueueName.IsValid(name)
                ? null
                : new QueueFunction(
                    function,
                    service.GetQueueClient(name),
                    QueueName.GetPoisonQueue(name) is { } poison ? service.GetQueueClient(poison) : null);
        }
        catch (StartupException e)
        {
            problems.AddRange(e.Problems.Select(problem => $"{where}: {problem}"));
            return null;
        }
    }
}
