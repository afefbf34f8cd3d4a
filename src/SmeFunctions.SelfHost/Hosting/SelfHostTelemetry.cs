using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>The counterpart of the worker's <c>UseFunctionsWorkerDefaults</c> where there is no Functions host.</summary>
public static class SelfHostTelemetry
{
    /// <summary>Adds traces and metrics of the requests that Kestrel serves, under the application's name.</summary>
    public static IOpenTelemetryBuilder UseSelfHostDefaults(this IOpenTelemetryBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .ConfigureResource(resource => resource.AddDetector(services => new ApplicationNameDetector((IHostEnvironment)services.GetService(typeof(IHostEnvironment))!)))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation());
    }

    private sealed class ApplicationNameDetector(IHostEnvironment environment) : IResourceDetector
    {
        public Resource Detect()
        {
            // OTEL_SERVICE_NAME wins; the SDK has read it already.
            var attributes = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 }
                ? Enumerable.Empty<KeyValuePair<string, object>>()
                : [new("service.name", environment.ApplicationName)];
            return new Resource(attributes);
        }
    }
}
