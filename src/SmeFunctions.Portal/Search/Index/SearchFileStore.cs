using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// The segment files: blobs of the container <c>search</c>, and copies of them on the local disk. A blob's name is unique and its content never
/// changes, so a local copy is valid for as long as it is needed, for all processes of this machine and after a restart.
/// </summary>
public sealed class SearchFileStore(ContentAccount account, IOptions<SearchOptions> options, TimeProvider time, PortalTelemetry? telemetry = null)
{
    private const string Prefix = "segments/";
    private const int Parallel = 8;

    // The accounts of two portals on one machine must not share files.
    private readonly string _directory = Path.Combine(
        options.Value.GetLocalDirectory(),
        Reading.ContentVersion.Compute(System.Text.Encoding.UTF8.GetBytes(account.Search.Uri.AbsoluteUri)));

    /// <summary>The local directory of copies. A file's local name is its blob's name without directories.</summary>
    public string LocalDirectory => _directory;

    /// <summary>The name of a new blob.</summary>
    /// <param name="lang">The language.</param>
    /// <param name="session">Unique for the writer that created the file.</param>
    /// <param name="name">The file's name in Lucene's directory, which is unique in a session.</param>
    public static string CreateBlobName(string lang, string session, string name) => $"{Prefix}{lang}-{session}-{name}";

    /// <summary>The path of a file's local copy.</summary>
    public string GetLocalPath(SearchFile file) => Path.Combine(_directory, GetLocalName(file.Blob));

    public static string GetLocalName(string blob) => blob[(blob.LastIndexOf('/') + 1)..];

    /// <summary>Downloads the files that have no local copy.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="RequestFailedException">404: the file's grace time is over. A newer manifest does not name it.</exception>
    public async Task DownloadAsync(IEnumerable<SearchFile> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            files.Where(file => !HasCopy(file)),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                await WriteAsync(GetLocalPath(file), path => account.Search.GetBlobClient(file.Blob).DownloadToAsync(path, token));
                if (!HasCopy(file))
                {
                    throw new IOException($"The blob '{file.Blob}' has another length than the manifest says.");
                }

                telemetry?.SearchFileDownloaded(file.Length);
            });
    }

    /// <summary>Uploads files. Repeating it is harmless, because a blob's name belongs to one writer.</summary>
    /// <param name="files">The files, and where they are.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task UploadAsync(IEnumerable<(SearchFile File, string Path)> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                await account.Search.GetBlobClient(file.File.Blob).UploadAsync(file.Path, new BlobUploadOptions(), token);

                // The readers of this process need not download it.
                await WriteAsync(GetLocalPath(file.File), path => Task.Run(() => File.Copy(file.Path, path), token));
            });
    }

    /// <summary>Deletes blobs and local copies that the manifest does not name and that are older than the grace time.</summary>
    /// <returns>The number of deleted blobs.</returns>
    public async Task<int> DeleteUnusedAsync(SearchManifest manifest, CancellationToken cancellationToken)
    {
        var used = manifest.Languages.Values.SelectMany(index => index.Files).Select(file => file.Blob).ToHashSet(StringComparer.Ordinal);
        var before = time.GetUtcNow() - options.Value.KeepFilesFor;
        var deleted = 0;
        await foreach (var blob in account.Search.GetBlobsAsync(new GetBlobsOptions { Prefix = Prefix }, cancellationToken))
        {
            if (!used.Contains(blob.Name) && blob.Properties.LastModified < before)
            {
                await account.Search.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
                deleted++;
            }
        }

        DeleteUnusedCopies(used.Select(GetLocalName).ToHashSet(StringComparer.Ordinal), before.UtcDateTime);
        return deleted;
    }

    /// <summary>Deletes all local copies, after one of them was found to be damaged.</summary>
    public void DeleteCopies() => DeleteUnusedCopies([], DateTime.MaxValue);

    private void DeleteUnusedCopies(HashSet<string> used, DateTime before)
    {
        if (!Directory.Exists(_directory))
        {
            return;
        }

        foreach (var file in new DirectoryInfo(_directory).EnumerateFiles().Where(file => !used.Contains(file.Name) && file.LastWriteTimeUtc < before))
        {
            try
            {
                file.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Windows does not delete a file that is open. The next time it is closed.
                continue;
            }
        }
    }

    private bool HasCopy(SearchFile file) => new FileInfo(GetLocalPath(file)) is { Exists: true } copy && copy.Length == file.Length;

    // Other processes must never see a part of a file.
    private static async Task WriteAsync(string path, Func<string, Task> write)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await write(part);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
