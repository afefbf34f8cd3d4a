using Azure;
using Azure.Storage.Queues;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Health;

/// <summary>Reads how many messages wait in each queue.</summary>
public sealed class QueueLengthReader(ContentAccount account)
{
    /// <returns>The approximate number of messages; <see langword="null"/> when the queue is missing or storage does not answer.</returns>
    public async Task<IReadOnlyList<(string Name, long? Length)>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(new[] { account.SeedEvents, account.SearchEvents, account.OperationEvents, account.NotificationEvents }.Select(async queue => (queue.Name, await ReadAsync(queue, cancellationToken))));

    private static async Task<long?> ReadAsync(QueueClient queue, CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return null;
        }
    }
}
