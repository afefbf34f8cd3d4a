using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Queues;

/// <summary>Runs the next slice of an operation.</summary>
public sealed class RunOperation(OperationRunner runner)
{
    [Function(nameof(RunOperation))]
    public Task Run(
        [QueueTrigger("%OperationsQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken) =>
        runner.HandleAsync(message, cancellationToken);
}
