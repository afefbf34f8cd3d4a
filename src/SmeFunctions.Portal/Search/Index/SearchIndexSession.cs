using Lucene.Net.Index;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Search;

/// <summary>The index of one manifest on the local disk, open for changes. Not thread-safe.</summary>
internal sealed class SearchIndexSession : IDisposable
{
    private const string DirectoryPrefix = "writer-";
    private const double BufferMegabytes = 32;

    /// <summary>Larger segments are not merged, so that no commit has to upload more than this at once.</summary>
    private const double MaxMergedMegabytes = 64;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _root;
    private readonly Dictionary<string, LanguageWriter> _writers = [];

    private SearchIndexSession(string root, StoredSearchManifest stored) => (_root, Stored) = (root, stored);

    /// <summary>The manifest that the local index equals, but for changes since then.</summary>
    public StoredSearchManifest Stored { get; private set; }

    /// <summary>Opens the index of a manifest; an empty one when the manifest is of another version.</summary>
    public static async Task<SearchIndexSession> OpenAsync(StoredSearchManifest stored, SearchFileStore files, CancellationToken cancellationToken)
    {
        var session = new SearchIndexSession(files.LocalDirectory, stored);
        try
        {
            foreach (var (lang, index) in stored.Manifest?.Languages ?? new Dictionary<string, SearchLanguageIndex>())
            {
                await files.DownloadAsync(index.Files, cancellationToken);
                session._writers[lang] = session.Open(lang, index, files);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what writers that died left on the disk.</summary>
    public static void DeleteAbandoned(string root, DateTime before)
    {
        if (System.IO.Directory.Exists(root))
        {
            foreach (var abandoned in new DirectoryInfo(root).EnumerateDirectories(DirectoryPrefix + "*").Where(directory => directory.LastWriteTimeUtc < before))
            {
                abandoned.Delete(recursive: true);
            }
        }
    }

    /// <summary>Makes the index equal to an article.</summary>
    /// <param name="slug">The article's slug.</param>
    /// <param name="article">The article; <see langword="null"/> when there is none.</param>
    /// <param name="files">The store of files.</param>
    public void Update(string slug, Article? article, SearchFileStore files)
    {
        foreach (var writer in _writers.Where(writer => writer.Key != article?.Lang).Select(writer => writer.Value))
        {
            writer.Delete(slug);
        }

        if (article is not null)
        {
            if (!_writers.TryGetValue(article.Lang, out var own))
            {
                _writers[article.Lang] = own = Open(article.Lang, index: null, files);
            }

            own.Write(article);
        }
    }

    /// <summary>Commits all changes on the local disk.</summary>
    /// <returns>The index of each language, and the files that are new.</returns>
    public (IReadOnlyDictionary<string, SearchLanguageIndex> Languages, IReadOnlyList<(SearchFile File, string Path)> Files) Commit()
    {
        var files = new List<(SearchFile, string)>();
        var languages = new Dictionary<string, SearchLanguageIndex>();
        foreach (var (lang, writer) in _writers)
        {
            languages[lang] = writer.Commit(name => SearchFileStore.CreateBlobName(lang, _id, name), files);
        }

        return (languages, files);
    }

    /// <summary>Whether there are changes since the last commit.</summary>
    public bool HasChanges => _writers.Values.Any(writer => writer.HasChanges);

    /// <summary>The manifest was stored.</summary>
    public void Accept(StoredSearchManifest stored)
    {
        Stored = stored;
        foreach (var (lang, writer) in _writers)
        {
            writer.Accept(stored.Manifest!.Languages[lang]);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
        {
            writer.Dispose();
        }

        _writers.Clear();
    }

    private LanguageWriter Open(string lang, SearchLanguageIndex? index, SearchFileStore files)
    {
        var path = Path.Combine(_root, $"{DirectoryPrefix}{_id}-{lang}");
        System.IO.Directory.CreateDirectory(path);
        foreach (var file in index?.Files ?? [])
        {
            File.Copy(files.GetLocalPath(file), Path.Combine(path, file.Name));
        }

        return new LanguageWriter(lang, path, index);
    }

    private sealed class LanguageWriter : IDisposable
    {
        private readonly string _path;
        private readonly FSDirectory _directory;
        private readonly IndexWriter _writer;
        private readonly DirectoryReader _before;

        // Slugs that were written or deleted since the session began.
        private readonly Dictionary<string, bool> _changed = new(StringComparer.Ordinal);
        private SearchLanguageIndex? _stored;

        public LanguageWriter(string lang, string path, SearchLanguageIndex? stored)
        {
            (_path, _stored) = (path, stored);
            _directory = FSDirectory.Open(path);
            var policy = new TieredMergePolicy { NoCFSRatio = 1, MaxMergedSegmentMB = MaxMergedMegabytes };
            _writer = new IndexWriter(_directory, new IndexWriterConfig(SearchAnalyzers.Version, SearchAnalyzers.Get(lang))
            {
                OpenMode = OpenMode.CREATE_OR_APPEND,
                RAMBufferSizeMB = BufferMegabytes,
                MergePolicy = policy,
                Similarity = new BM25Similarity(),
                UseCompoundFile = true,
            });
            _before = DirectoryReader.Open(_writer, applyAllDeletes: true);
        }

        public bool HasChanges => _writer.HasUncommittedChanges() || _stored is null;

        public void Write(Article article)
        {
            var document = SearchDocument.Create(article);
            if (Contains(article.Slug))
            {
                _writer.UpdateDocument(new Term(SearchFields.Slug, article.Slug), document);
            }
            else
            {
                _writer.AddDocument(document);
            }

            _changed[article.Slug] = true;
        }

        public void Delete(string slug)
        {
            if (Contains(slug))
            {
                _writer.DeleteDocuments(new Term(SearchFields.Slug, slug));
                _changed[slug] = false;
            }
        }

        public SearchLanguageIndex Commit(Func<string, string> createBlobName, List<(SearchFile File, string Path)> added)
        {
            if (!HasChanges)
            {
                return _stored!;
            }

            _writer.Commit();
            var segments = new SegmentInfos();
            segments.Read(_directory);
            var known = (_stored?.Files ?? []).ToDictionary(file => file.Name, StringComparer.Ordinal);
            var files = new List<SearchFile>();
            foreach (var name in segments.GetFiles(_directory, includeSegmentsFile: true).Order(StringComparer.Ordinal))
            {
                if (!known.TryGetValue(name, out var file))
                {
                    file = new SearchFile(name, createBlobName(name), _directory.FileLength(name));
                    added.Add((file, Path.Combine(_path, name)));
                }

                files.Add(file);
            }

            return new SearchLanguageIndex(segments.Sum(segment => segment.Info.DocCount - segment.DelCount), files);
        }

        public void Accept(SearchLanguageIndex stored) => _stored = stored;

        public void Dispose()
        {
            _before.Dispose();
            _writer.Rollback();
            _directory.Dispose();
            System.IO.Directory.Delete(_path, recursive: true);
        }

        private bool Contains(string slug) =>
            _changed.TryGetValue(slug, out var exists) ? exists : _before.DocFreq(new Term(SearchFields.Slug, slug)) > 0;
    }
}
