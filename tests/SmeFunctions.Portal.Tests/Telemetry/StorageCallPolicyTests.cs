using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Telemetry;

public sealed class StorageCallPolicyTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly PortalTelemetry _telemetry;

    public StorageCallPolicyTests() => _telemetry = new PortalTelemetry(_meters.Factory);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Counts_each_try_and_what_came_of_it()
    {
        using var calls = new Measured<long>(_meters, "portal.storage.calls");
        using var throttled = new Measured<long>(_meters, "portal.storage.throttled");
        var table = Table(503, 500, 0, 204);

        await table.UpsertEntityAsync(new TableEntity("a", "b"));

        Assert.Equal(
            ["1 outcome=throttled service=table", "1 outcome=failed service=table", "1 outcome=lost service=table", "1 outcome=ok service=table"],
            calls.Lines);
        Assert.Equal(["1 service=table"], throttled.Lines);
    }

    [Theory]
    [InlineData(404, "refused")]
    [InlineData(412, "refused")]
    [InlineData(429, "throttled")]
    [InlineData(501, "failed")]
    public async Task Says_what_kind_of_no_it_was(int status, string outcome)
    {
        using var calls = new Measured<long>(_meters, "portal.storage.calls");

        await Assert.ThrowsAsync<RequestFailedException>(() => Table(status, status, status, status).UpsertEntityAsync(new TableEntity("a", "b")));

        Assert.Equal($"1 outcome={outcome} service=table", calls.Lines.First());
    }

    [Fact]
    public void Counts_calls_that_block()
    {
        using var calls = new Measured<long>(_meters, "portal.storage.calls");

        Table(204).UpsertEntity(new TableEntity("a", "b"));

        Assert.Equal(["1 outcome=ok service=table"], calls.Lines);
    }

    private TableClient Table(params int[] answers)
    {
        var options = StorageCallPolicy.AddTo(new TableClientOptions { Transport = new Script(answers) }, _telemetry, "table");
        options.Retry.Delay = TimeSpan.Zero;
        return new TableClient(new Uri("https://account.table.core.windows.net"), "rows", new TableSharedKeyCredential("account", "a2V5"), options);
    }

    /// <summary>Answers as it is told; 0 is no answer.</summary>
    private sealed class Script(IEnumerable<int> answers) : HttpPipelineTransport
    {
        private readonly Queue<int> _answers = new(answers);

        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => message.Response = _answers.Dequeue() is > 0 and var status
            ? new FakeResponse(status, etag: null, DateTimeOffset.UnixEpoch)
            : throw new RequestFailedException("The connection was reset.", new IOException());

        public override ValueTask ProcessAsync(HttpMessage message)
        {
            Process(message);
            return ValueTask.CompletedTask;
        }
    }
}
