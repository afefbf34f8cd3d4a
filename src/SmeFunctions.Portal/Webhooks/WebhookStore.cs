using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>
/// The table <c>Webhooks</c>:
/// <code>
/// webhooks        {id}               a webhook
/// d|{webhook}     {time}-{hash}      a delivery, the newest first
/// </code>
/// </summary>
public sealed class WebhookStore(ContentAccount account)
{
    /// <summary>The most entities of a transaction.</summary>
    private const int MaxTransaction = 100;

    /// <summary>Reads all webhooks; one call.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        await account.WebhooksTable.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Webhook.Partition}"), cancellationToken: cancellationToken)
            .Select(Webhook.Read)
            .ToListAsync(cancellationToken);

    public async Task<Webhook?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await account.WebhooksTable.GetEntityIfExistsAsync<TableEntity>(Webhook.Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? Webhook.Read(row.Value!) : null;
    }

    /// <summary>Stores a webhook, if it did not change.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: another writer changed or deleted it.</exception>
    public async Task<Webhook> SaveAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var answer = webhook.ETag is { } etag
            ? await account.WebhooksTable.UpdateEntityAsync(webhook.ToEntity(), etag, TableUpdateMode.Replace, cancellationToken)
            : await account.WebhooksTable.AddEntityAsync(webhook.ToEntity(), cancellationToken);
        return webhook with { ETag = answer.Headers.ETag };
    }

    /// <summary>Deletes a webhook, and then its deliveries.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await account.WebhooksTable.DeleteEntityAsync(Webhook.Partition, id, ETag.All, cancellationToken);
        await DeleteDeliveriesAsync(id, DateTimeOffset.MaxValue, cancellationToken);
    }

    /// <summary>Adds a delivery; one call. Safe to repeat: an equal event has the same key.</summary>
    public async Task AddAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await account.WebhooksTable.AddEntityAsync(delivery.ToEntity(), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It was added before the process died, or by another one.
        }
    }

    /// <summary>Stores the outcome of an attempt, if nobody else did.</summary>
    /// <exception cref="RequestFailedException">404 or 412: another attempt was stored, or the webhook was deleted.</exception>
    public async Task<WebhookDelivery> SaveAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var answer = await account.WebhooksTable.UpdateEntityAsync(delivery.ToEntity(), delivery.ETag!.Value, TableUpdateMode.Replace, cancellationToken);
        return delivery with { ETag = answer.Headers.ETag };
    }

    public async Task<WebhookDelivery?> FindDeliveryAsync(string webhook, string key, CancellationToken cancellationToken)
    {
        var row = await account.WebhooksTable.GetEntityIfExistsAsync<TableEntity>(WebhookDelivery.GetPartition(webhook), key, cancellationToken: cancellationToken);
        return row.HasValue ? WebhookDelivery.Read(row.Value!) : null;
    }

    /// <summary>Finds the delivery of an event whose time is not known; reads all deliveries of the webhook.</summary>
    public async Task<WebhookDelivery?> FindByEventAsync(string webhook, string eventId, CancellationToken cancellationToken) =>
        await account.WebhooksTable.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {WebhookDelivery.GetPartition(webhook)} and EventId eq {eventId}"), cancellationToken: cancellationToken)
            .Select(WebhookDelivery.Read)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Reads a page of deliveries, the newest first; one call.</summary>
    /// <param name="webhook">The id of the webhook.</param>
    /// <param name="status">Only those with this status; <see langword="null"/> for all.</param>
    /// <param name="limit">The most deliveries.</param>
    /// <param name="continuation">Where the page before ended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<(IReadOnlyList<WebhookDelivery> Deliveries, string? Continuation)> ListDeliveriesAsync(
        string webhook, WebhookDeliveryStatus? status, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {WebhookDelivery.GetPartition(webhook)}");
        if (status is { } wanted)
        {
            filter += " and " + TableClient.CreateQueryFilter($"Status eq {wanted.ToString()}");
        }

        var page = await account.WebhooksTable.QueryAsync<TableEntity>(filter, limit, cancellationToken: cancellationToken).AsPages(continuation).FirstAsync(cancellationToken);
        return ([.. page.Values.Select(WebhookDelivery.Read)], page.ContinuationToken);
    }

    /// <summary>Deletes deliveries of events before a time.</summary>
    public async Task DeleteDeliveriesAsync(string webhook, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {WebhookDelivery.GetPartition(webhook)} and RowKey gt {WebhookDelivery.GetTimeKey(before)}");
        await foreach (var page in account.WebhooksTable.QueryAsync<TableEntity>(filter, MaxTransaction, select: ["PartitionKey", "RowKey"], cancellationToken).AsPages().WithCancellation(cancellationToken))
        {
            if (page.Values.Count > 0)
            {
                await account.WebhooksTable.SubmitTransactionAsync(page.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
        }
    }
}
