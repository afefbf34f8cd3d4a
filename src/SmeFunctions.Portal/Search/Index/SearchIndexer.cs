using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.Notifications;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Makes the index, and the log of changes, equal to the articles. Callers that meet share a commit. After a crash, the messages return to the queue.
/// </summary>
public sealed partial class SearchIndexer(
    SearchIndexWriter writer,
    SearchManifestStore manifests,
    SearchFileStore files,
    SearchEventPublisher events,
    ChangeLog changes,
    NotificationPublisher notifications,
    IOptions<SearchOptions> options,
    TimeProvider time,
    ILogger<SearchIndexer> logger,
    PortalTelemetry? telemetry = null) : IAsyncDisposable
{
    /// <summary>How long a message waits for the lease before it goes back to the queue.</summary>
    private static readonly TimeSpan _shortWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _poisonRetryAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Batch? _waiting;

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
        if (!await CommitAsync(batch => batch.Events.AddRange(slugs.Select(slug => new SearchEvent(slug, now))), SearchIndexWriter.LongWait, cancellationToken))
        {
            throw new TimeoutException("Another instance is writing the search index.");
        }
    }

    /// <summary>All articles were indexed by the operation that builds the index.</summary>
    /// <exception cref="TimeoutException">Other instances kept the lease.</exception>
    public async Task CompleteAsync(string operation, CancellationToken cancellationToken)
    {
        if (!await CommitAsync(batch => batch.Completed = operation, SearchIndexWriter.LongWait, cancellationToken))
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
        await writer.DisposeAsync();
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
            if (!await writer.TryBeginAsync(patience, cancellationToken))
            {
                batch.Done.SetResult(false);
                return;
            }

            // Received before the articles are read: a later change has a later message.
            var more = batch.Events.Count == 0 ? [] : await events.ReceiveAsync(Math.Max(0, options.Value.BatchSize - batch.Events.Count), cancellationToken);
            batch.Events.AddRange(more.Select(message => message.Event));
            List<string> slugs = [.. batch.Events.Select(change => change.Slug).Distinct(StringComparer.Ordinal)];
            await changes.RecordAsync(slugs, cancellationToken);
            if (slugs.Count > 0)
            {
                // Even if nothing was recorded: the process may have died before it sent the message.
                await notifications.PublishChangesAsync(cancellationToken);
            }

            await writer.CommitAsync(slugs, batch.Completed, cancellationToken);
            var now = time.GetUtcNow();
            foreach (var change in batch.Events)
            {
                telemetry?.SearchIndexed(now - change.At);
            }

            await events.DeleteAsync(more, cancellationToken);
            batch.Done.SetResult(true);
        }
        catch (Exception e)
        {
            writer.Abandon();
            batch.Done.SetException(e);
        }
        finally
        {
            if (Volatile.Read(ref _waiting) is null || !batch.Done.Task.IsCompletedSuccessfully)
            {
                await writer.EndAsync();
            }
        }
    }

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
