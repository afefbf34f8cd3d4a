using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>Keeps a message invisible to others while its function runs, however long that is.</summary>
internal sealed partial class QueueMessageLease : IAsyncDisposable
{
    /// <summary>For how long a message is taken each time.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan _retry = TimeSpan.FromMinutes(1);

    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    public QueueMessageLease(QueueClient queue, QueueMessage message, TimeProvider time, ILogger logger)
    {
        _queue = queue;
        _message = message;
        _time = time;
        _logger = logger;
        PopReceipt = message.PopReceipt;
        _renewing = RenewAsync();
    }

    /// <summary>Changes with every renewal; deleting and releasing need the last one.</summary>
    public string PopReceipt { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        _done.Dispose();
    }

    private async Task RenewAsync()
    {
        var wait = Duration / 2;
        try
        {
            while (true)
            {
                await Task.Delay(wait, _time, _done.Token);
                try
                {
                    // A renewal under way is not cut off: its answer is the receipt that is needed.
                    var receipt = await _queue.UpdateMessageAsync(
                        _message.MessageId, PopReceipt, visibilityTimeout: Duration, cancellationToken: CancellationToken.None);
                    PopReceipt = receipt.Value.PopReceipt;
                    wait = Duration / 2;
                }
                catch (RequestFailedException e) when (e.Status is 400 or 404)
                {
                    // Taken over by another or deleted: there is nothing left to renew.
                    return;
                }
                catch (Exception e)
                {
                    // Half the lease is left for more tries, and the function need not know.
                    LogNotRenewed(_logger, e, _queue.Name, _message.MessageId);
                    wait = _retry;
                }
            }
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            // The function has ended.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of message {MessageId} of {Queue} could not be renewed")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string queue, string messageId);
}
