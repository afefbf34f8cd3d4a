using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;

namespace SmeFunctions.Portal.Search;

/// <summary>The index as one commit left it, open for queries. It is closed after the last query that uses it.</summary>
internal sealed class SearchSnapshot
{
    private readonly Dictionary<string, DirectoryReader> _readers;
    private readonly Dictionary<string, SegmentDirectory> _directories;
    private readonly Dictionary<string, IndexSearcher> _searchers = [];
    private readonly IndexSearcher _all;
    private int _uses = 1;

    private SearchSnapshot(StoredSearchManifest stored, Dictionary<string, DirectoryReader> readers, Dictionary<string, SegmentDirectory> directories)
    {
        (Stored, _readers, _directories) = (stored, readers, directories);
        foreach (var (lang, reader) in readers)
        {
            _searchers[lang] = new IndexSearcher(reader) { Similarity = new BM25Similarity() };
        }

        _all = new IndexSearcher(new MultiReader([.. readers.Values], closeSubReaders: false)) { Similarity = new BM25Similarity() };
    }

    public StoredSearchManifest Stored { get; }

    public SearchManifest Manifest => Stored.Manifest!;

    public IEnumerable<string> Languages => _readers.Keys;

    /// <summary>Opens the local copies of a manifest's files.</summary>
    /// <param name="stored">The manifest.</param>
    /// <param name="files">The local copies.</param>
    /// <param name="before">An open snapshot, whose segments are shared where they are the same.</param>
    public static SearchSnapshot Open(StoredSearchManifest stored, SearchFileStore files, SearchSnapshot? before)
    {
        var readers = new Dictionary<string, DirectoryReader>();
        var directories = new Dictionary<string, SegmentDirectory>();
        try
        {
            foreach (var (lang, index) in stored.Manifest!.Languages)
            {
                if (before is not null && before._directories.TryGetValue(lang, out var directory) && directory.TryAdd(index.Files))
                {
                    directories[lang] = directory;
                    readers[lang] = Reopen(before._readers[lang]);
                }
                else
                {
                    directories[lang] = new SegmentDirectory(FSDirectory.Open(files.LocalDirectory), index.Files);
                    readers[lang] = DirectoryReader.Open(directories[lang]);
                }
            }

            return new SearchSnapshot(stored, readers, directories);
        }
        catch
        {
            Close(readers.Values);
            throw;
        }
    }

    /// <summary>Gets the searcher of a language, or of all; <see langword="null"/> when the language has no article.</summary>
    public IndexSearcher? FindSearcher(string? lang) => lang is null ? _all : _searchers.GetValueOrDefault(lang);

    /// <summary>Begins to use the snapshot.</summary>
    /// <returns>Whether it is still open.</returns>
    public bool TryUse()
    {
        for (var uses = Volatile.Read(ref _uses); uses > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
            {
                return true;
            }

            uses = seen;
        }

        return false;
    }

    /// <summary>Ends a use; the last one closes the files.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            Close(_readers.Values);
        }
    }

    private static DirectoryReader Reopen(DirectoryReader reader)
    {
        if (DirectoryReader.OpenIfChanged(reader) is { } newer)
        {
            return newer;
        }

        reader.IncRef();
        return reader;
    }

    // The files are closed with the last reader that uses them. The directories hold nothing open.
    private static void Close(IEnumerable<DirectoryReader> readers)
    {
        foreach (var reader in readers)
        {
            reader.DecRef();
        }
    }
}
