using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Tests.Telemetry;

/// <summary>Meters of one test's own, whatever runs beside it.</summary>
internal sealed class TestMeters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    public void Dispose() => _services.Dispose();
}

/// <summary>What one instrument measured: value and tags, in the order of time.</summary>
internal sealed class Measured<T>(TestMeters meters, string instrument) : IDisposable
    where T : struct
{
    private readonly MetricCollector<T> _collector = new(meters.Factory, PortalTelemetry.Name, instrument);

    /// <summary>Has the instrument say what it only says when it is asked.</summary>
    public Measured<T> Ask()
    {
        _collector.RecordObservableInstruments();
        return this;
    }

    /// <summary>As <c>3 outcome=hit</c>.</summary>
    public IEnumerable<string> Lines => _collector.GetMeasurementSnapshot().Select(measurement => string.Join(
        ' ',
        [FormattableString.Invariant($"{measurement.Value}"), .. measurement.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")]));

    public void Dispose() => _collector.Dispose();
}
