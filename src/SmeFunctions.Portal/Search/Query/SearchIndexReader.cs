using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Keeps the newest complete index open. A query that finds the view too old starts to load a newer one in the background, and is answered from the
/// old one. Only files that are new are downloaded.
/// </summary>
public sealed partial class SearchIndexReader(
    SearchManifestStore manifests, SearchFileStore files, IOptions<SearchOptions> options, TimeProvider time, ILogger<SearchIndexReader> logger) : IAsyncDisposable
{
    private readonly Lock _sync = new();
    private SearchSnapshot? _current;
    private Task? _loading;
    private long _checkedAt;
    private bool _isChecked;
    private bool _isDisposed;

    /// <summary>A commit of this process is stored.</summary>
    internal void Announce()
    {
        lock (_sync)
        {
            _isChecked = false;
        }
    }

    /// <summary>Gets the index for a query. The caller releases it.</summary>
    /// <returns>The index; <see langword="null"/> when there is none that is complete, or it could not be loaded in time.</returns>
    internal async ValueTask<SearchSnapshot?> GetAsync(CancellationToken cancellationToken)
    {
        var loading = Refresh();
        if (Use() is { } current)
        {
            return current;
        }

        try
        {
            await loading.WaitAsync(options.Value.LoadTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return Use();
    }

    /// <summary>The manifest of the open index; <see langword="null"/> when none is open.</summary>
    public SearchManifest? Manifest => Volatile.Read(ref _current)?.Manifest;

    public async ValueTask DisposeAsync()
    {
        Task? loading;
        lock (_sync)
        {
            _isDisposed = true;
            loading = _loading;
            _current?.Release();
            _current = null;
        }

        if (loading is not null)
        {
            await loading;
        }
    }

    private SearchSnapshot? Use()
    {
        lock (_sync)
        {
            return _current?.TryUse() == true ? _current : null;
        }
    }

    private Task Refresh()
    {
        lock (_sync)
        {
            if (_loading is null && !_isDisposed && (!_isChecked || time.GetElapsedTime(_checkedAt) >= options.Value.FreshFor))
            {
                (_isChecked, _checkedAt) = (true, time.GetTimestamp());
                _loading = Task.Run(LoadAsync);
            }

            return _loading ?? Task.CompletedTask;
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            var stored = await manifests.FindAsync(_current?.Stored, CancellationToken.None);
            if (stored?.Manifest is { IsComplete: true } && !ReferenceEquals(stored, _current?.Stored))
            {
                Replace(await OpenAsync(stored));
            }
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) || e is IOException or UnauthorizedAccessException || SearchIndexWriter.IsDamaged(e))
        {
            // Queries are answered from the index that is open.
            LogNotLoaded(e);
        }
        catch (ObjectDisposedException) when (_isDisposed)
        {
            return;
        }
        finally
        {
            lock (_sync)
            {
                _loading = null;
            }
        }
    }

    private async Task<SearchSnapshot> OpenAsync(StoredSearchManifest stored)
    {
        var needed = stored.Manifest!.Languages.Values.SelectMany(index => index.Files).ToList();
        await files.DownloadAsync(needed, CancellationToken.None);
        try
        {
            return SearchSnapshot.Open(stored, files, _current);
        }
        catch (Exception e) when (SearchIndexWriter.IsDamaged(e))
        {
            // Damaged on this disk. If the blobs are damaged, the writer finds it and builds the index again.
            LogDamaged(e);
            files.DeleteCopies();
            await files.DownloadAsync(needed, CancellationToken.None);
            return SearchSnapshot.Open(stored, files, before: null);
        }
    }

    private void Replace(SearchSnapshot next)
    {
        lock (_sync)
        {
            var before = _current;
            _current = _isDisposed ? null : next;
            before?.Release();
            if (_isDisposed)
            {
                next.Release();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The search index could not be loaded; queries are answered from an older one, if there is one")]
    private partial void LogNotLoaded(Exception exception);

    [LoggerMessage(LogLevel.Warning, "A local copy of the search index is damaged; all are downloaded again")]
    private partial void LogDamaged(Exception exception);
}
