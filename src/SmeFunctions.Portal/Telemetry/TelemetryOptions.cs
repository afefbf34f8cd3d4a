namespace SmeFunctions.Portal.Telemetry;

/// <summary>What the portal does with its measurements, besides sending them to where the environment says.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Whether <c>GET /api/metrics</c> has them. They are then added up in this process from its start.</summary>
    public bool Scrape { get; set; } = true;
}
