using Azure.Core;
using Azure.Core.Pipeline;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>Counts the requests that are sent to storage. It is next to the transport, so each attempt of the SDK counts.</summary>
internal sealed class StorageCallPolicy(PortalTelemetry telemetry, string service) : HttpPipelinePolicy
{
    public static TOptions AddTo<TOptions>(TOptions options, PortalTelemetry? telemetry, string service)
        where TOptions : ClientOptions
    {
        if (telemetry is not null)
        {
            options.AddPolicy(new StorageCallPolicy(telemetry, service), HttpPipelinePosition.BeforeTransport);
        }

        return options;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var outcome = StorageOutcome.NoResponse;
        try
        {
            ProcessNext(message, pipeline);
            outcome = GetOutcome(message);
        }
        finally
        {
            telemetry.StorageCalled(service, outcome);
        }
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var outcome = StorageOutcome.NoResponse;
        try
        {
            await ProcessNextAsync(message, pipeline);
            outcome = GetOutcome(message);
        }
        finally
        {
            telemetry.StorageCalled(service, outcome);
        }
    }

    private static StorageOutcome GetOutcome(HttpMessage message) => message.Response.Status switch
    {
        < 400 => StorageOutcome.Ok,
        429 or 503 => StorageOutcome.Throttled,
        500 when message.Response.Headers.TryGetValue("x-ms-error-code", out var code) && code is "OperationTimedOut" => StorageOutcome.Throttled,
        < 500 => StorageOutcome.Rejected,
        _ => StorageOutcome.Failed,
    };
}
