using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using SmeFunctions.HostEmulator.Protocol;

namespace SmeFunctions.HostEmulator;

/// <summary>The host's side of the one stream to a worker: sends requests and hands each response to whoever waits for it.</summary>
internal sealed class WorkerChannel(Action<RpcLog> log) : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _waiting = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the worker has said which worker it is.</summary>
    public Task Started => _started.Task;

    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var sending = SendAllAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                Receive(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker ended without closing the stream.
        }
        finally
        {
            _ended.TrySetResult();
            _outgoing.Writer.TryComplete();
            foreach (var (_, waiting) in _waiting)
            {
                waiting.TrySetException(new WorkerGoneException());
            }
        }

        await sending;
    }

    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a message and waits for the worker's response to it.</summary>
    /// <param name="id">What the response is recognised by: the request id, or the id of the function or of the invocation.</param>
    /// <param name="message">The request.</param>
    /// <exception cref="WorkerGoneException">The worker ended first.</exception>
    public async Task<StreamingMessage> RequestAsync(string id, StreamingMessage message)
    {
        var waiting = _waiting.GetOrAdd(id, _ => new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            if (_ended.Task.IsCompleted || !_outgoing.Writer.TryWrite(message))
            {
                throw new WorkerGoneException();
            }

            return await waiting.Task;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                _started.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                log(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                Complete(message.InvocationResponse.InvocationId, message);
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadResponse:
                Complete(message.FunctionLoadResponse.FunctionId, message);
                break;
            default:
                Complete(message.RequestId, message);
                break;
        }
    }

    private void Complete(string id, StreamingMessage message)
    {
        if (_waiting.TryGetValue(id, out var waiting))
        {
            waiting.TrySetResult(message);
        }
    }

    private async Task SendAllAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The worker is gone; whoever waits for it is told by EventStream.
        }
    }
}

/// <summary>The worker process ended while something waited for it.</summary>
public sealed class WorkerGoneException() : Exception("The worker process ended.");
