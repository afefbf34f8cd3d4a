using SmeFunctions.Documents;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Finds the metadata files of documents. A document reads the file itself, so that both can be uploaded in any order. The file's own record says which
/// version is valid, and its ingestion requests that of the document. docs/design/ingestion.md explains why none is missed.
/// </summary>
public sealed class MetadataFileStore(SeedBlobStore seeds, SeedStatusStore statusStore)
{
    /// <summary>Reads the metadata file of a document; one call.</summary>
    /// <param name="document">Name of the document.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The file; <see langword="null"/> when there is none.</returns>
    public async Task<MetadataFile?> FindAsync(SeedName document, CancellationToken cancellationToken)
    {
        if (!SeedName.TryParse(DocumentMetadata.GetName(document.Value), out var name, out _) || await seeds.FindAsync(name, cancellationToken) is not { } file)
        {
            return null;
        }

        var read = file.Content is { } content ? DocumentMetadata.Read(name.Value, content) : new DocumentError(DocumentMetadata.ErrorCode, "The metadata file is too large.");
        return read switch
        {
            ReadResult.Metadata(var metadata) => new MetadataFile(metadata, GetVersion(file), Error: null),
            ReadResult.Rejection(var error) => new MetadataFile(Metadata: null, Version: null, new DocumentError(DocumentMetadata.ErrorCode, $"{name.FileName}{(error.Line is { } line ? $", line {line}" : "")}: {error.Message}")),
            var other => throw new InvalidOperationException($"A reader answered {other}."),
        };
    }

    /// <summary>The version of a metadata file: a hash of its content.</summary>
    public static string GetVersion(Seed file) => ContentVersion.Compute(file.Content!);

    /// <summary>Records that a document has a metadata file, so that it compares the versions; one call.</summary>
    public Task AssignAsync(SeedName file, CancellationToken cancellationToken) => statusStore.AddFileAsync(GetDocument(file), file, cancellationToken);

    /// <summary>The document that a metadata file belongs to.</summary>
    public static SeedName GetDocument(SeedName file) => SeedName.FromBlobName(DocumentMetadata.GetDocumentName(file.Value));

    /// <summary>Whether the valid metadata file is the one that was applied to a document; no call for a document that never had one.</summary>
    public async Task<bool> IsCurrentAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken) =>
        !group.HasMetadata
        || !IsStale(record, await statusStore.FindAsync(SeedName.FromBlobName(DocumentMetadata.GetName(record.Name.Value)), cancellationToken));

    /// <summary>Whether a document must be ingested again because of its metadata file.</summary>
    /// <param name="record">Record of the document.</param>
    /// <param name="file">Record of its metadata file; a wrong version keeps the version of the last valid one.</param>
    public static bool IsStale(SeedRecord record, SeedRecord? file) =>
        !record.IsFile && !DocumentMetadata.IsName(record.Name.Value)
        && record.Status is SeedStatus.Published or SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired or SeedStatus.Rejected
        && (file is { Status: SeedStatus.Rejected } ? record.Status != SeedStatus.Rejected : HasWrongFile(record) || record.MetadataVersion != file?.MetadataVersion);

    private static bool HasWrongFile(SeedRecord record) => record.Error?.Code == DocumentMetadata.ErrorCode;
}

/// <summary>A metadata file as it was read.</summary>
/// <param name="Metadata">What it states; <see langword="null"/> when it is wrong.</param>
/// <param name="Version">The version of a valid file.</param>
/// <param name="Error">What is wrong; it names the file and the line.</param>
public sealed record MetadataFile(DocumentMetadata? Metadata, string? Version, DocumentError? Error);
