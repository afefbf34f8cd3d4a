using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Import;
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
        var (rows, next) = await ReadPageAsync(Partition, code: null, limit, continuation, cancellationToken);
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
            ["Import"] = operation.Import is { } import ? JsonSerializer.Serialize(import, ImportRequestJson.Default.ImportRequest) : null,
            ["Export"] = operation.Export is { } export ? JsonSerializer.Serialize(export, ExportJson.Default.ExportRequest) : null,
            ["Total"] = operation.Total,
            ["Counts"] = operation.Counts.Count > 0 ? JsonSerializer.Serialize(operation.Counts, ImportRequestJson.Default.IReadOnlyDictionaryStringInt64) : null,
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
        var rows = findings.Select(finding => new TableEntity(operation.Id, GetKey(finding.Code, finding.Subject))
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

    /// <summary>Whether an operation has found something; one call.</summary>
    public async Task<bool> HasFindingAsync(string id, string code, string subject, CancellationToken cancellationToken) =>
        (await account.OperationsTable.GetEntityIfExistsAsync<TableEntity>(id, GetKey(code, subject), [], cancellationToken)).HasValue;

    /// <summary>Reads a page of the findings of an operation, of all codes or of one; one call.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, string? Continuation)> ListFindingsAsync(
        string id, string? code, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (rows, next) = await ReadPageAsync(id, code, limit, continuation, cancellationToken);
        return ([.. rows.Select(row => new Finding(row.GetString("Code"), row.GetString("Subject"), row.GetString("Message")))], next);
    }

    private async Task<(IReadOnlyList<TableEntity> Rows, string? Continuation)> ReadPageAsync(
        string partition, string? code, int limit, string? continuation, CancellationToken cancellationToken)
    {
        // The bar separates a code from the rest of its key; the character after it ends the range.
        var filter = code is null ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {code + "|"} and RowKey lt {code + "}"}");
        var page = await account.OperationsTable
            .QueryAsync<TableEntity>(filter, limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return (page.Values, page.ContinuationToken);
    }

    private static string GetKey(string code, string subject) => $"{code}|{SeedName.ComputeHash(subject)}";

    private static Operation Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        Kind = Enum.Parse<OperationKind>(row.GetString("Kind")),
        Status = Enum.Parse<OperationStatus>(row.GetString("Status")),
        Part = Enum.Parse<SitePart>(row.GetString("Part")),
        Cursor = row.GetString("Cursor"),
        Import = row.GetString("Import") is { } import ? JsonSerializer.Deserialize(import, ImportRequestJson.Default.ImportRequest) : null,
        Export = row.GetString("Export") is { } export ? JsonSerializer.Deserialize(export, ExportJson.Default.ExportRequest) : null,
        Total = row.GetInt64("Total"),
        Counts = row.GetString("Counts") is { } counts ? JsonSerializer.Deserialize(counts, ImportRequestJson.Default.IReadOnlyDictionaryStringInt64)! : new Dictionary<string, long>(),
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
