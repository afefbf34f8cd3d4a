namespace SmeFunctions.Portal.Import;

/// <summary>The files of a source, in an order that stays the same.</summary>
internal abstract class ImportArchive : IAsyncDisposable
{
    private readonly Dictionary<string, ImportFile> _byPath;
    private readonly Dictionary<string, ImportFile> _byFoldedPath = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, ImportFile> _byFileName;

    /// <param name="files">The files. Those with the path of an earlier one cannot be found by path.</param>
    protected ImportArchive(IReadOnlyList<ImportFile> files)
    {
        Files = files;
        _byPath = new Dictionary<string, ImportFile>(files.Count, StringComparer.Ordinal);
        foreach (var file in files.Where(file => file.Problem is null))
        {
            _byPath.TryAdd(file.Path, file);
            _byFoldedPath.TryAdd(file.Path, file);
        }

        _byFileName = _byPath.Values.ToLookup(file => file.FileName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All files, in order.</summary>
    public IReadOnlyList<ImportFile> Files { get; }

    /// <summary>Finds a file. Web servers of Windows ignore case, so a link may differ from its file.</summary>
    public ImportFile? Find(string path) => _byPath.GetValueOrDefault(path) ?? _byFoldedPath.GetValueOrDefault(path);

    /// <summary>Finds the file whose path ends most like that of an address: <c>/wp-content/uploads/2019/a.jpg</c> is <c>uploads/2019/a.jpg</c> of the source.</summary>
    public ImportFile? FindByEnd(string path)
    {
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return steps.Length == 0 ? null : _byFileName[steps[^1]]
            .Select(file => (File: file, Common: CountCommonEnd(file.Path.Split('/'), steps)))
            // A file in the root of the source may be any file of that name; in a folder, the folder has to be the same.
            .Where(found => found.Common > 1 || !found.File.Path.Contains('/', StringComparison.Ordinal) || steps.Length == 1)
            .OrderByDescending(found => found.Common)
            .Select(found => found.File)
            .FirstOrDefault();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="maxBytes">The most bytes; more are not unpacked, whatever the source declares.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The bytes, or why they cannot be read.</returns>
    public abstract Task<ImportContent> ReadAsync(ImportFile file, int maxBytes, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private static int CountCommonEnd(string[] path, string[] steps)
    {
        var count = 0;
        while (count < path.Length && count < steps.Length && path[^(count + 1)].Equals(steps[^(count + 1)], StringComparison.OrdinalIgnoreCase))
        {
            count++;
        }

        return count;
    }
}

/// <summary>A file of a source.</summary>
/// <param name="Index">Its position in the source.</param>
/// <param name="Path">Its path, separated by slashes.</param>
/// <param name="Modified">When it was last modified, if the source says so.</param>
/// <param name="Problem">Why it cannot be imported; a sentence.</param>
internal sealed record ImportFile(int Index, string Path, DateTimeOffset? Modified, string? Problem = null)
{
    public string FileName => Path[(Path.LastIndexOf('/') + 1)..];

    public string Extension => FileName.LastIndexOf('.') is > 0 and var dot ? FileName[(dot + 1)..].ToLowerInvariant() : "";
}

/// <summary>The content of a file.</summary>
/// <param name="Bytes">All bytes; <see langword="null"/> when there is a problem.</param>
/// <param name="Problem">A sentence for the operator.</param>
internal readonly record struct ImportContent(byte[]? Bytes, string? Problem)
{
    public static ImportContent TooLarge(int maxBytes) => new(null, $"It has more than {maxBytes:N0} bytes.");
}
