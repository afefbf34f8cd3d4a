using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry;

public static class ConfigureFunctionsOpenTelemetry
{
    /// <summary>The requests to the one process there is; the genuine method takes those of the worker, and tells the host so.</summary>
    public static IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this IOpenTelemetryBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .ConfigureResource(resource => resource.AddDetector(services => new AppName((IHostEnvironment)services.GetService(typeof(IHostEnvironment))!)))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation());
    }

    private sealed class AppName(IHostEnvironment environment) : IResourceDetector
    {
        public Resource Detect()
        {
            // What the environment says comes first, and has been read by now.
            var attributes = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 }
                ? Enumerable.Empty<KeyValuePair<string, object>>()
                : [new("service.name", environment.ApplicationName)];
            return new Resource(attributes);
        }
    }
}
