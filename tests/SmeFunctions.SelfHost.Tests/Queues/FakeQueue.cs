using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Moq;

namespace SmeFunctions.SelfHost.Tests.Queues;

/// <summary>A queue client that hands out messages and keeps what was done with them.</summary>
internal sealed class FakeQueue
{
    private readonly Queue<Func<QueueMessage[]>> _answers = new();
    private int _receipts;

    public FakeQueue(string name)
    {
        Mock.SetupGet(queue => queue.Name).Returns(name);
        Mock.Setup(queue => queue.ReceiveMessagesAsync(It.IsAny<int?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Returns((int? count, TimeSpan? _, CancellationToken _) => Receive(count));
        Mock.Setup(queue => queue.DeleteMessageAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string receipt, CancellationToken _) => Done($"delete {id} {receipt}"));
        Mock.Setup(queue => queue.UpdateMessageAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<string>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string receipt, string? text, TimeSpan wait, CancellationToken _) => Update(id, receipt, text, wait));
        Mock.Setup(queue => queue.SendMessageAsync(It.IsAny<string>()))
            .Returns((string text) => Send(text));
        Mock.Setup(queue => queue.CreateIfNotExistsAsync(It.IsAny<IDictionary<string, string>>(), It.IsAny<CancellationToken>()))
            .Returns(() => Create());
    }

    public Mock<QueueClient> Mock { get; } = new(MockBehavior.Strict);

    public QueueClient Client => Mock.Object;

    /// <summary>What was done, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many messages each look asked for.</summary>
    public List<int?> Looks { get; } = [];

    public bool Exists { get; set; } = true;

    /// <summary>Fails the next calls that delete or update.</summary>
    public RequestFailedException? Failure { get; set; }

    public TaskCompletionSource Looked { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeQueue Holds(params QueueMessage[] messages)
    {
        lock (_answers)
        {
            _answers.Enqueue(() => messages);
        }

        return this;
    }

    public FakeQueue Fails(Exception exception)
    {
        lock (_answers)
        {
            _answers.Enqueue(() => throw exception);
        }

        return this;
    }

    public static QueueMessage Message(string body, long dequeueCount = 1, string id = "m") =>
        QueuesModelFactory.QueueMessage(id, "r0", new BinaryData(body), dequeueCount);

    private Task<Response<QueueMessage[]>> Receive(int? count)
    {
        Func<QueueMessage[]>? answer;
        lock (_answers)
        {
            Looks.Add(count);
            _answers.TryDequeue(out answer);
        }

        Looked.TrySetResult();
        return Task.FromResult(Response.FromValue(answer?.Invoke() ?? [], Moq.Mock.Of<Response>()));
    }

    private Task<Response> Done(string what)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (Calls)
        {
            Calls.Add(what);
        }

        return Task.FromResult(Moq.Mock.Of<Response>());
    }

    private async Task<Response<UpdateReceipt>> Update(string id, string receipt, string? text, TimeSpan wait)
    {
        Assert.Null(text);
        await Done($"update {id} {receipt} {wait:c}");
        return Response.FromValue(QueuesModelFactory.UpdateReceipt($"r{++_receipts}", default), Moq.Mock.Of<Response>());
    }

    private async Task<Response<SendReceipt>> Send(string text)
    {
        if (!Exists)
        {
            throw new RequestFailedException(404, "gone", "QueueNotFound", null);
        }

        await Done($"send {text}");
        return Response.FromValue(QueuesModelFactory.SendReceipt("s", default, default, "r", default), Moq.Mock.Of<Response>());
    }

    private async Task<Response> Create()
    {
        await Done("create");
        Exists = true;
        return Moq.Mock.Of<Response>();
    }
}
