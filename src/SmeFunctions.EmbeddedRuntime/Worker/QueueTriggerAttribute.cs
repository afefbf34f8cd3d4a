using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for every message of a storage queue; <c>%Setting%</c> in the name is replaced.</summary>
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string QueueName { get; } = queueName;

    /// <summary>The setting that names the account; <c>AzureWebJobsStorage</c> when null.</summary>
    public string? Connection { get; set; }
}
