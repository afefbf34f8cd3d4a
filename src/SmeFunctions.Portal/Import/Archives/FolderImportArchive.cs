using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Import;

/// <summary>The blobs of a folder; of a single blob, only that.</summary>
internal sealed class FolderImportArchive : ImportArchive
{
    private const int MaxFiles = 250_000;

    private readonly BlobContainerClient _container;
    private readonly string _prefix;

    private FolderImportArchive(BlobContainerClient container, string prefix, IReadOnlyList<ImportFile> files)
        : base(files) => (_container, _prefix) = (container, prefix);

    /// <summary>Lists a folder; one call per 5,000 blobs.</summary>
    /// <param name="container">The container of imports.</param>
    /// <param name="prefix">The folder, with a slash at its end.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationFailedException">There are no blobs, or too many.</exception>
    public static async Task<FolderImportArchive> OpenAsync(BlobContainerClient container, string prefix, CancellationToken cancellationToken)
    {
        var files = new List<ImportFile>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            var path = blob.Name[prefix.Length..];
            if (path.Length == 0)
            {
                continue;
            }

            files.Add(new ImportFile(files.Count, path, Modified: null, DocumentName.FindProblem(path)));
            if (files.Count > MaxFiles)
            {
                throw new OperationFailedException($"The folder has more than {MaxFiles:N0} files. Import it in parts.");
            }
        }

        return files.Count > 0 ? new FolderImportArchive(container, prefix, files) : throw new OperationFailedException("The folder has no files. Upload them to the container of imports first.");
    }

    /// <summary>A source of one file.</summary>
    public static FolderImportArchive CreateForBlob(BlobContainerClient container, string name)
    {
        var slash = name.LastIndexOf('/') + 1;
        return new FolderImportArchive(container, name[..slash], [new ImportFile(0, name[slash..], Modified: null)]);
    }

    public override async Task<ImportContent> ReadAsync(ImportFile file, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = (await _container.GetBlobClient(_prefix + file.Path).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (answer.Details.ContentLength > maxBytes)
            {
                return ImportContent.TooLarge(maxBytes);
            }

            var content = new byte[answer.Details.ContentLength];
            await answer.Content.ReadExactlyAsync(content, cancellationToken);
            return new ImportContent(content, null);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new ImportContent(null, "It was deleted meanwhile.");
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
