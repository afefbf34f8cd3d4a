using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>
/// Creates what is missing in the account, once, at the start. If the account is unreachable, the app starts anyway (its readiness check reports it),
/// and creation is retried until it succeeds.
/// </summary>
internal sealed partial class ContentAccountInitializer(ContentAccount account, ContentAccountState state, TimeProvider time, ILogger<ContentAccountInitializer> logger) : BackgroundService
{
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        state.IsCreated = await TryCreateAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = _firstWait; !state.IsCreated; wait = wait * 2 < _longestWait ? wait * 2 : _longestWait)
        {
            await Task.Delay(wait, time, stoppingToken);
            state.IsCreated = await TryCreateAsync(stoppingToken);
        }
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                account.Seeds.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.SeedVersions.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.Media.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.Operations.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.Imports.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.Exports.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.Search.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.SearchEvents.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.NotificationEvents.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.OperationEvents.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.OperationsTable.CreateIfNotExistsAsync(cancellationToken),
                account.ChangesTable.CreateIfNotExistsAsync(cancellationToken),
                account.WebhooksTable.CreateIfNotExistsAsync(cancellationToken),
                account.SeedsTable.CreateIfNotExistsAsync(cancellationToken),
                account.VisitsTable.CreateIfNotExistsAsync(cancellationToken));

            // The readiness check uses these, so they come last: when they exist, everything exists.
            await Task.WhenAll(
                account.Articles.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.SeedEvents.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
                account.ArticlesTable.CreateIfNotExistsAsync(cancellationToken));
            return true;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            LogNotCreated(e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "The containers, queues and tables could not all be created; retrying")]
    private partial void LogNotCreated(Exception exception);
}
