using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Makes the index equal to the articles. Callers that meet share a commit. A commit uploads the new files, and then replaces the manifest if this
/// writer still has the lease and nobody replaced it meanwhile. A crash before that leaves files that no manifest names, and messages that return to
/// the queue.
/// </summary>
public sealed partial class SearchIndexer(
    ArticleStore articles,
    SearchManifestStore manifests,
    SearchFileStore files,
    SearchEventPublisher events,
    OperationService operations,
    SearchIndexReader reader,
    IOptions<SearchOptions> options,
    TimeProvider time,
    ILogger<SearchIndexer> logger,
    PortalTelemetry? telemetry = null) : IAsyncDisposable
{
    private const int ParallelReads = 16;

    /// <summary>Attempts to commit one batch; another writer may replace the manifest when a lease was lost.</summary>
    private const int MaxTries = 3;

    /// <summary>How long a message waits for the lease before it goes back to the queue.</summary>
    private static readonly TimeSpan _shortWait = TimeSpan.FromSeconds(1);

    /// <summary>How long an operation waits: longer than a dead writer keeps the lease.</summary>
    private static readonly TimeSpan _longWait = SearchManifestStore.LeaseTime + TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _poisonRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>A local index that was not used for this long is opened again, because its files may be gone.</summary>
    private static readonly TimeSpan _keepSessionFor = TimeSpan.FromMinutes(30);

    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Batch? _waiting;
    private SearchIndexSession? _session;
    private long _sessionUsed;
    private WriterLease? _lease;

    /// <summary>Handles a queue message. It returns when the change is in the index, or the message is in the queue again.</summary>
    /// <exception cref="JsonException">The message has another format.</exception>
    public async Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var change = SearchEventPublisher.Parse(message);
        if (!await CommitAsync(batch => batch.Events.Add(change), _shortWait, cancellationToken))
        {
            // Another instance is writing. Throwing would count as a failed attempt of this message.
            await events.PublishAsync(change, _retryAfter, cancellationToken);
        }
    }

    /// <summary>Handles a message of the poison queue. The index must look at the article in the end, so the message is sent again.</summary>
    public async Task HandlePoisonAsync(string message, CancellationToken cancellationToken)
    {
        telemetry?.PoisonMessageHandled("search-events");
        try
        {
            var change = SearchEventPublisher.Parse(message);
            LogPoison(change.Slug);
            await events.PublishAsync(change, _poisonRetryAfter, cancellationToken);
        }
        catch (JsonException e)
        {
            LogUnknownMessage(e);
        }
    }

    /// <summary>Makes the index equal to these articles.</summary>
    /// <exception cref="TimeoutException">Other instances kept the lease.</exception>
    public async Task IndexAsync(IReadOnlyCollection<string> slugs, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await CommitAsync(batch => batch.Events.AddRange(slugs.Select(slug => new SearchEvent(slug, now))), _longWait, cancellationToken))
        {
            throw new TimeoutException("Another instance is writing the search index.");
        }
    }

    /// <summary>All articles were indexed by the operation that builds the index.</summary>
    /// <exception cref="TimeoutException">Other instances kept the lease.</exception>
    public async Task CompleteAsync(string operation, CancellationToken cancellationToken)
    {
        if (!await CommitAsync(batch => batch.Completed = operation, _longWait, cancellationToken))
        {
            throw new TimeoutException("Another instance is writing the search index.");
        }
    }

    /// <summary>Starts to build an index that is missing, damaged or of another version, and deletes files that are no longer used.</summary>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        var stored = await manifests.FindAsync(known: null, cancellationToken);
        if (stored?.Manifest is not { IsComplete: true })
        {
            await CommitAsync(_ => { }, _shortWait, cancellationToken);
            return;
        }

        await files.DeleteUnusedAsync(stored.Manifest, cancellationToken);
        SearchIndexSession.DeleteAbandoned(files.LocalDirectory, time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        CloseSession();
        await ReleaseLeaseAsync();
        _turn.Dispose();
    }

    // Whoever gets the turn first commits for all who wait.
    private async Task<bool> CommitAsync(Action<Batch> add, TimeSpan patience, CancellationToken cancellationToken)
    {
        Batch batch;
        lock (_sync)
        {
            batch = _waiting ??= new Batch();
            add(batch);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!batch.Done.Task.IsCompleted)
            {
                lock (_sync)
                {
                    _waiting = ReferenceEquals(_waiting, batch) ? null : _waiting;
                }

                await RunAsync(batch, patience, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }

        return await batch.Done.Task;
    }

    private async Task RunAsync(Batch batch, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            if (!await AcquireLeaseAsync(patience, cancellationToken))
            {
                batch.Done.SetResult(false);
                return;
            }

            // Received before the articles are read: a later change has a later message.
            var more = batch.Events.Count == 0 ? [] : await events.ReceiveAsync(Math.Max(0, options.Value.BatchSize - batch.Events.Count), cancellationToken);
            batch.Events.AddRange(more.Select(message => message.Event));
            await CommitWithRetriesAsync(batch, cancellationToken);
            await events.DeleteAsync(more, cancellationToken);
            batch.Done.SetResult(true);
        }
        catch (Exception e)
        {
            // The local index may contain changes that were not stored.
            CloseSession();
            batch.Done.SetException(e);
        }
        finally
        {
            if (Volatile.Read(ref _waiting) is null || !batch.Done.Task.IsCompletedSuccessfully)
            {
                await ReleaseLeaseAsync();
            }
        }
    }

    private async Task CommitWithRetriesAsync(Batch batch, CancellationToken cancellationToken)
    {
        var slugs = batch.Events.Select(change => change.Slug).Distinct(StringComparer.Ordinal).ToList();
        var found = await ReadAsync(slugs, cancellationToken);
        for (var tries = 1; !await TryCommitAsync(batch, found, cancellationToken); tries++)
        {
            CloseSession();
            await ReleaseLeaseAsync();
            if (tries == MaxTries || !await AcquireLeaseAsync(_longWait, cancellationToken))
            {
                throw new TimeoutException("The manifest of the search index was replaced by other instances.");
            }

            // Another writer may have indexed a newer version meanwhile.
            found = await ReadAsync(slugs, cancellationToken);
        }

        var now = time.GetUtcNow();
        foreach (var change in batch.Events)
        {
            telemetry?.SearchIndexed(now - change.At);
        }
    }

    private async Task<bool> TryCommitAsync(Batch batch, IReadOnlyDictionary<string, Article?> found, CancellationToken cancellationToken)
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
        var isComplete = manifest is { IsComplete: true } || (batch.Completed is not null && batch.Completed == manifest?.Build);
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

    private async Task<IReadOnlyDictionary<string, Article?>> ReadAsync(List<string> slugs, CancellationToken cancellationToken)
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

        CloseSession();
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

    private void CloseSession()
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

    private async Task<bool> AcquireLeaseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_lease is { IsLost: false })
        {
            return true;
        }

        await ReleaseLeaseAsync();
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

    private async Task ReleaseLeaseAsync()
    {
        if (_lease is { } lease)
        {
            _lease = null;
            await lease.DisposeAsync();
        }
    }

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

    [LoggerMessage(LogLevel.Warning, "The article {Slug} could not be indexed several times; it is tried again later")]
    private partial void LogPoison(string slug);

    [LoggerMessage(LogLevel.Error, "A message of the search queue is not understood, and was dropped")]
    private partial void LogUnknownMessage(Exception exception);

    private sealed class Batch
    {
        public List<SearchEvent> Events { get; } = [];

        /// <summary>The operation that has indexed all articles.</summary>
        public string? Completed { get; set; }

        /// <summary>Whether the batch was committed; <see langword="false"/> when another instance has the lease.</summary>
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
