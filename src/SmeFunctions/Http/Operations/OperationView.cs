using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Http;

/// <summary>An operation in a response.</summary>
internal sealed record OperationView
{
    public required string Id { get; init; }

    /// <summary>sweep, rebuild, validate, retry, reindex, import or export.</summary>
    public required string Kind { get; init; }

    /// <summary>queued, running, done or failed.</summary>
    public required string Status { get; init; }

    /// <summary>Address of this operation.</summary>
    public required string Url { get; init; }

    /// <summary>The current part: seeds, records, articles, rows, pointers, index, source, media or archive.</summary>
    public required string Part { get; init; }

    /// <summary>What is imported; only of imports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportView? Import { get; init; }

    /// <summary>What is exported; only of exports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExportView? Export { get; init; }

    /// <summary>The number of all items, if it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }

    /// <summary>The number of examined items.</summary>
    public required long Looked { get; init; }

    /// <summary>The number of changed items.</summary>
    public required long Changed { get; init; }

    /// <summary>The number of findings; the first 10,000 are stored, of an import all.</summary>
    public required long Found { get; init; }

    /// <summary>The number of findings by code; only of imports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Counts { get; init; }

    public string? Error { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public DateTimeOffset? Finished { get; init; }

    /// <summary>A page of the findings; omitted in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Address of the next page of findings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }

    public static OperationView Create(Operation operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Kind.ToString().ToLowerInvariant(),
        Status = operation.Status.ToString().ToLowerInvariant(),
        Url = GetUrl(operation),
        Part = operation.Part.ToString().ToLowerInvariant(),
        Import = operation.Import is { } import ? new ImportView(import.Source, import.Folder, import.Address?.AbsoluteUri, import.IsDryRun) : null,
        Export = operation.Export is { } export ? new ExportView(ExportRequest.GetBlobName(operation), export.IncludesVersions) : null,
        Total = operation.Total,
        Looked = operation.Examined,
        Changed = operation.Changed,
        Found = operation.Found,
        Counts = operation.Counts.Count > 0 ? operation.Counts : null,
        Error = operation.Error,
        Started = operation.Started,
        Updated = operation.Updated,
        Finished = operation.Finished,
    };

    public static IResult Ok(Operation operation, Uri? download, IReadOnlyList<Finding> findings, string? next)
    {
        var view = Create(operation);
        return TypedResults.Json(
            view with { Export = view.Export is { } export ? export with { Url = download?.AbsoluteUri } : null, Findings = findings, Next = next }, OperationViewJson.Readable.OperationView);
    }

    public static IResult Ok(IReadOnlyList<Operation> operations, string? next) =>
        TypedResults.Json(new OperationPageView([.. operations.Select(Create)], next), OperationViewJson.Readable.OperationPageView);

    /// <summary>202 with the address of the progress.</summary>
    public static IResult Accepted(HttpRequest request, Operation operation)
    {
        request.HttpContext.Response.Headers.Location = GetUrl(operation);
        return TypedResults.Json(Create(operation), OperationViewJson.Readable.OperationView, statusCode: StatusCodes.Status202Accepted);
    }

    private static string GetUrl(Operation operation) => "/api/operations/" + operation.Id;
}

/// <param name="Source">The blob, or the folder.</param>
/// <param name="Folder">The folder of the documents; <see langword="null"/> for the usual one.</param>
/// <param name="Address">The address of the old site, if it was stated.</param>
/// <param name="DryRun">Whether only the report is written.</param>
internal sealed record ImportView(string Source, string? Folder, string? Address, bool DryRun);

/// <param name="Blob">The ZIP in the container of exports.</param>
/// <param name="Versions">Whether earlier versions of the documents are exported, too.</param>
/// <param name="Url">Where it can be downloaded for an hour; only of a single operation that is done.</param>
internal sealed record ExportView(string Blob, bool Versions, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null);

/// <param name="Items">The operations of this page.</param>
/// <param name="Next">Address of the next page; <see langword="null"/> on the last page.</param>
internal sealed record OperationPageView(IReadOnlyList<OperationView> Items, string? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OperationView))]
[JsonSerializable(typeof(OperationPageView))]
internal sealed partial class OperationViewJson : JsonSerializerContext
{
    public static OperationViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
