using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>Runs the function for a message; throws if the function fails.</summary>
internal delegate Task HandleMessage(string text, IReadOnlyDictionary<string, object?> bindingData, CancellationToken cancellationToken);

/// <summary>
/// Passes the messages of a queue to a function, with the rules of the Functions host: at least once, a delay after a failure, the poison queue after
/// the last attempt.
/// </summary>
internal sealed partial class QueueListener(
    string function,
    QueueClient queue,
    QueueClient? poison,
    QueueSettings settings,
    HandleMessage handle,
    TimeProvider time,
    ILogger logger)
{
    private readonly PollingDelay _delay = new(settings.MaxPollingInterval);
    private readonly HashSet<Task> _running = [];
    private bool _missingLogged;

    /// <summary>Ends when <paramref name="stopping"/> fires and running messages are done.</summary>
    /// <param name="stopping">No new messages after this.</param>
    /// <param name="abort">Passed to the function.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var messages = await ReceiveAsync();
                if (messages.Length == 0)
                {
                    await Task.Delay(_delay.Next(), time, stopping);
                    continue;
                }

                _delay.Reset();
                foreach (var message in messages)
                {
                    _running.Add(stopping.IsCancellationRequested ? ReturnAsync(message) : ProcessAsync(message, abort));
                }

                while (_running.Count > settings.NewBatchThreshold && !stopping.IsCancellationRequested)
                {
                    _running.Remove(await Task.WhenAny(_running).WaitAsync(stopping));
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Waits for running messages.
        }

        await Task.WhenAll(_running);
    }

    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            // Not cancelled by the stop: messages that storage has already returned would stay invisible for the whole lease.
            var response = await queue.ReceiveMessagesAsync(settings.BatchSize, QueueMessageLease.Duration, CancellationToken.None);
            _missingLogged = false;
            return response.Value;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            if (!_missingLogged)
            {
                _missingLogged = true;
                LogNoQueue(logger, queue.Name, function);
            }

            return [];
        }
        catch (Exception e)
        {
            // Whatever storage, network or credential throw, the next poll may succeed. The function must not stop receiving messages.
            LogNotReceived(logger, e, queue.Name);
            return [];
        }
    }

    private async Task ProcessAsync(QueueMessage message, CancellationToken abort)
    {
        // Not on the listener's thread: the synchronous part of a function runs here.
        await Task.Yield();
        var receipt = message.PopReceipt;
        try
        {
            if (QueueMessageText.Decode(message, settings.Base64) is not { } text)
            {
                LogNotDecoded(logger, message.MessageId, queue.Name);
                await PoisonAsync(message, receipt);
                return;
            }

            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                await PoisonAsync(message, receipt);
                return;
            }

            bool succeeded;
            var lease = new QueueMessageLease(queue, message, time, logger);
            await using (lease)
            {
                succeeded = await TryHandleAsync(message, text, abort);
            }

            receipt = lease.PopReceipt;
            await CompleteAsync(message, receipt, succeeded);
        }
        catch (Exception e)
        {
            // If storage does not accept the outcome, the message returns when its lease ends, as on the host.
            LogNotCompleted(logger, e, message.MessageId, queue.Name);
        }
    }

    private async Task<bool> TryHandleAsync(QueueMessage message, string text, CancellationToken abort)
    {
        try
        {
            await handle(text, BindingData(message, text), abort);
            return true;
        }
        catch (OperationCanceledException e) when (abort.IsCancellationRequested)
        {
            LogCancelled(logger, e, function, message.MessageId);
            return false;
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function, message.MessageId, message.DequeueCount, settings.MaxDequeueCount);
            return false;
        }
    }

    private async Task CompleteAsync(QueueMessage message, string receipt, bool succeeded)
    {
        if (succeeded)
        {
            await DeleteAsync(message, receipt);
        }
        else if (poison is null)
        {
            // The host keeps it invisible until the lease ends; otherwise a failing poison function would spin.
        }
        else if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await PoisonAsync(message, receipt);
        }
        else
        {
            await ReleaseAsync(message, receipt, settings.VisibilityTimeout);
        }
    }

    private async Task PoisonAsync(QueueMessage message, string receipt)
    {
        if (poison is null)
        {
            LogReturned(logger, message.MessageId, queue.Name);
            return;
        }

        LogPoisoned(logger, message.MessageId, queue.Name, poison.Name);
        var text = QueueMessageText.ForPoison(message, settings.Base64);
        try
        {
            await poison.SendMessageAsync(text);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await poison.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(text);
        }

        await DeleteAsync(message, receipt);
    }

    private async Task DeleteAsync(QueueMessage message, string receipt)
    {
        try
        {
            await queue.DeleteMessageAsync(message.MessageId, receipt);
        }
        catch (RequestFailedException e) when (e.Status is 400 or 404)
        {
            // Another process has it now, or it is deleted.
        }
    }

    private async Task ReleaseAsync(QueueMessage message, string receipt, TimeSpan wait)
    {
        try
        {
            await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: wait);
        }
        catch (RequestFailedException e) when (e.Status is 400 or 404)
        {
            // Another process has it now, or it is deleted.
        }
    }

    private async Task ReturnAsync(QueueMessage message)
    {
        try
        {
            await ReleaseAsync(message, message.PopReceipt, TimeSpan.Zero);
        }
        catch (Exception e)
        {
            // It returns when its lease ends.
            LogNotCompleted(logger, e, message.MessageId, queue.Name);
        }
    }

    // All values are text, as in the host's trigger data.
    private static Dictionary<string, object?> BindingData(QueueMessage message, string text) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = text,
        ["Id"] = message.MessageId,
        ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["PopReceipt"] = message.PopReceipt,
        ["InsertionTime"] = message.InsertedOn?.ToString("o", CultureInfo.InvariantCulture),
        ["ExpirationTime"] = message.ExpiresOn?.ToString("o", CultureInfo.InvariantCulture),
        ["NextVisibleTime"] = message.NextVisibleOn?.ToString("o", CultureInfo.InvariantCulture),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "The queue {Queue} does not exist yet; {Function} waits for it")]
    private static partial void LogNoQueue(ILogger logger, string queue, string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No messages could be read from {Queue}; it is tried again")]
    private static partial void LogNotReceived(ILogger logger, Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} of {Queue} is not base64")]
    private static partial void LogNotDecoded(ILogger logger, string messageId, string queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed for message {MessageId}, try {Try} of {Tries}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string messageId, long @try, int tries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} was cancelled because the app stops; the message {MessageId} returns to its queue")]
    private static partial void LogCancelled(ILogger logger, Exception exception, string function, string messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} of {Queue} goes to {PoisonQueue}")]
    private static partial void LogPoisoned(ILogger logger, string messageId, string queue, string poisonQueue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} of {Queue} is not run again; there is no further queue for it")]
    private static partial void LogReturned(ILogger logger, string messageId, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of message {MessageId} of {Queue} could not be stored; it will come again")]
    private static partial void LogNotCompleted(ILogger logger, Exception exception, string messageId, string queue);
}
