using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using Operation = SmeFunctions.Portal.Operations.Operation;

namespace SmeFunctions.Portal.Import;

/// <summary>
/// Writes the documents of an import into the container of seeds. Nothing is replaced: a document that is there already may have been corrected. So an
/// import can be repeated at any point.
/// </summary>
internal sealed class ImportTarget(Operation operation, string folder, SeedBlobStore seeds, OperationStore operations, int maxBytes)
{
    private const string Author = "import";

    public ImportRequest Request { get; } = operation.Import!;

    /// <summary>The folder of the documents; empty for the root of the container of seeds.</summary>
    public string Folder => folder;

    /// <summary>The most bytes of a file.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>Gets the name of a path in the folder of the import.</summary>
    /// <returns><see langword="null"/> when no seed can have it.</returns>
    public SeedName? GetName(string path) => SeedName.TryParse(folder.Length > 0 ? $"{folder}/{path}" : path, out var name, out _) ? name : null;

    /// <summary>Whether a document of this import uses a file; one call.</summary>
    public Task<bool> IsFileAsync(string path, CancellationToken cancellationToken) => operations.HasFindingAsync(operation.Id, ImportCodes.File, path, cancellationToken);

    /// <summary>Writes a document, its metadata file and its files. The files come first, so that the document finds them.</summary>
    /// <param name="subject">Its path or title in the source, for the report.</param>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="title">Its headline, for the report.</param>
    /// <param name="metadata">The values of its metadata file.</param>
    /// <param name="files">The files that it uses, with their paths in the source and their names.</param>
    /// <param name="archive">The source of the files.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ImportOutcome> WriteAsync(
        string subject, SeedName name, byte[] content, string title, IEnumerable<(string Key, IReadOnlyList<string> Values)> metadata, IReadOnlyList<ImportedFile> files, ImportArchive archive, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var written = new List<SeedName>();
        foreach (var file in files)
        {
            findings.Add(await WriteAsync(subject, file, archive, written, cancellationToken));
        }

        await WriteMetadataAsync(name, MetadataEditor.Create(metadata), written, cancellationToken);
        var outcome = await WriteAsync(name, content, cancellationToken);
        findings.Add(outcome == Writing.Differs ? CreateExistsFinding(subject, name) : new Finding(ImportCodes.Document, subject, $"'{title}' → {name}"));
        return new ImportOutcome(findings, outcome == Writing.Created && !Request.IsDryRun ? [name] : [], Request.IsDryRun ? [] : written, IsDocument: outcome != Writing.Differs);
    }

    /// <summary>Writes a document or file that another portal had, and its metadata file.</summary>
    /// <param name="subject">Its name in the other portal, for the report.</param>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="metadata">The bytes of its metadata file; empty for none.</param>
    /// <param name="isDocument">Whether it had an article.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ImportOutcome> WriteAsync(string subject, SeedName name, byte[] content, byte[] metadata, bool isDocument, CancellationToken cancellationToken)
    {
        var written = new List<SeedName>();
        await WriteMetadataAsync(name, metadata, written, cancellationToken);
        var outcome = await WriteAsync(name, content, cancellationToken);
        var finding = outcome == Writing.Differs ? CreateExistsFinding(subject, name) : new Finding(isDocument ? ImportCodes.Document : ImportCodes.File, subject, $"→ {name}");
        if (outcome == Writing.Created)
        {
            written.Insert(0, name);
        }

        return new ImportOutcome(
            [finding],
            Request.IsDryRun || !isDocument ? [] : written,
            Request.IsDryRun || isDocument ? [] : written,
            IsDocument: isDocument && outcome != Writing.Differs);
    }

    private static Finding CreateExistsFinding(string subject, SeedName name) => new(ImportCodes.Exists, subject, $"'{name}' is there already, with other content. It stays as it is.");

    private async Task WriteMetadataAsync(SeedName document, byte[] content, List<SeedName> written, CancellationToken cancellationToken)
    {
        var name = SeedName.FromBlobName(DocumentMetadata.GetName(document.Value));
        if (content.Length > 0 && name.Value.Length <= SeedName.MaxLength && await WriteAsync(name, content, cancellationToken) == Writing.Created)
        {
            written.Add(name);
        }
    }

    private async Task<Finding> WriteAsync(string subject, ImportedFile file, ImportArchive archive, List<SeedName> written, CancellationToken cancellationToken)
    {
        if (file.Problem is { } missing || file.Source is null || file.Name is null)
        {
            return new Finding(ImportCodes.MissingFile, $"{subject}: {file.Stated}", file.Problem ?? "The source does not have it.");
        }

        var read = await archive.ReadAsync(file.Source, maxBytes, cancellationToken);
        if (read.Bytes is not { } bytes)
        {
            return new Finding(ImportCodes.Unreadable, file.Source.Path, read.Problem!);
        }

        if (await WriteAsync(file.Name, bytes, cancellationToken) == Writing.Created)
        {
            written.Add(file.Name);
        }

        return new Finding(ImportCodes.File, file.Source.Path, $"→ {file.Name}");
    }

    private async Task<Writing> WriteAsync(SeedName name, byte[] content, CancellationToken cancellationToken)
    {
        if (Request.IsDryRun)
        {
            return await seeds.FindETagAsync(name, cancellationToken) is null ? Writing.Created : await CompareAsync(name, content, cancellationToken);
        }

        try
        {
            await seeds.UploadAsync(name, content, contentType: null, new BlobRequestConditions { IfNoneMatch = ETag.All }, new SeedChange(Author, null), cancellationToken);
            return Writing.Created;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Also after a write that was stored and whose response was lost.
            return await CompareAsync(name, content, cancellationToken);
        }
    }

    private async Task<Writing> CompareAsync(SeedName name, byte[] content, CancellationToken cancellationToken) =>
        await seeds.FindAsync(name, cancellationToken) is { Content: { } present } && present.AsSpan().SequenceEqual(content) ? Writing.Same : Writing.Differs;

    private enum Writing
    {
        Created,
        Same,
        Differs,
    }
}

/// <summary>An image or attachment of an imported document.</summary>
/// <param name="Stated">As the document names it.</param>
/// <param name="Source">The file in the source; <see langword="null"/> when there is none.</param>
/// <param name="Name">The name of the seed.</param>
/// <param name="Problem">Why it is not imported.</param>
internal sealed record ImportedFile(string Stated, ImportFile? Source, SeedName? Name, string? Problem = null);
