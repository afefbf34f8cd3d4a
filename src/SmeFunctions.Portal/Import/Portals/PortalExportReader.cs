using System.Globalization;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Import;

/// <summary>
/// Imports the export of a portal: its documents, under their names. What a portal knows and a document does not state (the slug of its first publication,
/// the day, the visits) comes into its metadata file.
/// </summary>
internal sealed class PortalExportReader : IImportReader
{
    private readonly ImportArchive _archive;
    private readonly Dictionary<string, ExportedDocument> _documents;

    // Metadata files come with their documents. Documents come before other files, which may be their attachments.
    private readonly List<ImportFile> _files;

    private PortalExportReader(ImportArchive archive, ExportManifest manifest)
    {
        _archive = archive;
        _documents = manifest.Documents.DistinctBy(document => document.Name).ToDictionary(document => document.Name, StringComparer.Ordinal);
        _files = [.. archive.Files
            .Where(file => file.Path.StartsWith(ExportManifest.SeedFolder, StringComparison.Ordinal))
            .Where(file => FindOwner(file) is null)
            .OrderByDescending(file => _documents.ContainsKey(GetSeedName(file)))];
    }

    /// <inheritdoc />
    public int Count => _files.Count;

    /// <inheritdoc />
    public IReadOnlyList<int> Barriers => [];

    /// <summary>Creates a reader if the source is the export of a portal.</summary>
    /// <param name="archive">The source.</param>
    /// <param name="maxBytes">The most bytes of the manifest.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Operations.OperationFailedException">The export is of a newer version.</exception>
    public static async Task<PortalExportReader?> TryCreateAsync(ImportArchive archive, int maxBytes, CancellationToken cancellationToken)
    {
        if (archive.Find(ExportManifest.FileName) is not { } file || (await archive.ReadAsync(file, maxBytes, cancellationToken)).Bytes is not { } content || ExportManifest.TryRead(content) is not { } manifest)
        {
            return null;
        }

        return manifest.Version <= ExportManifest.LastVersion
            ? new PortalExportReader(archive, manifest)
            : throw new Operations.OperationFailedException($"The export has version {manifest.Version}; this portal reads versions up to {ExportManifest.LastVersion}. Update it first.");
    }

    /// <inheritdoc />
    public async Task<ImportOutcome> ImportAsync(int index, ImportTarget target, CancellationToken cancellationToken)
    {
        var file = _files[index];
        var seed = GetSeedName(file);
        if (file.Problem is { } problem)
        {
            return ImportOutcome.Skip(ImportCodes.InvalidName, seed, problem);
        }

        if (target.GetName(seed) is not { } name)
        {
            return ImportOutcome.Skip(ImportCodes.InvalidName, seed, "Its name is too long in this folder.");
        }

        var read = await _archive.ReadAsync(file, target.MaxBytes, cancellationToken);
        if (read.Bytes is not { } content)
        {
            return ImportOutcome.Skip(ImportCodes.Unreadable, seed, read.Problem!);
        }

        var metadata = _archive.Find(DocumentMetadata.GetName(file.Path)) is { } sidecar ? await _archive.ReadAsync(sidecar, target.MaxBytes, cancellationToken) : new ImportContent([], null);
        return metadata.Bytes is { } stated
            ? await target.WriteAsync(seed, name, content, Complete(name, seed, content, stated), isDocument: _documents.ContainsKey(seed), cancellationToken)
            : ImportOutcome.Skip(ImportCodes.Unreadable, DocumentMetadata.GetName(seed), metadata.Problem!);
    }

    private static string GetSeedName(ImportFile file) => file.Path[ExportManifest.SeedFolder.Length..];

    // The document of a metadata file.
    private ImportFile? FindOwner(ImportFile file) => file.Path.EndsWith(DocumentMetadata.Extension, StringComparison.Ordinal) ? _archive.Find(DocumentMetadata.GetDocumentName(file.Path)) : null;

    // Only what would come out otherwise is stated, so that most documents stay as they were.
    private byte[] Complete(SeedName name, string seed, byte[] content, byte[] metadata)
    {
        if (_documents.GetValueOrDefault(seed) is not { } known)
        {
            return metadata;
        }

        var stated = ReadMetadata(name, metadata);
        if ((stated is null && metadata.Length > 0) || DocumentReader.Read(name.Value, content, metadata: stated) is not ReadResult.Document(var document))
        {
            // A wrong file stays as it is, for the editor.
            return metadata;
        }

        var values = new Dictionary<string, string>();
        if (document.Published is null && document.PublishAt is null && known.Published is { } day)
        {
            values["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        if (known.Slug != (document.Slug ?? (known.Published is { } published ? Slugs.CreateForArticle(published, document.Title) : null)))
        {
            values["slug"] = known.Slug;
        }

        if (known.Visits != (document.Visits ?? 0))
        {
            values["visits"] = known.Visits.ToString(CultureInfo.InvariantCulture);
        }

        return values.Count > 0 ? MetadataEditor.Write(metadata, values) : metadata;
    }

    private static DocumentMetadata? ReadMetadata(SeedName name, byte[] content) =>
        content.Length > 0 && DocumentMetadata.Read(DocumentMetadata.GetName(name.Value), content) is ReadResult.Metadata(var metadata) ? metadata : null;
}
