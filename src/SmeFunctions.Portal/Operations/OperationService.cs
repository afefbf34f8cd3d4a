using System.Globalization;
using System.Security.Cryptography;
using Azure;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Import;

namespace SmeFunctions.Portal.Operations;

/// <summary>Starts operations and reads their progress.</summary>
public sealed class OperationService(OperationStore store, OperationEventPublisher events, TimeProvider time)
{
    /// <summary>Starts an operation.</summary>
    public Task<Operation> StartAsync(OperationKind kind, CancellationToken cancellationToken) => StartAsync(kind, startedBy: null, cancellationToken);

    /// <summary>Starts an operation, and records who did.</summary>
    public Task<Operation> StartAsync(OperationKind kind, string? startedBy, CancellationToken cancellationToken) => StartAsync(Create(kind, startedBy), cancellationToken);

    /// <summary>Starts an import.</summary>
    public Task<Operation> StartImportAsync(ImportRequest import, string? startedBy, CancellationToken cancellationToken) =>
        StartAsync(Create(OperationKind.Import, startedBy) with { Import = import }, cancellationToken);

    /// <summary>Starts an export.</summary>
    public Task<Operation> StartExportAsync(ExportRequest export, string? startedBy, CancellationToken cancellationToken) =>
        StartAsync(Create(OperationKind.Export, startedBy) with { Export = export }, cancellationToken);

    public Task<Operation?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<(IReadOnlyList<Operation> Operations, string? Continuation)> ListAsync(int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListAsync(limit, continuation, cancellationToken);

    public Task<(IReadOnlyList<Finding> Findings, string? Continuation)> ListFindingsAsync(
        string id, int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListFindingsAsync(id, code: null, limit, continuation, cancellationToken);

    /// <summary>Reads a page of the findings with one code.</summary>
    public Task<(IReadOnlyList<Finding> Findings, string? Continuation)> ListFindingsAsync(
        string id, string? code, int limit, string? continuation, CancellationToken cancellationToken) =>
        store.ListFindingsAsync(id, code, limit, continuation, cancellationToken);

    private Operation Create(OperationKind kind, string? startedBy)
    {
        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks:x16}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        return Operation.Start(id, kind, now, startedBy);
    }

    private async Task<Operation> StartAsync(Operation operation, CancellationToken cancellationToken)
    {
        // The message is sent first. An entity without a message would stay queued forever; a message without an entity creates it.
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
}
