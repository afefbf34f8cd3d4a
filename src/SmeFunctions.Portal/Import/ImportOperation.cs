using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using Operation = SmeFunctions.Portal.Operations.Operation;

namespace SmeFunctions.Portal.Import;

/// <summary>
/// Imports another site: writes its documents into the container of seeds, from where they are ingested like any other. Nothing is read from a network
/// address. docs/import.md describes the sources.
/// </summary>
public sealed class ImportOperation(
    ContentAccount account,
    SeedBlobStore seeds,
    SeedEventPublisher events,
    OperationStore operations,
    IOptions<IngestionOptions> ingestion,
    IOptions<OperationOptions> options)
    : IOperationHandler
{
    /// <summary>Bytes of an export of WordPress or Ghost, which is read as a whole.</summary>
    private const int MaxExportBytes = 256 * 1024 * 1024;

    /// <summary>Bytes of a ZIP.</summary>
    private const long MaxArchiveBytes = 16L * 1024 * 1024 * 1024;

    private const int BufferSize = 1024 * 1024;

    public bool CanRun(OperationKind kind) => kind == OperationKind.Import;

    /// <inheritdoc />
    public async Task<IOperationSlice> OpenAsync(Operation operation, CancellationToken cancellationToken)
    {
        var request = operation.Import ?? throw new OperationFailedException("The operation names no source.");
        var (archive, version) = await OpenArchiveAsync(request.Source, cancellationToken);
        try
        {
            if (ImportCursor.Parse(operation.Cursor) is { Index: > 0 } cursor && cursor.Version != version)
            {
                throw new OperationFailedException("The source was changed while it was imported. Start the import again; what was imported stays.");
            }

            var reader = await CreateReaderAsync(archive, cancellationToken);
            var folder = reader is PortalExportReader ? request.Folder ?? "" : request.GetSiteFolder();
            return new ImportSlice(archive, version, reader, new ImportTarget(operation, folder, seeds, operations, ingestion.Value.MaxSeedBytes), events, options.Value);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    private async Task<(ImportArchive Archive, string Version)> OpenArchiveAsync(string source, CancellationToken cancellationToken)
    {
        if (source.EndsWith('/'))
        {
            var folder = await FolderImportArchive.OpenAsync(account.Imports, source, cancellationToken);
            return (folder, folder.Files.Count.ToString(CultureInfo.InvariantCulture));
        }

        var blob = account.Imports.GetBlobClient(source);
        BlobProperties properties;
        try
        {
            properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new OperationFailedException($"There is no blob '{source}' in the container of imports. Upload it first.", e);
        }

        if (properties.ContentLength > MaxArchiveBytes)
        {
            throw new OperationFailedException($"The source has {properties.ContentLength:N0} bytes; {MaxArchiveBytes:N0} is the most.");
        }

        var version = properties.ETag.ToString().Trim('"');
        var stream = await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BufferSize, Conditions = new BlobRequestConditions { IfMatch = properties.ETag } }, cancellationToken);
        try
        {
            if (await IsZipAsync(stream, cancellationToken))
            {
                return (await ZipImportArchive.OpenAsync(stream, cancellationToken), version);
            }
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();
        return (FolderImportArchive.CreateForBlob(account.Imports, source), version);
    }

    private static async Task<bool> IsZipAsync(Stream stream, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        return length == start.Length && start is [0x50, 0x4B, 0x03 or 0x05, 0x04 or 0x06];
    }

    // An export of WordPress or Ghost stands in the root of the source, or in a folder there. Everything else is a saved site.
    private static async Task<IImportReader> CreateReaderAsync(ImportArchive archive, CancellationToken cancellationToken)
    {
        if (await PortalExportReader.TryCreateAsync(archive, MaxExportBytes, cancellationToken) is { } portal)
        {
            return portal;
        }

        var visits = await FormerVisits.ReadAsync(archive, MaxExportBytes, cancellationToken);
        foreach (var file in archive.Files.Where(file => file.Problem is null && file.Extension is "xml" or "json" && file.Path.Count(c => c == '/') <= 1))
        {
            if ((await archive.ReadAsync(file, MaxExportBytes, cancellationToken)).Bytes is { } content
                && (file.Extension == "xml" ? WordPressReader.TryRead(content) : GhostReader.TryRead(content)) is { } posts)
            {
                return new PostReader(posts, archive, visits);
            }
        }

        return new SavedSiteReader(archive, visits);
    }
}

/// <summary>The position in a source.</summary>
/// <param name="Index">The next item.</param>
/// <param name="Version">The version of the source; <see langword="null"/> at the start.</param>
internal readonly record struct ImportCursor(int Index, string? Version)
{
    public static ImportCursor Parse(string? cursor) =>
        cursor?.Split('|') is [var index, var version] ? new ImportCursor(int.Parse(index, CultureInfo.InvariantCulture), version) : new ImportCursor(0, null);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}|{Version}");
}
