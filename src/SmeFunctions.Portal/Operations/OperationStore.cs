using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Operations;

/// <summary>
/// The table <c>Operations</c>:
/// <code>
/// operations      {id}               how far each is
/// {id}            {code}|{hash}      what it found; the same thing found twice is one row
/// </code>
/// </summary>
public sealed class OperationStore(ContentAccount account)
{
    private const string Partition = "operations";

    /// <summary>The most entities of a transaction.</summary>
    private const int MaxTransaction = 100;

    public async Task<Operation?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await account.OperationsTable.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Reads a page of operations, the newest first; one call.</summary>
    public async Task<(IReadOnlyList<Operation> Operations, string? Continuation)> ListAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (rows, next) = await ReadPageAsync(Partition, limit, continuation, cancellationToken);
        return ([.. rows.Select(Read)], next);
    }

    /// <summary>Stores the progress of an operation, if it did not change.</summary>
    /// <exception cref="RequestFailedException">409 or 412: another writer changed it.</exception>
    public async Task<Operation> SaveAsync(Operation operation, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, operation.Id)
        {
            ["Kind"] = operation.Kind.ToString(),
            ["Status"] = operation.Status.ToString(),
            ["Part"] = operation.Part.ToString(),
            ["Cursor"] = operation.Cursor,
            ["Looked"] = operation.Examined,
            ["Changed"] = operation.Changed,
            ["Found"] = operation.Found,
            ["Error"] = operation.Error,
            ["Started"] = operation.Started,
            ["StartedBy"] = operation.StartedBy,
            ["Finished"] = operation.Finished,
        };
        var answer = operation.ETag is { } etag
            ? await account.OperationsTable.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken)
            : await account.OperationsTable.AddEntityAsync(row, cancellationToken);
        return operation with { ETag = answer.Headers.ETag };
    }

    /// <summary>Stores findings. An upsert is safe: the key is a hash of the content.</summary>
    public async Task SaveAsync(Operation operation, IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var rows = findings.Select(finding => new TableEntity(operation.Id, $"{finding.Code}|{SeedName.ComputeHash(finding.Subject)}")
        {
            ["Code"] = finding.Code,
            ["Subject"] = finding.Subject,
            ["Message"] = finding.Message,
        });
        foreach (var chunk in rows.DistinctBy(row => row.RowKey).Chunk(MaxTransaction))
        {
            await account.OperationsTable.SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        }
    }

    /// <summary>Reads a page of the findings of an operation, by code; one call.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, string? Continuation)> ListFindingsAsync(
        string id, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (rows, next) = await ReadPageAsync(id, limit, continuation, cancellationToken);
        return ([.. rows.Select(row => new Finding(row.GetString("Code"), row.GetString("Subject"), row.GetString("Message")))], next);
    }

    private async Task<(IReadOnlyList<TableEntity> Rows, string? Continuation)> ReadPageAsync(
        string partition, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.OperationsTable
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return (page.Values, page.ContinuationToken);
    }

    private static Operation Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        Kind = Enum.Parse<OperationKind>(row.GetString("Kind")),
        Status = Enum.Parse<OperationStatus>(row.GetString("Status")),
        Part = Enum.Parse<SitePart>(row.GetString("Part")),
        Cursor = row.GetString("Cursor"),
        Examined = row.GetInt64("Looked") ?? 0,
        Changed = row.GetInt64("Changed") ?? 0,
        Found = row.GetInt64("Found") ?? 0,
        Error = row.GetString("Error"),
        Started = row.GetDateTimeOffset("Started") ?? throw new InvalidOperationException($"The operation '{row.RowKey}' has no start."),
        StartedBy = row.GetString("StartedBy"),
        Finished = row.GetDateTimeOffset("Finished"),
        Updated = row.Timestamp,
        ETag = row.ETag,
    };
}
