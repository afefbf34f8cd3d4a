using System.Text;
using Azure;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Moq;
using SmeFunctions.SelfHost.Queues;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;
using static SmeFunctions.SelfHost.Tests.Queues.FakeQueue;

namespace SmeFunctions.SelfHost.Tests.Queues;

public sealed class QueuePumpTests : IDisposable
{
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);
    private static readonly RequestFailedException _busy = new(503, "busy");

    private readonly FakeQueue _queue = new("work");
    private readonly FakeQueue _poison = new("work-poison");
    private readonly FakeTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();

    public void Dispose()
    {
        _log.Dispose();
        _stopping.Dispose();
        _abort.Dispose();
    }

    [Fact]
    public async Task A_message_is_decoded_handed_over_and_deleted()
    {
        var seen = new List<string>();
        _queue.Holds(Message(Base64("文章"), dequeueCount: 2));

        await PumpAsync((text, data, _) =>
        {
            seen.Add($"{text} {data["DequeueCount"]} {data["Id"]}");
            return Task.CompletedTask;
        });

        Assert.Equal(["文章 2 m"], seen);
        Assert.Equal(["delete m r0"], _queue.Calls);
        Assert.Empty(_poison.Calls);
    }

    [Fact]
    public async Task A_failed_message_waits_for_its_next_try()
    {
        _queue.Holds(Message(Base64("a"), dequeueCount: 4));

        await PumpAsync(Failing);

        Assert.Equal(["update m r0 00:00:10"], _queue.Calls);
        Assert.Empty(_poison.Calls);
        Assert.Equal("F failed for message m, try 4 of 5", Assert.Single(_log.At(LogLevel.Error)));
    }

    [Fact]
    public async Task After_the_last_try_it_goes_to_the_poison_queue_as_it_is()
    {
        _queue.Holds(Message(Base64("a"), dequeueCount: 5));

        await PumpAsync(Failing);

        Assert.Equal([$"send {Base64("a")}"], _poison.Calls);
        Assert.Equal(["delete m r0"], _queue.Calls);
    }

    [Fact]
    public async Task A_missing_poison_queue_is_made()
    {
        _poison.Exists = false;
        _queue.Holds(Message(Base64("a"), dequeueCount: 5));

        await PumpAsync(Failing);

        Assert.Equal(["create", $"send {Base64("a")}"], _poison.Calls);
    }

    [Fact]
    public async Task A_message_that_comes_once_too_often_is_not_run()
    {
        _queue.Holds(Message(Base64("a"), dequeueCount: 6));

        await PumpAsync((_, _, _) => throw new NotSupportedException());

        Assert.Equal([$"send {Base64("a")}"], _poison.Calls);
        Assert.Equal(["delete m r0"], _queue.Calls);
        Assert.Empty(_log.At(LogLevel.Error));
    }

    [Theory]
    [InlineData("""{ "name": "en/x.txt" }""")]
    [InlineData("//8=")]
    public async Task What_is_no_base64_text_goes_to_the_poison_queue_readable_and_is_not_run(string body)
    {
        _queue.Holds(Message(body));

        await PumpAsync((_, _, _) => throw new NotSupportedException());

        Assert.Equal([$"send {Base64(body)}"], _poison.Calls);
        Assert.Equal(["delete m r0"], _queue.Calls);
        Assert.Empty(_log.At(LogLevel.Error));
    }

    [Fact]
    public async Task Without_encoding_the_text_is_taken_as_it_is()
    {
        var seen = new List<string>();
        _queue.Holds(Message("plain"), Message("bad", dequeueCount: 5));

        await PumpAsync(
            (text, _, _) =>
            {
                seen.Add(text);
                return text == "bad" ? throw new InvalidOperationException() : Task.CompletedTask;
            },
            new QueueSettings { Base64 = false });

        Assert.Equal(["bad", "plain"], seen.Order());
        Assert.Equal(["send bad"], _poison.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_failed_message_of_a_poison_queue_stays_invisible_for_its_lease(long dequeueCount)
    {
        _queue.Holds(Message(Base64("a"), dequeueCount));

        await PumpAsync(Failing, withPoison: false);

        Assert.Empty(_queue.Calls);
        Assert.Single(_log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_message_of_a_poison_queue_is_not_run_once_more_than_the_tries()
    {
        _queue.Holds(Message(Base64("a"), dequeueCount: 6));

        await PumpAsync((_, _, _) => throw new NotSupportedException(), withPoison: false);

        Assert.Empty(_queue.Calls);
        Assert.Empty(_log.At(LogLevel.Error));
        Assert.Equal("The message m of work is not run again; there is no further queue for it", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task The_lease_is_renewed_at_half_time_while_the_function_runs()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _queue.Holds(Message(Base64("a")));
        var pump = Start(async (_, _, _) =>
        {
            started.SetResult();
            await release.Task;
        });
        await started.Task.WaitAsync(_soon);

        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => _queue.Calls.Count == 1);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => _queue.Calls.Count == 2);
        release.SetResult();
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _queue.Calls.Count == 3);
        await StopAsync(pump);

        Assert.Equal(["update m r0 00:01:00", "update m r1 00:01:00", "delete m r2"], _queue.Calls);
    }

    [Fact]
    public async Task A_failed_renewal_is_tried_again_after_ten_seconds()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _queue.Holds(Message(Base64("a")));
        var pump = Start(async (_, _, _) =>
        {
            started.SetResult();
            await release.Task;
        });
        await started.Task.WaitAsync(_soon);

        _queue.Failure = _busy;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => _log.At(LogLevel.Warning).Any());
        _queue.Failure = null;
        var failed = _time.GetUtcNow();
        await AdvanceUntilAsync(TimeSpan.FromSeconds(5), () => _queue.Calls.Count == 1);
        var renewed = _time.GetUtcNow();
        release.SetResult();
        await StopAsync(pump);

        Assert.Equal(["update m r0 00:01:00", "delete m r1"], _queue.Calls);
        Assert.InRange(renewed - failed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_failure_to_store_the_outcome_leaves_the_message_and_the_pump_goes_on()
    {
        var runs = 0;
        _queue.Failure = _busy;
        _queue.Holds(Message(Base64("a")));
        var pump = Start((_, _, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        });
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _log.At(LogLevel.Warning).Any());

        _queue.Failure = null;
        _queue.Holds(Message(Base64("a"), dequeueCount: 2));
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _queue.Calls.Count == 1);
        await StopAsync(pump);

        Assert.Equal(2, runs);
        Assert.Equal(["delete m r0"], _queue.Calls);
    }

    [Fact]
    public async Task A_message_that_another_has_taken_over_is_left_to_it()
    {
        _queue.Failure = new RequestFailedException(400, "mismatch", "PopReceiptMismatch", null);
        _queue.Holds(Message(Base64("a")));

        await PumpAsync((_, _, _) => Task.CompletedTask, until: () => _queue.Looks.Count > 1);

        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Storage_that_fails_does_not_end_the_pump()
    {
        var handled = new TaskCompletionSource();
        _queue.Fails(_busy).Fails(new AggregateException(_busy)).Fails(new InvalidOperationException()).Holds(Message(Base64("a")));
        var pump = Start((_, _, _) =>
        {
            handled.SetResult();
            return Task.CompletedTask;
        });

        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => handled.Task.IsCompleted);
        await StopAsync(pump);

        Assert.Equal(3, _log.At(LogLevel.Warning).Count());
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_yet_is_waited_for_and_said_once()
    {
        var missing = new RequestFailedException(404, "gone", "QueueNotFound", null);
        _queue.Fails(missing).Fails(missing).Holds(Message(Base64("a")));

        await PumpAsync((_, _, _) => Task.CompletedTask);

        Assert.Equal("The queue work does not exist yet; F waits for it", Assert.Single(_log.At(LogLevel.Information)));
        Assert.Empty(_log.At(LogLevel.Warning));
        Assert.Equal(["delete m r0"], _queue.Calls);
    }

    [Fact]
    public async Task The_next_batch_waits_until_few_enough_are_under_way()
    {
        var (started, release) = (0, new TaskCompletionSource());
        _queue.Holds([.. Enumerable.Range(0, 4).Select(i => Message(Base64("a"), id: $"m{i}"))]);
        var pump = Start(
            async (_, data, _) =>
            {
                Interlocked.Increment(ref started);
                await (data["Id"] is "m0" ? Task.CompletedTask : release.Task);
            },
            new QueueSettings { BatchSize = 4, NewBatchThreshold = 2 });
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _queue.Calls.Count == 1 && started == 4);

        var looksWhileBusy = _queue.Looks.Count;
        release.SetResult();
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _queue.Calls.Count == 4 && _queue.Looks.Count > 1);
        await StopAsync(pump);

        Assert.Equal(1, looksWhileBusy);
        Assert.All(_queue.Looks, count => Assert.Equal(4, count));
    }

    [Fact]
    public async Task Stopping_lets_a_message_under_way_finish()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _queue.Holds(Message(Base64("a")));
        var pump = Start(async (_, _, cancellationToken) =>
        {
            started.SetResult();
            await release.Task.WaitAsync(cancellationToken);
        });
        await started.Task.WaitAsync(_soon);

        await _stopping.CancelAsync();
        var endedEarly = await Task.WhenAny(pump, Task.Delay(100)) == pump;
        release.SetResult();
        await pump.WaitAsync(_soon);

        Assert.False(endedEarly);
        Assert.Equal(["delete m r0"], _queue.Calls);
    }

    [Fact]
    public async Task A_message_whose_function_the_stop_cancels_is_given_back_and_no_error()
    {
        var started = new TaskCompletionSource();
        _queue.Holds(Message(Base64("a")));
        var pump = Start(async (_, _, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        await started.Task.WaitAsync(_soon);

        await _stopping.CancelAsync();
        await _abort.CancelAsync();
        await pump.WaitAsync(_soon);

        Assert.Equal(["update m r0 00:00:10"], _queue.Calls);
        Assert.Empty(_log.At(LogLevel.Error));
        Assert.Equal("F was cancelled because the app stops; the message m returns to its queue", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task A_message_that_arrives_while_stopping_is_given_back()
    {
        _queue.Mock
            .Setup(queue => queue.ReceiveMessagesAsync(It.IsAny<int?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Returns(async () =>
            {
                await _stopping.CancelAsync();
                return Response.FromValue<QueueMessage[]>([Message(Base64("a"))], Mock.Of<Response>());
            });

        await Start((_, _, _) => throw new NotSupportedException()).WaitAsync(_soon);

        Assert.Equal(["update m r0 00:00:00"], _queue.Calls);
        Assert.Empty(_log.At(LogLevel.Error));
    }

    private static Task Failing(string text, IReadOnlyDictionary<string, object?> data, CancellationToken cancellationToken) =>
        throw new InvalidOperationException(text);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private Task Start(HandleMessage handle, QueueSettings? settings = null, bool withPoison = true)
    {
        settings = (settings ?? new QueueSettings()) with { VisibilityTimeout = TimeSpan.FromSeconds(10), MaxPollingInterval = TimeSpan.FromSeconds(1) };
        var pump = new QueueListener(
            "F", _queue.Client, withPoison ? _poison.Client : null, settings, handle, _time, _log.CreateLogger("F"));
        return Task.Run(() => pump.RunAsync(_stopping.Token, _abort.Token));
    }

    // Until something was done with the messages, or as said.
    private async Task PumpAsync(HandleMessage handle, QueueSettings? settings = null, bool withPoison = true, Func<bool>? until = null)
    {
        var pump = Start(handle, settings, withPoison);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), until ?? (() => _queue.Calls.Count > 0 || (!withPoison && _queue.Looks.Count > 1)));
        await StopAsync(pump);
    }

    private async Task StopAsync(Task pump)
    {
        await _stopping.CancelAsync();
        await pump.WaitAsync(_soon);
    }

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition)
    {
        for (var deadline = DateTime.UtcNow + _soon; ; await Task.Delay(5))
        {
            if (condition())
            {
                return;
            }

            Assert.True(DateTime.UtcNow < deadline, "It did not happen in time.");
            _time.Advance(step);
        }
    }
}
