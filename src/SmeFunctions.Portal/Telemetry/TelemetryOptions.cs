namespace SmeFunctions.Portal.Telemetry;

/// <summary>Settings of metrics, besides the exporters' environment variables.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Whether <c>GET /api/metrics</c> is enabled. If it is, this process aggregates metrics from its start.</summary>
    public bool Scrape { get; set; } = true;
}
