using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>Keeps a message invisible while its function runs.</summary>
internal sealed partial class QueueMessageLease : IAsyncDisposable
{
    /// <summary>The duration of each lease. The messages of a process that was killed are processed again after it; the Functions host waits ten minutes.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(10);

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

    /// <summary>Changes with every renewal; deletion and release need the current one.</summary>
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
                    // A running renewal is not cancelled: its response has the receipt that is needed.
                    var receipt = await _queue.UpdateMessageAsync(
                        _message.MessageId, PopReceipt, visibilityTimeout: Duration, cancellationToken: CancellationToken.None);
                    PopReceipt = receipt.Value.PopReceipt;
                    wait = Duration / 2;
                }
                catch (RequestFailedException e) when (e.Status is 400 or 404)
                {
                    // Another process has it, or it is deleted, so there is nothing to renew.
                    return;
                }
                catch (Exception e)
                {
                    // Half of the lease is left for further attempts.
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
