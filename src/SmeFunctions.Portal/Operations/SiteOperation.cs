using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Portal.Operations;

/// <summary>Does what compares or repeats the whole site: one item after the other, in the order of <see cref="SitePart"/>.</summary>
public sealed partial class SiteOperation(
    SiteEnumerator walk,
    SiteValidator comparison,
    SeedIngester ingester,
    SeedEventPublisher seedEvents,
    SeedBlobStore seeds,
    SeedStatusStore statusStore,
    ArticleInventory articles,
    ArticleStore articleStore,
    SearchIndexer searchIndexer,
    SearchEventPublisher searchEvents,
    IOptions<OperationOptions> options,
    ILogger<SiteOperation> logger)
    : IOperationHandler, IOperationSlice
{
    public bool CanRun(OperationKind kind) => kind is not (OperationKind.Import or OperationKind.Export);

    // Nothing is kept between pages.
    public Task<IOperationSlice> OpenAsync(Operation operation, CancellationToken cancellationToken) => Task.FromResult<IOperationSlice>(this);

    public async Task<OperationPage> ProcessPageAsync(Operation operation, CancellationToken cancellationToken)
    {
        var (items, cursor) = await walk.ReadPageAsync(operation.Part, options.Value.PageSize, operation.Cursor, cancellationToken);
        var outcomes = new ConcurrentBag<Outcome>();
        if (operation.Kind == OperationKind.Reindex)
        {
            outcomes.Add(await ReindexAsync(items, cancellationToken));
        }
        else
        {
            await Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken },
                async (item, token) => outcomes.Add(await ProcessAsync(operation.Kind, item, token)));
        }

        if (cursor is null && operation.NextPart() is null && operation.Kind == OperationKind.Reindex)
        {
            await searchIndexer.CompleteAsync(operation.Id, cancellationToken);
        }

        return new OperationPage(items.Count, outcomes.Sum(outcome => outcome.Changes), [.. outcomes.SelectMany(outcome => outcome.Findings)], cursor);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Outcome> ProcessAsync(OperationKind kind, SiteItem item, CancellationToken cancellationToken)
    {
        switch (kind, item)
        {
            case (OperationKind.Validate, SiteItem.SeedItem(var name, _)):
                return Outcome.WithFindings(await comparison.ValidateAsync(name, cancellationToken));

            case (OperationKind.Validate, SiteItem.RecordItem(var record)):
                return await IsAbandonedAsync(record, cancellationToken)
                    ? Outcome.WithFindings(await comparison.ValidateAsync(record.Name, cancellationToken))
                    : Outcome.NoChange;

            case (OperationKind.Sweep, SiteItem.SeedItem(var name, var etag)):
                return (await statusStore.FindAsync(name, cancellationToken))?.SeedETag == etag ? Outcome.NoChange : await RequestAsync(name, cancellationToken);

            case (OperationKind.Sweep, SiteItem.RecordItem(var record)):
                return await IsAbandonedAsync(record, cancellationToken) ? await RequestAsync(record.Name, cancellationToken) : Outcome.NoChange;

            case (OperationKind.Rebuild, SiteItem.SeedItem(var name, _)):
                return await IngestAgainAsync(name, cancellationToken);

            case (OperationKind.Rebuild, SiteItem.RecordItem(var record)):
                return await IsAbandonedAsync(record, cancellationToken) ? await IngestAgainAsync(record.Name, cancellationToken) : Outcome.NoChange;

            case (OperationKind.Retry, SiteItem.RecordItem(var record)):
                return record.Status is SeedStatus.Failed or SeedStatus.Rejected ? await IngestAgainAsync(record.Name, cancellationToken) : Outcome.NoChange;

            case (_, SiteItem.ArticleItem(var article)):
                return await comparison.FindOrphanAsync(article, cancellationToken) is not { } orphan ? Outcome.NoChange
                    : kind == OperationKind.Validate ? Outcome.WithFindings([orphan])
                    : await DeleteAsync(orphan, async () =>
                    {
                        await articles.DeleteAsync(article, cancellationToken);
                        if (article.Slug is { } slug)
                        {
                            await searchEvents.PublishAsync(slug, cancellationToken);
                        }
                    });

            case (_, SiteItem.ListEntryItem(var row)):
                return await comparison.FindOrphanAsync(row, cancellationToken) is not { } stray ? Outcome.NoChange
                    : kind == OperationKind.Validate ? Outcome.WithFindings([stray])
                    : await DeleteAsync(stray, () => articles.DeleteAsync(row.Row, cancellationToken));

            case (_, SiteItem.LinkItem(var link)):
                return await comparison.FindOrphanAsync(link, cancellationToken) is not { } loose ? Outcome.NoChange
                    : kind == OperationKind.Validate ? Outcome.WithFindings([loose])
                    : await DeleteAsync(loose, () => statusStore.DeleteLinkAsync(link, cancellationToken));

            case (_, SiteItem.IndexItem(var slug)):
                return await comparison.FindOrphanAsync(slug, cancellationToken) is { } unknown ? Outcome.WithFindings([unknown]) : Outcome.NoChange;

            default:
                throw new InvalidOperationException($"{kind} does not walk through {item.GetType().Name}.");
        }
    }

    // One commit of the index for a page.
    private async Task<Outcome> ReindexAsync(IReadOnlyList<SiteItem> items, CancellationToken cancellationToken)
    {
        var slugs = new List<string>();
        foreach (var item in items)
        {
            switch (item)
            {
                case SiteItem.ArticleItem({ Slug: { } slug, AliasOf: null, IsFree: false }):
                    slugs.Add(slug);
                    break;
                case SiteItem.IndexItem(var indexed) when (await articleStore.FindAsync(indexed, cancellationToken)).Article is null:
                    slugs.Add(indexed);
                    break;
                default:
                    break;
            }
        }

        if (slugs.Count > 0)
        {
            await searchIndexer.IndexAsync(slugs, cancellationToken);
        }

        return new Outcome(slugs.Count, []);
    }

    // Seeds in the container are handled in that part.
    private async Task<bool> IsAbandonedAsync(SeedRecord record, CancellationToken cancellationToken) =>
        record is { Status: not SeedStatus.Removed }
        && await seeds.FindETagAsync(record.Name, cancellationToken) is null;

    private async Task<Outcome> RequestAsync(SeedName name, CancellationToken cancellationToken)
    {
        await seedEvents.PublishAsync(name, cancellationToken);
        return Outcome.Change;
    }

    private async Task<Outcome> IngestAgainAsync(SeedName name, CancellationToken cancellationToken)
    {
        try
        {
            var before = await statusStore.FindAsync(name, cancellationToken);
            var after = await ingester.IngestAgainAsync(name, cancellationToken);
            return after.Status is SeedStatus.Rejected && before?.Status is SeedStatus.Rejected ? Outcome.NoChange : Outcome.Change;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One seed that fails must not stop the operation. It is ingested through the queue, with its retries and its record.
            LogNotIngested(name.Hash, e);
            await seedEvents.PublishAsync(name, cancellationToken);
            return Outcome.WithFindings([new Finding("not-ingested", name.Value, $"It stopped with {e.GetType().Name} and was put into the queue.")]);
        }
    }

    private static async Task<Outcome> DeleteAsync(Finding orphan, Func<Task> delete)
    {
        try
        {
            await delete();
            return new Outcome(Changes: 1, [orphan]);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody wrote it meanwhile, so it has an owner.
            return Outcome.NoChange;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Seed {Seed} could not be ingested again; it was put into the queue")]
    private partial void LogNotIngested(string seed, Exception exception);

    private sealed record Outcome(int Changes, IReadOnlyList<Finding> Findings)
    {
        public static Outcome NoChange { get; } = new(Changes: 0, []);

        public static Outcome Change { get; } = new(Changes: 1, []);

        public static Outcome WithFindings(IReadOnlyList<Finding> findings) => new(Changes: 0, findings);
    }
}
