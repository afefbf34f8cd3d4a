using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Queues;

/// <summary>Works for a while on the operation that a message names.</summary>
public sealed class RunOperation(OperationRunner runner)
{
    [Function(nameof(RunOperation))]
    public Task Run(
        [QueueTrigger("%OperationsQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        runner.HandleAsync(message, cancellationToken);
}
