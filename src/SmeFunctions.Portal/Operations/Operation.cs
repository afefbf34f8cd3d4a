using Azure;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Import;

namespace SmeFunctions.Portal.Operations;

/// <summary>What an operation does. The names are part of the HTTP API and of the table.</summary>
public enum OperationKind
{
    /// <summary>Compares every seed with its status record, and requests the ingestion of those that differ.</summary>
    Sweep,

    /// <summary>Writes every article and list entry again from its seed, and deletes those without a seed.</summary>
    Rebuild,

    /// <summary>Reports what a rebuild would change.</summary>
    Validate,

    /// <summary>Ingests failed and rejected seeds again.</summary>
    Retry,

    /// <summary>Makes the search index equal to the articles.</summary>
    Reindex,

    /// <summary>Uploads the documents of another site; see <see cref="ImportRequest"/>.</summary>
    Import,

    /// <summary>Writes the whole portal into a ZIP; see <see cref="ExportRequest"/>.</summary>
    Export,
}

public enum OperationStatus
{
    Queued,
    Running,
    Done,

    /// <summary>It stopped. What it did stays, and starting it again is harmless.</summary>
    Failed,
}

/// <summary>What an operation enumerates, in this order. The names are part of the HTTP API and of the table.</summary>
public enum SitePart
{
    /// <summary>The container of seeds.</summary>
    Seeds,

    /// <summary>The status table, for seeds that are no longer in the container.</summary>
    Records,

    /// <summary>The container of articles, for those without a seed.</summary>
    Articles,

    /// <summary>The lists, for entries without an article.</summary>
    Rows,

    /// <summary>The translation links, for those that lead to no document.</summary>
    Pointers,

    /// <summary>The search index, for documents without an article.</summary>
    Index,

    /// <summary>The source of an import.</summary>
    Source,

    /// <summary>The container of images and attachments.</summary>
    Media,

    /// <summary>The ZIP of an export, when all of its files are written.</summary>
    Archive,
}

/// <summary>Work on the whole site that an operator started: an entity of the table <c>Operations</c>.</summary>
public sealed record Operation
{
    /// <summary>Sorts the newest first.</summary>
    public required string Id { get; init; }

    public required OperationKind Kind { get; init; }

    public OperationStatus Status { get; init; } = OperationStatus.Queued;

    /// <summary>The current part, or the last one.</summary>
    public required SitePart Part { get; init; }

    /// <summary>Where the next page begins; <see langword="null"/> for the start.</summary>
    public string? Cursor { get; init; }

    /// <summary>What is imported; <see langword="null"/> for other kinds.</summary>
    public ImportRequest? Import { get; init; }

    /// <summary>What is exported; <see langword="null"/> for other kinds.</summary>
    public ExportRequest? Export { get; init; }

    /// <summary>The number of all items; <see langword="null"/> when it is not known.</summary>
    public long? Total { get; init; }

    /// <summary>The number of examined items.</summary>
    public long Examined { get; init; }

    /// <summary>The number of changed items.</summary>
    public long Changed { get; init; }

    /// <summary>The number of findings, stored or not.</summary>
    public long Found { get; init; }

    /// <summary>The number of findings by code; only of imports, whose findings are a report.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Why it failed; a sentence.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Who started it in the editors' pages; <see langword="null"/> for a client of the API, and for the portal itself.</summary>
    public string? StartedBy { get; init; }

    public DateTimeOffset? Finished { get; init; }

    /// <summary>When this entity was last written, UTC.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The version of this entity; <see langword="null"/> when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    public bool IsFinished => Status is OperationStatus.Done or OperationStatus.Failed;

    public static Operation Start(string id, OperationKind kind, DateTimeOffset now, string? startedBy = null) =>
        new() { Id = id, Kind = kind, Part = GetParts(kind)[0], Started = now, StartedBy = startedBy };

    /// <summary>The next part; <see langword="null"/> after the last one.</summary>
    public SitePart? NextPart()
    {
        var parts = GetParts(Kind);
        var next = Array.IndexOf(parts, Part) + 1;
        return next < parts.Length ? parts[next] : null;
    }

    private static SitePart[] GetParts(OperationKind kind) => kind switch
    {
        OperationKind.Sweep => [SitePart.Seeds, SitePart.Records],
        OperationKind.Retry => [SitePart.Records],
        OperationKind.Import => [SitePart.Source],
        OperationKind.Export => [SitePart.Seeds, SitePart.Articles, SitePart.Media, SitePart.Archive],
        OperationKind.Reindex => [SitePart.Articles, SitePart.Index],
        OperationKind.Rebuild => [SitePart.Seeds, SitePart.Records, SitePart.Articles, SitePart.Rows, SitePart.Pointers],
        _ => [SitePart.Seeds, SitePart.Records, SitePart.Articles, SitePart.Rows, SitePart.Pointers, SitePart.Index],
    };
}

/// <summary>A difference between the site and its documents.</summary>
/// <param name="Code">Stable, for programs: <c>article-missing</c>.</param>
/// <param name="Subject">The seed, article or entry.</param>
/// <param name="Message">A sentence for the operator.</param>
public sealed record Finding(string Code, string Subject, string Message);
