using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Operations;

/// <summary>
/// Runs operations in slices. A slice continues at the stored position, stores the position after every page, and requests the next slice when its
/// time is over. If the process dies, the message returns, and one page is done again, which is harmless.
/// </summary>
public sealed partial class OperationRunner(
    OperationStore operations,
    OperationEventPublisher events,
    IEnumerable<IOperationHandler> handlers,
    IOptions<OperationOptions> options,
    TimeProvider time,
    ILogger<OperationRunner> logger,
    PortalTelemetry? telemetry = null)
{
    /// <summary>Handles a queue message.</summary>
    /// <exception cref="System.Text.Json.JsonException">The message has another format.</exception>
    public async Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var start = OperationEventPublisher.Parse(message);
        var operation = await operations.FindAsync(start.Id, cancellationToken) ?? start;

        if (operation.IsFinished)
        {
            return;
        }

        try
        {
            await using var slice = await FindHandler(operation.Kind).OpenAsync(operation, cancellationToken);
            var began = time.GetTimestamp();
            while (!operation.IsFinished)
            {
                operation = await ProcessPageAsync(operation, slice, cancellationToken);
                if (!operation.IsFinished && time.GetElapsedTime(began) >= options.Value.SliceTime)
                {
                    await events.PublishAsync(operation, cancellationToken);
                    return;
                }
            }
        }
        catch (OperationFailedException e)
        {
            operation = await SaveAsync(Fail(operation, e.Message), cancellationToken);
        }

        LogFinished(operation.Id, operation.Kind, operation.Status, operation.Examined, operation.Changed, operation.Found);
    }

    /// <summary>Handles a message of the poison queue: records the operation as failed.</summary>
    public async Task HandlePoisonAsync(string message, CancellationToken cancellationToken)
    {
        telemetry?.PoisonMessageHandled("operations");
        var start = OperationEventPublisher.Parse(message);
        var operation = await operations.FindAsync(start.Id, cancellationToken) ?? start;
        if (!operation.IsFinished)
        {
            await operations.SaveAsync(
                Fail(operation, "It failed several times; the portal's log has the reason. Start it again."), cancellationToken);
            LogFailed(operation.Id, operation.Kind);
        }
    }

    private IOperationHandler FindHandler(OperationKind kind) => handlers.First(handler => handler.CanRun(kind));

    private async Task<Operation> ProcessPageAsync(Operation operation, IOperationSlice slice, CancellationToken cancellationToken)
    {
        var page = await slice.ProcessPageAsync(operation, cancellationToken);
        var most = page.IsReport ? int.MaxValue : (int)Math.Max(0, options.Value.MaxFindings - operation.Found);
        await operations.SaveAsync(operation, page.Findings.Take(most), cancellationToken);
        var next = page.Cursor is null ? operation.NextPart() : operation.Part;
        return await SaveAsync(
            operation with
            {
                Status = next is null ? OperationStatus.Done : OperationStatus.Running,
                Part = next ?? operation.Part,
                Cursor = page.Cursor,
                Total = page.Total ?? operation.Total,
                Examined = operation.Examined + page.Examined,
                Changed = operation.Changed + page.Changed,
                Found = operation.Found + page.Findings.Count,
                Counts = page.IsReport ? Add(operation.Counts, page.Findings) : operation.Counts,
                Finished = next is null ? time.GetUtcNow() : null,
            },
            cancellationToken);
    }

    private async Task<Operation> SaveAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operations.SaveAsync(operation, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // A duplicate message: another slice is running, and is ahead.
            return await operations.FindAsync(operation.Id, cancellationToken) ?? operation;
        }
    }

    private static Dictionary<string, long> Add(IReadOnlyDictionary<string, long> counts, IReadOnlyList<Finding> findings) =>
        counts.Select(count => (count.Key, count.Value)).Concat(findings.Select(finding => (Key: finding.Code, Value: 1L))).GroupBy(count => count.Key).ToDictionary(same => same.Key, same => same.Sum(count => count.Value));

    private Operation Fail(Operation operation, string error) => operation with { Status = OperationStatus.Failed, Error = error, Finished = time.GetUtcNow() };

    [LoggerMessage(LogLevel.Information, "Operation {Id} ({Kind}) is {Status}: looked at {Looked}, changed {Changed}, found {Found}")]
    private partial void LogFinished(string id, OperationKind kind, OperationStatus status, long looked, long changed, long found);

    [LoggerMessage(LogLevel.Warning, "Operation {Id} ({Kind}) failed too often")]
    private partial void LogFailed(string id, OperationKind kind);
}
