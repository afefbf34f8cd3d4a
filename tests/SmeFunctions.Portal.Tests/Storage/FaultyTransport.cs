using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>Lets requests through to a real service, and lets them or their answers get lost.</summary>
internal sealed class FaultyTransport : HttpPipelineTransport, IDisposable
{
    private readonly HttpClientTransport _inner = new();

    /// <summary>Which fault a request meets.</summary>
    public Func<Request, Fault> Faults { get; set; } = _ => Fault.None;

    public void Dispose() => _inner.Dispose();

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var fault = Faults(message.Request);
        if (fault is Fault.None or Fault.FailAfter or Fault.TimeoutAfter or Fault.ResetAfter)
        {
            await _inner.ProcessAsync(message);
        }

        switch (fault)
        {
            case Fault.None:
                return;
            case Fault.FailBefore or Fault.FailAfter:
                message.Response = new FakeResponse(500, null, DateTimeOffset.UtcNow);
                return;
            case Fault.Busy:
                message.Response = new FakeResponse(503, null, DateTimeOffset.UtcNow);
                return;
            case Fault.TimeoutBefore or Fault.TimeoutAfter:
                throw new TaskCanceledException("The network timed out.");
            case Fault.ResetBefore or Fault.ResetAfter:
                throw new RequestFailedException("The connection was reset.", new IOException());
            default:
                throw new NotSupportedException(fault.ToString());
        }
    }
}
