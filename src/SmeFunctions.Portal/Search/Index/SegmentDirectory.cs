using Lucene.Net.Store;

namespace SmeFunctions.Portal.Search;

/// <summary>A read-only view of the local copies under the names that Lucene gave them.</summary>
/// <param name="copies">The local copies, under the names of their blobs.</param>
/// <param name="files">The files of one language.</param>
internal sealed class SegmentDirectory(FSDirectory copies, IEnumerable<SearchFile> files) : BaseDirectory
{
    private Dictionary<string, SearchFile> _files = files.ToDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>Adds the files of a newer manifest, so that a reader can be opened that shares segments with an older one.</summary>
    /// <returns>Whether that is possible: not when two writers used a name for different files.</returns>
    public bool TryAdd(IReadOnlyList<SearchFile> newer)
    {
        if (newer.Any(file => _files.TryGetValue(file.Name, out var known) && known.Blob != file.Blob))
        {
            return false;
        }

        // Files that only older readers need are open already.
        Volatile.Write(ref _files, newer.ToDictionary(file => file.Name, StringComparer.Ordinal));
        return true;
    }

    public override string[] ListAll() => [.. _files.Keys];

    [Obsolete("Lucene declares it so.")]
    public override bool FileExists(string name) => _files.ContainsKey(name);

    public override long FileLength(string name) => Find(name).Length;

    // The slicer of the base class copies what it reads into a buffer for each term that is looked up.
    public override IndexInputSlicer CreateSlicer(string name, IOContext context) => copies.CreateSlicer(SearchFileStore.GetLocalName(Find(name).Blob), context);

    public override IndexInput OpenInput(string name, IOContext context) => copies.OpenInput(SearchFileStore.GetLocalName(Find(name).Blob), context);

    public override void DeleteFile(string name) => throw new NotSupportedException("The index is read-only.");

    public override IndexOutput CreateOutput(string name, IOContext context) => throw new NotSupportedException("The index is read-only.");

    public override void Sync(ICollection<string> names) => throw new NotSupportedException("The index is read-only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            copies.Dispose();
        }
    }

    private SearchFile Find(string name) => _files.TryGetValue(name, out var file) ? file : throw new FileNotFoundException($"The manifest has no file '{name}'.", name);
}
