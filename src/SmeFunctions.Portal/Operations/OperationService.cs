using System.Globalization;
using System.Security.Cryptography;
using Azure;

namespace SmeFunctions.Portal.Operations;

/// <summary>Where operators ask for operations and how far they are.</summary>
public sealed class OperationService(OperationStore store, OperationEventPublisher events, TimeProvider time)
{
    /// <summary>Starts an operation.</summary>
    public async Task<Operation> StartAsync(OperationKind kind, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks:x16}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var operation = Operation.Start(id, kind, now);

        // The message first: it says all there is to know, where a row without one would stay queued for ever.
        await events.PublishAsync(operation, cancellationToken);
        try
        {
            return await store.SaveAsync(operation, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It is running already.
            return operation;
        }
    }

    public Task<Operation?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<(IReadOnlyList<Operation> Operations, string? Continuation)> ListAsync(int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListAsync(limit, continuation, cancellationToken);

    public Task<(IReadOnlyList<Finding> Findings, string? Continuation)> ListFindingsAsync(
        string id, int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListFindingsAsync(id, limit, continuation, cancellationToken);
}
