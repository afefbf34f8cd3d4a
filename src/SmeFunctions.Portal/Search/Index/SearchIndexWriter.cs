using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Writes commits of the index: uploads the new files, and then replaces the manifest if this writer still has the lease and nobody replaced it meanwhile.
/// A crash before that leaves files that no manifest names. It is not safe for concurrent use.
/// </summary>
public sealed partial class SearchIndexWriter(
    ArticleStore articles,
    SearchManifestStore manifests,
    SearchFileStore files,
    OperationService operations,
    SearchIndexReader reader,
    TimeProvider time,
    ILogger<SearchIndexWriter> logger,
    PortalTelemetry? telemetry = null) : IAsyncDisposable
{
    /// <summary>Longer than a writer that died keeps the lease.</summary>
    public static readonly TimeSpan LongWait = SearchManifestStore.LeaseTime + TimeSpan.FromSeconds(15);

    private const int ParallelReads = 16;

    /// <summary>Attempts to commit; another writer may replace the manifest when a lease was lost.</summary>
    private const int MaxTries = 3;

    /// <summary>A local index that was not used for this long is opened again, because its files may be gone.</summary>
    private static readonly TimeSpan _keepSessionFor = TimeSpan.FromMinutes(30);

    private SearchIndexSession? _session;
    private long _sessionUsed;
    private WriterLease? _lease;

    /// <summary>Gets the lease, which the writer keeps until <see cref="EndAsync"/>.</summary>
    /// <param name="patience">How long to wait for another instance that has it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether the writer has the lease.</returns>
    public async Task<bool> TryBeginAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_lease is { IsLost: false })
        {
            return true;
        }

        await EndAsync();
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await manifests.TryAcquireLeaseAsync(cancellationToken) is { } id)
                {
                    _lease = new WriterLease(manifests, id, time);
                    return true;
                }
            }
            catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode == Azure.Storage.Blobs.Models.BlobErrorCode.BlobNotFound)
            {
                await manifests.CreateAsync(
                    new SearchManifest { Version = SearchManifestStore.CurrentVersion, Commit = Guid.NewGuid().ToString("N"), Committed = time.GetUtcNow() }, cancellationToken);
                continue;
            }

            if (time.GetElapsedTime(began) >= patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200, 500)), time, cancellationToken);
        }
    }

    /// <summary>Returns the lease.</summary>
    public async Task EndAsync()
    {
        if (_lease is { } lease)
        {
            _lease = null;
            await lease.DisposeAsync();
        }
    }

    /// <summary>Makes the index equal to these articles.</summary>
    /// <param name="slugs">Slugs; what is not public is not in the index afterwards.</param>
    /// <param name="completed">The operation that has indexed all articles.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="TimeoutException">Other instances replaced the manifest, or kept the lease.</exception>
    public async Task CommitAsync(IReadOnlyCollection<string> slugs, string? completed, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(slugs, cancellationToken);
        for (var tries = 1; !await TryCommitAsync(found, completed, cancellationToken); tries++)
        {
            Abandon();
            await EndAsync();
            if (tries == MaxTries || !await TryBeginAsync(LongWait, cancellationToken))
            {
                throw new TimeoutException("The manifest of the search index was replaced by other instances.");
            }

            // Another writer may have indexed a newer version meanwhile.
            found = await ReadAsync(slugs, cancellationToken);
        }
    }

    /// <summary>Forgets the local index, which may contain changes that were not stored. The next commit opens what is stored.</summary>
    public void Abandon()
    {
        var session = _session;
        _session = null;
        try
        {
            session?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The directory is deleted later, by maintenance.
            LogNotClosed(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Abandon();
        await EndAsync();
    }

    private async Task<bool> TryCommitAsync(IReadOnlyDictionary<string, Article?> found, string? completed, CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken);
        foreach (var (slug, article) in found)
        {
            try
            {
                session.Update(slug, article, files);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or RegexMatchTimeoutException)
            {
                // Lucene refuses a term that is too long, for example. One article must not keep all others out of the index.
                LogNotIndexed(slug, e);
                session.Update(slug, article: null, files);
            }
        }

        var manifest = session.Stored.Manifest;
        var isComplete = manifest is { IsComplete: true } || (completed is not null && completed == manifest?.Build);
        var build = isComplete ? null : await FindBuildAsync(manifest?.Build, cancellationToken);
        if (manifest is not null && !session.HasChanges && isComplete == manifest.IsComplete && build == manifest.Build)
        {
            return true;
        }

        var (languages, added) = session.Commit();
        await files.UploadAsync(added, cancellationToken);
        var next = new SearchManifest
        {
            Version = SearchManifestStore.CurrentVersion,
            Commit = Guid.NewGuid().ToString("N"),
            Committed = time.GetUtcNow(),
            IsComplete = isComplete,
            Build = build,
            Languages = languages,
        };
        if (await manifests.TryReplaceAsync(next, session.Stored.ETag, _lease!.Id, cancellationToken) is not { } stored)
        {
            LogReplaced();
            return false;
        }

        session.Accept(stored);
        reader.Announce();
        LogCommitted(found.Count, next.Documents, added.Count, added.Sum(file => file.File.Length));
        telemetry?.SearchCommitted(next.Documents, next.Languages.Values.Sum(index => index.Files.Count), next.Bytes, added.Sum(file => file.File.Length));
        return true;
    }

    // An index without all articles is built by an operation, which has slices and progress.
    private async Task<string> FindBuildAsync(string? build, CancellationToken cancellationToken)
    {
        if (build is not null && await operations.FindAsync(build, cancellationToken) is { IsFinished: false })
        {
            return build;
        }

        var operation = await operations.StartAsync(OperationKind.Reindex, cancellationToken);
        LogBuildStarted(operation.Id);
        return operation.Id;
    }

    private async Task<IReadOnlyDictionary<string, Article?>> ReadAsync(IReadOnlyCollection<string> slugs, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, Article?>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            slugs,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (slug, token) => found[slug] = await ReadAsync(slug, token));
        return found;
    }

    private async Task<Article?> ReadAsync(string slug, CancellationToken cancellationToken)
    {
        try
        {
            return (await articles.FindAsync(slug, cancellationToken)).Article;
        }
        catch (JsonException e)
        {
            // Readers do not get it either. One damaged article must not keep all others out of the index.
            LogDamaged(slug, e);
            return null;
        }
    }

    private async Task<SearchIndexSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var isOld = _session is not null && time.GetElapsedTime(_sessionUsed) > _keepSessionFor;
        _sessionUsed = time.GetTimestamp();
        var stored = await FindManifestAsync(cancellationToken);
        if (_session is not null && !isOld && _session.Stored.ETag == stored.ETag)
        {
            return _session;
        }

        Abandon();
        try
        {
            return _session = await SearchIndexSession.OpenAsync(stored, files, cancellationToken);
        }
        catch (Exception e) when (IsDamaged(e))
        {
            LogNotOpened(e);
            files.DeleteCopies();
            try
            {
                return _session = await SearchIndexSession.OpenAsync(stored, files, cancellationToken);
            }
            catch (Exception again) when (IsDamaged(again))
            {
                // Not only the local copies are damaged. The index is built again.
                LogNotOpened(again);
                return _session = await SearchIndexSession.OpenAsync(stored with { Manifest = null }, files, cancellationToken);
            }
        }
    }

    private async Task<StoredSearchManifest> FindManifestAsync(CancellationToken cancellationToken) =>
        await manifests.FindAsync(_session?.Stored, cancellationToken)
        ?? throw new InvalidOperationException("The manifest was deleted while this writer had its lease.");

    /// <summary>Whether an error says that files of the index are damaged or missing.</summary>
    internal static bool IsDamaged(Exception e) =>
        e is Lucene.Net.Index.CorruptIndexException or Lucene.Net.Index.IndexFormatTooNewException or Lucene.Net.Index.IndexFormatTooOldException
            or EndOfStreamException or FileNotFoundException or RequestFailedException { Status: 404 };

    [LoggerMessage(LogLevel.Information, "Indexed {Articles} articles; the search index has {Documents} in all, and {Files} new files of {Bytes} bytes")]
    private partial void LogCommitted(int articles, long documents, int files, long bytes);

    [LoggerMessage(LogLevel.Information, "Another instance replaced the manifest of the search index; starting over")]
    private partial void LogReplaced();

    [LoggerMessage(LogLevel.Information, "The search index is missing, damaged or of another version; operation {Id} builds it")]
    private partial void LogBuildStarted(string id);

    [LoggerMessage(LogLevel.Error, "The search index could not be opened")]
    private partial void LogNotOpened(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The local search index could not be closed")]
    private partial void LogNotClosed(Exception exception);

    [LoggerMessage(LogLevel.Error, "The stored article {Slug} is damaged; it is not in the search index")]
    private partial void LogDamaged(string slug, Exception exception);

    [LoggerMessage(LogLevel.Error, "The article {Slug} cannot be indexed; it is not in the search index")]
    private partial void LogNotIndexed(string slug, Exception exception);
}
