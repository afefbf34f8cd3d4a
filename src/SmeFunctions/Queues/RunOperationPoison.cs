using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Queues;

/// <summary>Records the operation of a poison message as failed.</summary>
public sealed class RunOperationPoison(OperationRunner runner)
{
    [Function(nameof(RunOperationPoison))]
    public Task Run(
        [QueueTrigger("%OperationsQueue%-poison", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        runner.HandlePoisonAsync(message, cancellationToken);
}
