using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>Configures the export of telemetry: OTLP, Azure Monitor, <c>/api/metrics</c>. Nothing is exported unless a setting asks for it.</summary>
internal static class TelemetryExport
{
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Whether telemetry has a destination. If not, nothing is traced, and logs stay on the host.</summary>
    public static bool IsConfigured(IConfiguration configuration) => IsSet(configuration, Otlp) || IsSet(configuration, AzureMonitor);

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<PortalTelemetry>();
        services.AddSingleton<MetricsEndpoint>();

        var isScraped = configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() is not { Scrape: false };
        if (!isScraped && !IsConfigured(configuration))
        {
            return services;
        }

        // Both meters exist without a package: the portal's own, and the runtime's.
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(PortalTelemetry.Name, "System.Runtime"));
        if (isScraped)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        }

        if (IsConfigured(configuration))
        {
            telemetry.WithTracing(traces => traces.AddSource(PortalTelemetry.Name));
        }

        if (IsSet(configuration, Otlp))
        {
            telemetry.UseOtlpExporter();
        }

        if (IsSet(configuration, AzureMonitor))
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = configuration[AzureMonitor];
                options.Credential = ReadClientId(configuration[Authentication]) is { } identity ? new ManagedIdentityCredential(identity) : null;
            });
        }

        return services;
    }

    /// <summary>Parses the platform's setting <c>ClientId=…;Authorization=AAD</c>; without a client id, the system-assigned identity.</summary>
    /// <returns><see langword="null"/> when the connection string is sufficient.</returns>
    internal static ManagedIdentityId? ReadClientId(string? authentication)
    {
        var parts = (authentication ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.OrdinalIgnoreCase);
        return !"AAD".Equals(parts.GetValueOrDefault("Authorization"), StringComparison.OrdinalIgnoreCase) ? null
            : parts.TryGetValue("ClientId", out var id) ? ManagedIdentityId.FromUserAssignedClientId(id)
            : ManagedIdentityId.SystemAssigned;
    }

    private static bool IsSet(IConfiguration configuration, string name) => !string.IsNullOrWhiteSpace(configuration[name]);
}
